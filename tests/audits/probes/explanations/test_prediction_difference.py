"""Prediction difference against its closed form, and where it looks."""

import pytest

from audits.measurement import Estimate, Exhibit
from audits.running.catalog import catalog
from tests.askable import BrightCorner, LinearTable, LinearText, album, people, spots
from tests.subjects import Subject


@pytest.mark.parametrize("sampling", ["marginal", "conditional"])
def test_the_corner_that_matters_is_found(sampling):
    found = list(
        catalog()["explanations.prediction_difference"](
            Subject(album(spots()), BrightCorner()), sampling=sampling, window=4, seeds=3
        )
    )
    (stability,) = [
        m
        for m in found
        if not isinstance(m, Exhibit)
        and (m.metric, m.group) == ("prediction_difference_stability", ())
    ]
    assert isinstance(stability, Estimate)
    shown = [m for m in found if isinstance(m, Exhibit) and m.kind == "heat_picture"]
    for exhibit in shown:
        for region in exhibit.content["regions"][:2]:
            place = region["label"]
            inside = place[place.index("(") + 1 : -1].split(", ")
            row, column = (float(part.split()[1]) for part in inside)
            assert row < 8 and column < 8, place  # noqa: PT018


def test_each_column_is_measured_once_and_the_same_seed_repeats():
    subject = Subject(people(), LinearTable({"x0": 1.0, "x1": -0.5}))
    probe = catalog()["explanations.prediction_difference"]
    first = [m for m in probe(subject) if not isinstance(m, Exhibit)]
    again = [m for m in probe(subject) if not isinstance(m, Exhibit)]
    assert first == again
    keys = [(m.metric, m.group) for m in first]
    assert len(keys) == len(set(keys))


def test_a_text_is_explained():
    model = LinearText({"bad": -2.0})
    from tests.askable import texts

    data = texts(["a bad film", "a fine film", "a bad day", "the end"])
    found = list(catalog()["explanations.prediction_difference"](Subject(data, model), rows=(0,)))
    shown = next(m for m in found if isinstance(m, Exhibit) and m.kind == "highlighted_text")
    heavy = max(shown.content["tokens"], key=lambda token: abs(token["weight"]))
    assert heavy["text"] == "bad"

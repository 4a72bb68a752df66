"""Which rows are shown as suspects, in which order, and under which name."""

from types import SimpleNamespace

import numpy as np
import pytest

from audits.data.dataset import Categories, Column, Dataset, Images, Texts
from audits.data_quality.confident_joint import thresholds
from audits.data_quality.held_out_probabilities import Labelled, Source
from audits.data_quality.suspects import MOST_ROWS, gallery, ranked, relative_confidence
from audits.errors import Refused
from audits.report.exhibits import draw
from audits.specification.roles import Role
from tests import askable
from tests.audits.data_quality.mislabelled import CASES, expected, recorded, stored, two_classes


def order(labels, probabilities):
    least = thresholds(labels, probabilities)
    return ranked(relative_confidence(labels, probabilities, least), np.arange(len(labels)))


def test_confidence_is_relative_to_the_thresholds():
    """.4 / .5 against .6 / 1: .8 of 1.4."""
    confidence = relative_confidence(np.array([0]), np.array([[0.4, 0.6]]), np.array([0.5, 1.0]))
    assert confidence.tolist() == pytest.approx([0.8 / 1.4])


@pytest.mark.parametrize("case", CASES)
def test_as_many_planted_mistakes_come_first_as_by_any_of_cleanlab_s_rankings(case):
    labels, probabilities, flipped = stored(case)
    found = np.isin(order(labels, probabilities)[: len(flipped)], flipped).sum()
    rankings = {k: v for k, v in expected(case)["hits"].items() if k != "find_label_issues"}
    assert found >= max(rankings.values())


def test_over_all_cases_more_than_by_cleanlab_s_filter():
    ours = filtered = 0
    for case in CASES:
        labels, probabilities, flipped = stored(case)
        ours += np.isin(order(labels, probabilities)[: len(flipped)], flipped).sum()
        filtered += expected(case)["hits"]["find_label_issues"]
    assert ours > filtered


def rows(data, labels, probabilities):
    return Labelled(
        data, np.arange(len(labels)), labels, probabilities, ("c0", "c1"), Source.RECORDED
    )


def test_rows_are_called_by_their_number_never_by_their_id_and_texts_are_shown():
    labels, probabilities, _ = two_classes(200, 0.3, 1)
    names = Column("key", Role.ID, Categories.of([f"k{place}" for place in range(200)]))
    texts = Column("said", Role.FEATURE, Texts.of([f"text {place}" for place in range(200)]))
    data = recorded(labels, probabilities, names, texts)
    wrong = probabilities.argmax(axis=1) != labels
    exhibit = gallery(rows(data, labels, probabilities), wrong)
    first = exhibit.content["rows"][0]
    place = int(first[0].removeprefix("row ")) - 1
    assert wrong[place]
    assert first[1] == f"text {place}"
    assert first[2:4] == [f"c{labels[place]}", f"c{1 - labels[place]}"]
    assert len(exhibit.content["rows"]) + exhibit.content["left_out"] == wrong.sum()
    assert len(exhibit.content["rows"]) <= MOST_ROWS
    assert list(draw(SimpleNamespace(), exhibit.to_json(), "x"))


def test_pictures_stand_beside_what_they_look_like():
    labels = np.array([0, 1, 0, 1])
    probabilities = np.array([[0.1, 0.9], [0.1, 0.9], [0.9, 0.1], [0.2, 0.8]])
    exhibit = gallery(
        rows(askable.album(askable.spots(4)), labels, probabilities),
        np.array([True, False, False, False]),
    )
    assert exhibit.kind == "pairs"
    (pair,) = exhibit.content["pairs"]
    assert pair["before"]["image"].startswith("data:image/")
    assert pair["after"]["text"] == "looks like c1"


def test_pictures_that_are_missing_or_damaged_are_said_to_be():
    class Damaged:
        def decode(self, name):
            raise Refused.because("pictures", "a file is damaged", "mend it")

    (column,) = askable.album(askable.spots(4)).columns
    names = column.values.names.copy()
    names[0] = None
    data = Dataset((Column("picture", Role.FEATURE, Images(names, Damaged())),))
    labels, probabilities = np.array([0, 0, 1, 1]), np.array([[0.1, 0.9]] * 4)
    exhibit = gallery(rows(data, labels, probabilities), labels == 0)
    told = {pair["before"]["text"] for pair in exhibit.content["pairs"]}
    assert told == {"no picture", "a picture that cannot be read"}


def test_where_nothing_is_suspicious_nothing_is_shown():
    labels, probabilities, _ = two_classes(50, 0.0, 1)
    data = recorded(labels, probabilities)
    assert gallery(rows(data, labels, probabilities), np.zeros(50, dtype=bool)) is None

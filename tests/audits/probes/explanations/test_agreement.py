"""Methods agree about a simple model, and are shown side by side."""

import numpy as np

from audits.explanations.similarity import shape_overlap
from audits.measurement import Estimate, Exhibit, Undetermined
from audits.running.catalog import catalog
from tests.askable import BrightCorner, LinearTable, LinearText, album, people, spots, texts
from tests.subjects import Subject


def audit(subject, **parameters):
    found = list(catalog()["explanations.agreement"](subject, **parameters))
    measured = {m.group: m for m in found if not isinstance(m, Exhibit)}
    return measured, [m for m in found if isinstance(m, Exhibit)]


def test_methods_agree_about_a_linear_model():
    model = LinearTable({"x0": 0.3, "x1": -0.2, "x2": 0.0}, bias=0.1)
    measured, exhibits = audit(Subject(people(), model), samples=2000)
    assert measured[()].value > 0.6
    assert len(measured) == 1 + 6  # four methods make six pairs
    assert all(len(exhibit.content["methods"]) == 4 for exhibit in exhibits)


def test_scale_does_not_matter_and_sign_does():
    first = np.array([1.0, -2.0, 0.5])
    assert shape_overlap(first, 7 * first) == 1.0
    assert shape_overlap(first, -first) == 0.0
    # By hand: (4 + 1) / 8 against (1 + 7) / 8 gives (1/4 ...) of the larger parts.
    assert np.isclose(shape_overlap(np.array([3.0, 1]), np.array([1.0, 3])), (0.25 + 0.25) / 1.5)


def test_a_text_and_a_picture_stand_side_by_side():
    sentences = ["a bad film", "a good film", "bad bad good", "quiet"]
    data = texts(sentences)
    measured, exhibits = audit(Subject(data, LinearText({"bad": -2.0, "good": 1.5})), samples=300)
    assert isinstance(measured[()], Estimate)
    assert exhibits[0].content["methods"][0]["kind"] == "highlighted_text"
    measured, exhibits = audit(Subject(album(spots()), BrightCorner()), samples=300, window=4)
    assert measured[()].value > 0.5
    assert {m["kind"] for m in exhibits[0].content["methods"]} == {"heat_picture"}


def test_a_picture_smaller_than_the_window_says_so():
    subject = Subject(album(spots()), BrightCorner())
    measured, _ = audit(subject, window=40)
    assert isinstance(measured[()], Undetermined)
    assert any("smaller than the window" in warning for warning in subject.warnings)

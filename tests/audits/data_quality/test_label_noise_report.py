"""The exhibits of wrong labels add up to the rows."""

from types import SimpleNamespace

import numpy as np
import pytest

from audits.data_quality.held_out_probabilities import Labelled, Source
from audits.data_quality.label_noise_report import MOST_CLASSES, facts, joint_table
from audits.data_quality.mistaken_labels import mistakes_of
from audits.report.exhibits import draw
from tests.audits.data_quality.mislabelled import recorded, stored, two_classes


def of(labels, probabilities):
    classes = tuple(f"c{place}" for place in range(probabilities.shape[1]))
    data = recorded(labels, probabilities)
    places = np.arange(len(labels))
    return mistakes_of(Labelled(data, places, labels, probabilities, classes, Source.RECORDED))


def test_the_joint_is_shown_as_shares_of_each_label_with_its_rows():
    labels, probabilities, _ = stored("digits_10")
    mistakes = of(labels, probabilities)
    exhibit = joint_table(mistakes.rows, mistakes.joint)
    cells = exhibit.content["cells"]
    for row in cells:
        assert sum(cell["value"] for cell in row) == pytest.approx(1)
    assert abs(sum(cell["n"] for row in cells for cell in row) - len(labels)) <= 50


def test_of_many_classes_the_largest_are_shown():
    rng = np.random.default_rng(0)
    labels = rng.integers(0, 15, 600)
    labels[:200] = 14
    mistakes = of(labels, np.eye(15)[labels] * 0.85 + 0.01)
    exhibit = joint_table(mistakes.rows, mistakes.joint)
    assert len(exhibit.content["rows"]) == MOST_CLASSES
    assert "labelled c14" in exhibit.content["rows"]


def test_the_facts_say_how_many_rows_stand_behind_each_number():
    labels, probabilities, _ = two_classes(500, 0.1, 1)
    exhibit = facts(of(labels, probabilities))
    answers = {fact["question"]: fact["answer"] for fact in exhibit.content["facts"]}
    assert answers["Rows looked at"] == "500"
    assert "did not see the row" in answers["Who says what a row is"]
    assert list(draw(SimpleNamespace(), exhibit.to_json(), "x"))

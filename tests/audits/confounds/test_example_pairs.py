"""Pairs of inputs whose answers changed most."""

import numpy as np
import pytest

from audits.confounds.example_pairs import most_changed, pairs, side
from audits.data.dataset import Categories, Column, Dataset, Numbers, Texts
from audits.specification.roles import Role


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (Texts.of(["x" * 501]), "x" * 500),
        (Categories.of(["red"]), "c: red"),
        (Categories.of([None]), "c: missing"),
        (Numbers(np.array([1234567.0])), "c: 1.23457e+06"),
    ],
)
def test_one_input_is_shown_by_its_kind(values, expected):
    data = Dataset((Column("c", Role.FEATURE, values),))
    assert side(data, "c", 0, "answered 1") == {"text": expected, "caption": "answered 1"}


def test_a_pair_says_what_became_of_the_answer():
    before = Dataset((Column("c", Role.FEATURE, Texts.of(["he", "it"])),))
    after = Dataset((Column("c", Role.FEATURE, Texts.of(["she", "it"])),))
    shown = pairs(before, after, "c", [0, 1], [("0", "1"), ("1", "1")])
    assert [pair["note"] for pair in shown] == ["0 became 1", "1 stayed"]
    assert shown[0]["after"] == {"text": "she", "caption": "answered 1"}


def test_the_answers_that_lost_most_probability_come_first():
    before, after = np.array([0, 0, 1, 0]), np.array([1, 0, 0, 1])
    first = np.array([[0.6, 0.4], [0.9, 0.1], [0.05, 0.95], [0.7, 0.3]])
    second = np.array([[0.4, 0.6], [0.9, 0.1], [0.9, 0.1], [0.2, 0.8]])
    # Lost: .2 in row 0, .85 in row 2, .5 in row 3; row 1 kept its answer.
    assert most_changed(before, after, (first, second), 5) == [2, 3, 0]
    assert most_changed(before, after, (first, second), 2) == [2, 3]
    assert most_changed(before, after, None, 2) == [0, 2]

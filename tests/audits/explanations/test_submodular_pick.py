"""The pick shows what others do not."""

import numpy as np

from audits.explanations.submodular_pick import pick


def test_rows_that_show_other_units_come_first():
    weights = np.array([[5.0, 0, 0], [4.9, 0, 0], [0, 2.0, 0], [0, 0, 1.0]])
    assert pick(weights, 3) == [0, 2, 3]


def test_more_rows_than_there_are_is_all_of_them():
    assert sorted(pick(np.eye(3), 9)) == [0, 1, 2]


def test_rows_without_weight_are_picked_last():
    assert pick(np.array([[0.0, 0.0], [1.0, 0.0]]), 2) == [1, 0]

"""Weights of cells without rows, by hand: what rows were drawn by says what others would weigh."""

import numpy as np
import pytest

from audits.data.typical_weights import typical_weights


def typical(rows, weight):
    """rows, weight: shape (labels, answers) or (groups, labels, answers)."""
    rows, weight = np.array(rows), np.array(weight, dtype=float)
    shape = (-1, *rows.shape[-2:])
    return typical_weights(
        *(sums.reshape(shape) for sums in (rows, rows * weight, rows * weight**2))
    )


def test_a_review_by_answer_says_what_a_missed_case_would_weigh():
    found = typical([[50, 30], [0, 40]], [[20, 1.25], [9, 1.25]])
    np.testing.assert_allclose(found[0], [[20, 1.25], [20, 1.25]], rtol=1e-5)


def test_cases_and_controls_weigh_by_their_label():
    found = typical([[50, 30], [0, 40]], [[20, 20], [9, 1]])
    np.testing.assert_allclose(found[0], [[20, 20], [1, 1]], rtol=1e-5)


def test_where_no_cell_tells_label_and_answer_apart_the_heaviest_may_be_missing():
    found = typical([[50, 0], [0, 40]], [[20, 9], [9, 1]])
    np.testing.assert_allclose(found[0], [[20, 20], [20, 1]], rtol=1e-5)


def test_own_rows_that_weigh_otherwise_count_by_their_number():
    """Factors alone would say 1 * 1 / 8 in the lower left; 400 rows of 8 there settle it."""
    found = typical([[400, 400], [400, 400]], [[1, 8], [8, 1]])
    np.testing.assert_allclose(found[0], [[1, 8], [8, 1]], rtol=0.03)


def test_groups_have_a_factor_each():
    rows = [[[50, 30], [10, 40]], [[50, 30], [0, 40]]]
    weight = [[[20, 1], [20, 1]], [[60, 3], [9, 3]]]
    np.testing.assert_allclose(typical(rows, weight), [[[20, 1]] * 2, [[60, 3]] * 2], rtol=0.02)


def test_without_rows_there_is_nothing_to_say():
    empty = np.zeros((1, 2))
    assert typical_weights(empty.astype(int), empty, empty) is None


def test_of_one_column_a_level_weighs_what_its_rows_do_in_every_group():
    """The second group has nobody who was not chosen, who weighs 10 in the first."""
    rows = np.array([[30, 20], [0, 40]])
    weights = rows * np.array([10.0, 1.0])
    assert typical_weights(rows, weights, weights * np.array([10.0, 1.0])) == pytest.approx(
        np.array([[10.0, 1.0], [10.0, 1.0]])
    )

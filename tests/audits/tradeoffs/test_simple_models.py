"""Simple models: the one that a planted rule calls for, and the smallest of equal ones."""

import numpy as np
import pytest

from audits.tradeoffs.simple_models import (
    LOGISTIC,
    RULE,
    TREE,
    VARIANTS,
    smallest_of_the_best,
    taught,
)
from tests.audits.tradeoffs.learnable import crossed_signs, one_sign


def fitted(inputs, labels):
    return taught(np.asarray(inputs, dtype=float), np.asarray(labels, dtype=np.intp),
                  np.random.default_rng(0))  # fmt: skip


def test_one_rule_is_chosen_where_one_column_says_it():
    values, label = one_sign(800, np.random.default_rng(1))
    simple = fitted(np.stack([values, np.random.default_rng(2).normal(size=800)], axis=1), label)
    assert simple.best == RULE
    assert simple.answers(np.array([[-1.0, 0], [1.0, 0]]), RULE).tolist() == [0, 1]
    assert simple.rows == 800


def test_a_tree_where_two_columns_cross():
    """Of one sign alone chance is right in half; two questions say all of it."""
    values, label = crossed_signs(3000, np.random.default_rng(3))
    # A greedy tree finds the crossing only where one of the two helps a little by itself.
    values = values[(rows := ~(label & (values[:, 0] > 0) & (values[:, 1] > 1)))]
    simple = fitted(values, label[rows])
    assert simple.best == TREE
    corners = np.array([[1.0, 0.5], [1.0, -0.5], [-1.0, 0.5], [-1.0, -0.5]])
    assert simple.answers(corners, TREE).tolist() == [1, 0, 0, 1]


def test_a_logistic_regression_where_many_columns_add_up():
    rng = np.random.default_rng(4)
    values = rng.normal(size=(2000, 8))
    simple = fitted(values, values.sum(axis=1) > 0)
    assert simple.best == LOGISTIC
    right = simple.answers(values, LOGISTIC) == (values.sum(axis=1) > 0)
    assert right.mean() > 0.95


def test_missing_numbers_stop_none_of_them():
    values, label = one_sign(400, np.random.default_rng(5))
    values[::7] = np.nan
    simple = fitted(values[:, None], label)
    for variant in VARIANTS:
        assert len(simple.answers(np.array([[np.nan], [1.0]]), variant)) == 2


def test_of_one_label_alone_that_is_the_answer():
    simple = fitted(np.arange(60.0)[:, None], np.full(60, 2))
    assert simple.answers(np.zeros((2, 1)), simple.best).tolist() == [2, 2]


@pytest.mark.parametrize(
    ("accuracies", "chosen"),
    [
        # One standard error of .9 in 100 rows is .03.
        ([0.88, 0.89, 0.9], RULE), ([0.86, 0.88, 0.9], TREE), ([0.8, 0.86, 0.9], LOGISTIC),
        ([0.9, 0.7, 0.7], RULE),
    ],
)  # fmt: skip
def test_the_smallest_within_one_standard_error_of_the_best(accuracies, chosen):
    assert smallest_of_the_best(accuracies, 100) == chosen

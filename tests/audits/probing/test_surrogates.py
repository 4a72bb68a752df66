"""Surrogates judge no row that they were fitted to, nor a copy of one."""

import numpy as np
import pytest

from audits.probing.surrogates import FOLDS, cross_validated, folds_of


def quiet(fraction):
    """Progress that nobody looks at."""


def test_rows_that_are_alike_stand_in_one_fold():
    rng = np.random.default_rng(0)
    inputs = np.repeat(rng.normal(size=(40, 3)), 2, axis=0)
    inputs[0, 0] = inputs[1, 0] = np.nan
    fold = folds_of(inputs, rng)
    assert (fold[::2] == fold[1::2]).all()
    assert set(fold.tolist()) == set(range(FOLDS))


@pytest.mark.parametrize("learner", ["linear", "trees"])
def test_labels_without_a_rule_are_not_known_by_heart(learner):
    rng = np.random.default_rng(1)
    inputs, labels = rng.normal(size=(300, 4)), rng.integers(0, 2, 300)
    answers = cross_validated(inputs, labels, 2, learner, rng, quiet)
    assert np.allclose(answers.sum(axis=1), 1)
    assert abs((answers.argmax(axis=1) == labels).mean() - 0.5) < 0.12


@pytest.mark.parametrize("learner", ["linear", "trees"])
def test_a_rule_is_learned_with_cells_missing(learner):
    rng = np.random.default_rng(2)
    inputs = rng.normal(size=(400, 3))
    labels = (inputs[:, 0] > 0).astype(int)
    inputs[rng.random(inputs.shape) < 0.05] = np.nan
    answers = cross_validated(inputs, labels, 2, learner, rng, quiet)
    assert (answers.argmax(axis=1) == labels).mean() > 0.9


def test_a_class_of_one_row_is_never_probable_for_it():
    rng = np.random.default_rng(3)
    inputs, labels = rng.normal(size=(100, 2)), np.r_[2, np.arange(99) % 2]
    answers = cross_validated(inputs, labels, 3, "linear", rng, quiet)
    assert answers[0, 2] == 0


def test_of_rows_that_are_all_alike_nothing_is_learned():
    rng = np.random.default_rng(4)
    labels = rng.integers(0, 4, 100)
    answers = cross_validated(np.ones((100, 2)), labels, 4, "linear", rng, quiet)
    assert (answers == 0.25).all()

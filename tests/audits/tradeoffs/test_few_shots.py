"""Few-shot sizes: as many as the rarest class allows, and errors over rows and draws."""

import numpy as np
import pytest

from audits.tradeoffs.few_shots import FewShot, few_shots, left_out
from audits.tradeoffs.learners import Rowed


def apart(rare=100, rows=600):
    """Two classes that one number tells apart."""
    labels = np.repeat([0, 1], [rows - rare, rare])
    values = np.random.default_rng(0).normal(size=rows) + 8 * labels
    every = np.arange(rows)
    return Rowed(values[:, None], labels, every, every)


def drawn(rows, draws=10):
    return list(few_shots(rows, "linear", draws, np.random.default_rng(1), lambda done: None))


def test_what_one_of_each_tells_apart_is_nearly_always_right():
    (one, *more) = drawn(apart())
    assert one.shots == 1
    assert one.share.successes / one.share.trials > 0.9
    assert [few.shots for few in more] == [2, 5, 10, 20]


def test_rows_that_taught_do_not_judge():
    (first, *_) = drawn(apart(4, 60))
    assert np.isnan(first.right).sum(axis=1).tolist() == [2] * 10


def test_the_rarest_class_says_how_many():
    assert [one.shots for one in drawn(apart(4, 60))] == [1, 2]
    reason = left_out(["no", "yes"], [56, 4])
    assert reason is not None
    assert reason.startswith("5, 10, 20 rows of each class are more than half of the 4 of yes")
    assert left_out(["no", "yes"], [56, 40]) is None


def test_where_draws_agree_its_error_is_that_of_rows():
    right = np.tile([1.0, 0.0, 1.0, 1.0, 0.0, 1.0, 1.0, 0.0, 1.0, 1.0], (5, 1))
    share = FewShot(1, right).share
    assert share.successes / share.trials == pytest.approx(0.7)
    # The jackknife's variance has rows - 1 below it, a share's of as many rows has rows.
    assert share.effective == pytest.approx(9)


def test_where_draws_differ_it_is_worth_less():
    """Draws that are right everywhere or nowhere are as many as there are, not as rows."""
    right = np.repeat([[1.0], [0.0], [1.0], [0.0], [1.0]], 200, axis=1)
    share = FewShot(1, right).share
    # Variance of a mean of five ones and zeros: .24 / 4.
    assert share.effective == pytest.approx(0.24 / (0.24 / 4))
    assert share.degrees_of_freedom == pytest.approx(4)

"""Surrogates by size: nobody judges what taught it, and their errors are those of simulation."""

import numpy as np
import pytest

from audits.measurement import WhyNot
from audits.statistics.intervals import limits
from audits.tradeoffs.learners import Learned, Rowed, answered, learned
from audits.tradeoffs.learning_curves import fitted
from tests.audits.tradeoffs.taught_tables import numbers, rowed


def steps(rows, learner="linear", draws=10, seed=0):
    return learned(rows, learner, draws, np.random.default_rng(seed), lambda done: None)


def test_sizes_are_nested_halves_of_four_fifths():
    rows, _ = rowed(200, 1)
    done = []
    one = learned(rows, "linear", 10, np.random.default_rng(0), done.append)
    assert one.sizes.tolist() == [20, 28, 40, 57, 80, 113, 160]
    assert one.right.shape == (2, 200, 7)
    assert np.bincount(one.draw.ravel()).tolist() == [40] * 10
    assert done[-1] == 1.0


def test_no_row_is_judged_by_what_it_taught():
    """A tree knows by heart what taught it: of labels that are noise half are right elsewhere."""
    rng = np.random.default_rng(2)
    every = np.arange(400)
    noise = Rowed(rng.normal(size=(400, 3)), rng.integers(0, 2, 400), every, every)
    one = steps(noise, "trees", 5)
    assert abs(one.right[:, :, -1].mean() - 0.5) < 0.1
    reason = one.idle_reason()
    assert isinstance(reason, WhyNot)
    assert reason.reason.startswith("the surrogate learns nothing: with 320 rows it is right in")


def test_what_learns_is_not_idle():
    rows, _ = rowed(300, 3)
    assert steps(rows).idle_reason() is None


def test_rows_that_judge_apart_judge_every_draw():
    rows, _ = rowed(200, 4, judging=50)
    one = steps(rows)
    assert rows.apart
    assert one.right.shape == (10, 50, 7)
    assert one.draw[:, 0].tolist() == list(range(10))


def test_of_one_label_alone_that_is_the_answer():
    rows = Rowed(np.zeros((4, 1)), np.array([1, 1, 1, 0]), np.arange(4), np.arange(4))
    assert answered(rows, np.arange(3), np.array([3, 0]), "linear").tolist() == [1, 1]


def test_means_and_errors_are_those_of_hand():
    """Two repeats of three rows at two sizes, a draw of each: rows vary and draws do not."""
    right = np.array([[[0, 1], [1, 1], [0, 0]], [[0, 1], [1, 1], [0, 0]]], dtype=bool)
    draw = np.array([[0, 0, 0], [1, 1, 1]])
    one = Learned(np.array([1.0, 2.0]), right, draw, np.zeros((2, 3), dtype=bool), 4, apart=True)
    points = one.points(np.ones(3, dtype=bool))
    assert points.means == pytest.approx([1 / 3, 2 / 3])
    # Variance of 0, 1, 0 is 1/3, of three rows a third of that; one answer of six is added.
    assert points.covariance[0, 0] == pytest.approx(1 / 9 + 1 / 36)
    assert points.covariance[0, 1] == pytest.approx((1 / 6) / 3)
    assert one.turning(np.ones(3, dtype=bool)) == 1


@pytest.mark.long
@pytest.mark.parametrize(("rows", "judging"), [(120, 0), (300, 0), (300, 400)])
def test_over_samples_the_band_holds_what_twice_the_rows_teach(rows, judging):
    """The truth by four hundred tables of each size, judged on twenty thousand rows."""
    values, label, _ = numbers(20_000, 5)
    truth = []
    for size in (rows, 2 * rows):
        right = []
        for seed in range(400):
            taught_values, taught_label, _ = numbers(size, [6, size, seed])
            both = Rowed(np.concatenate([taught_values, values]),
                         np.concatenate([taught_label, label]), np.arange(size),
                         np.arange(size, size + len(label)))  # fmt: skip
            answers = answered(both, both.teaching, both.judging, "linear")
            right.append(float((answers == label).mean()))
        truth.append(np.mean(right))
    inside = []
    for seed in range(120):
        one = steps(rowed(rows, [7, rows, seed], judging=judging)[0], draws=40, seed=seed)
        curve = fitted(one.points(np.ones(one.right.shape[1], dtype=bool)))
        if one.idle_reason() is None and not isinstance(curve, WhyNot):
            gain = limits("profiled", curve.gain(rows, 2 * rows), 0.95)
            score = limits("profiled-share", curve.score(2 * rows), 0.95)
            inside.append(((truth[1] - truth[0]) in gain, truth[1] in score))
    assert len(inside) >= 60
    # Of a true .95 less than .90 has a chance of one in a hundred.
    assert np.mean(inside, axis=0).min() >= 0.90

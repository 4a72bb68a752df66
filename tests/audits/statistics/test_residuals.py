"""What predicted numbers are off by, beside scikit-learn."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from sklearn import metrics

from audits.measurement import WhyNot
from audits.statistics.residuals import LARGEST, METRICS, NO_SPREAD, Pairs, residuals

NUMBERS = st.floats(-100, 100).map(lambda number: round(number, 3))
ROWS = st.lists(st.tuples(NUMBERS, NUMBERS), min_size=3, max_size=40)


def pairs(rows, **more):
    label, predicted = (np.array(part) for part in zip(*rows, strict=True))
    return Pairs(label, predicted, **more)


def values(found):
    return {name: figure.value for name, figure in found.figures.items() if name in METRICS
            and not isinstance(figure, WhyNot)}  # fmt: skip


def by_scikit_learn(label, predicted, weights=None):
    squared = metrics.mean_squared_error(label, predicted, sample_weight=weights)
    return {
        "mean_absolute_error": metrics.mean_absolute_error(label, predicted, sample_weight=weights),
        "root_mean_squared_error": squared**0.5,
        "mean_error": np.average(predicted - label, weights=weights),
        "r_squared": metrics.r2_score(label, predicted, sample_weight=weights),
    }


@given(ROWS)
def test_every_figure_is_scikit_learns(rows):
    held = pairs(rows)
    assume(np.ptp(held.label) > 1e-2)
    expected = by_scikit_learn(held.label, held.predicted)
    assert values(residuals(held)) == pytest.approx(expected, rel=1e-7, abs=1e-9)


@given(ROWS, st.integers(0, 2**32 - 1))
def test_weighted_figures_are_scikit_learns(rows, seed):
    weights = np.random.default_rng(seed).uniform(0.2, 5, len(rows))
    held = pairs(rows, weights=weights)
    assume(np.ptp(held.label) > 1e-2)
    expected = by_scikit_learn(held.label, held.predicted, weights)
    assert values(residuals(held)) == pytest.approx(expected, rel=1e-7, abs=1e-9)


@given(ROWS, st.integers(0, 2**32 - 1))
def test_a_count_is_so_many_equal_rows(rows, seed):
    counts = np.random.default_rng(seed).integers(1, 5, len(rows))
    counted = residuals(pairs(rows, counts=counts.astype(float)))
    written_out = residuals(pairs([row for row, n in zip(rows, counts, strict=True)
                                   for _ in range(n)]))  # fmt: skip
    assert counted.rows == written_out.rows == counts.sum()
    assert values(counted) == pytest.approx(values(written_out), rel=1e-7, abs=1e-9)


@given(ROWS, st.randoms())
def test_the_order_of_rows_and_their_copies_are_moot(rows, random):
    before = values(residuals(pairs(rows)))
    shuffled = list(rows)
    random.shuffle(shuffled)
    assert values(residuals(pairs(shuffled))) == pytest.approx(before, rel=1e-7, abs=1e-9)
    assert values(residuals(pairs(rows * 3))) == pytest.approx(before, rel=1e-7, abs=1e-9)


@given(ROWS, st.floats(-50, 50))
def test_a_shift_of_both_moves_no_error_and_turning_sides_turns_the_mean_error(rows, shift):
    before = values(residuals(pairs(rows)))
    moved = values(residuals(pairs([(y + shift, p + shift) for y, p in rows])))
    for name in ("mean_absolute_error", "root_mean_squared_error", "mean_error"):
        assert moved[name] == pytest.approx(before[name], rel=1e-6, abs=1e-6)
    turned = values(residuals(pairs([(p, y) for y, p in rows])))
    assert turned["mean_error"] == pytest.approx(-before["mean_error"], abs=1e-9)
    assert turned["mean_absolute_error"] == pytest.approx(before["mean_absolute_error"])


def test_a_label_that_does_not_vary_has_no_r_squared():
    found = residuals(pairs([(2.0, 1.0), (2.0, 3.0), (2.0, 2.5)]))
    assert found.figures["r_squared"] == NO_SPREAD
    assert found.figures["mean_error"].value == pytest.approx(1 / 6)


def test_numbers_whose_squares_overflow_have_a_reason_each():
    found = residuals(pairs([(LARGEST * 10, 1.0), (0.0, 1.0)]))
    assert set(found.figures) == set(METRICS)
    for reason in found.figures.values():
        assert "its square is beyond what a float can hold" in reason.reason


def test_rows_that_count_for_nothing_are_no_evidence():
    held = pairs([(1.0, 2.0), (3.0, 3.0), (5.0, 9.0)], counts=np.array([1.0, 0.0, 2.0]))
    taken = held.taken(np.array([0, 1, 2], dtype=np.int32))
    assert taken.number == 3
    assert taken.label.tolist() == [1.0, 5.0]
    assert residuals(Pairs(np.zeros(0), np.zeros(0))).figures == {}

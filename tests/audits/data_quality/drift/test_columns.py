"""Distances and p-values of columns against scipy, by hand and on splits of one set."""

import numpy as np
import pytest
from scipy import stats

from audits.data.dataset import Categories, Column, Dataset, Numbers
from audits.data_quality.drift.columns import (
    drifted_columns,
    in_order,
    of_numbers,
    of_sorts,
    pooled,
)
from audits.data_quality.drift.pairs import Pair, pairs
from audits.specification.roles import Role


def numbers(before, now):
    return Pair("x", Role.FEATURE, np.asarray(before, float), np.asarray(now, float))


def sorts(before, now, levels):
    return Pair("s", Role.FEATURE, np.asarray(before), np.asarray(now), levels)


@pytest.mark.parametrize("seed", range(8))
def test_numbers_are_as_far_apart_as_scipy_says(seed):
    rng = np.random.default_rng(seed)
    before, now = rng.normal(size=rng.integers(5, 90)), rng.normal(0.4, size=rng.integers(5, 90))
    if seed % 2:
        before, now = np.round(before), np.round(now)
    found, expected = of_numbers(numbers(before, now)), stats.ks_2samp(before, now)
    assert found.distance == pytest.approx(expected.statistic)
    assert abs(found.now - found.before) == pytest.approx(found.distance)
    # Never surer than the exact test.
    assert found.p_value >= stats.ks_2samp(before, now, method="exact").pvalue - 1e-12


def test_the_place_and_the_shares_by_hand():
    found = of_numbers(numbers([1, 2, 3, 4], [3, 4, 5, 6]))
    assert (found.distance, found.where) == (0.5, "below 3")
    assert (found.before, found.now) == (0.5, 0.0)
    found = of_numbers(numbers([3, 4, 5, 6], [1, 2, 3, 4]))
    assert (found.distance, found.where, found.now) == (0.5, "at or below 2", 0.5)


def test_missing_numbers_lie_beyond_all_others():
    found = of_numbers(numbers([1, 2, 3, 4], [1, 2, np.nan, np.nan]))
    assert found.distance == 0.5
    assert list(in_order(np.array([2.0, np.nan, 1.0]))) == [1.0, 2.0, np.inf]
    assert of_numbers(numbers([np.nan] * 4, [np.nan] * 3)).distance == 0.0


def test_sorts_by_hand_with_the_missing_one_among_them():
    found = of_sorts(sorts([0] * 50 + [1] * 50, [0] * 25 + [1] * 55 + [-1] * 20, ("a", "b")))
    assert (found.distance, found.where, found.sorts) == (0.25, "with a", 3)
    table = [[0, 50, 50], [20, 25, 55]]
    assert found.p_value == pytest.approx(stats.chi2_contingency(table, correction=False).pvalue)


def test_rare_values_are_tested_as_one():
    counts = np.array([[1, 100, 2, 3], [2, 90, 2, 6]])
    assert pooled(counts).tolist() == [[100, 6], [90, 10]]


def whole(rng, rows):
    columns = []
    for at in range(5):
        values = rng.lognormal(size=rows)
        values = np.round(values) if at % 2 else values
        values[rng.random(rows) < 0.1 * at / 2] = np.nan
        columns.append(Column(f"n{at}", Role.FEATURE, Numbers(values)))
    for at, size in enumerate((2, 40, 300)):
        codes = rng.choice(size, rows, p=rng.dirichlet(np.full(size, 0.5))).astype(np.int16)
        levels = tuple(f"{code:03}" for code in range(size))
        columns.append(Column(f"s{at}", Role.FEATURE, Categories(codes, levels)))
    return Dataset(tuple(columns))


def test_splits_of_one_set_seldom_differ():
    """Of 400 halves of sets with ties, gaps and rare values at most .05 alarm, by Holm."""
    rng, alarms = np.random.default_rng(5), 0
    for draw in range(400):
        if draw % 40 == 0:
            data = whole(rng, 500)
        rows = rng.permutation(500)
        cut = int(rng.choice([120, 250, 400]))
        paired = list(pairs(data.take(rows[:cut]), data.take(rows[cut:]), pytest.fail))
        columns, _ = drifted_columns(paired, lambda p: p, [], lambda done: None)
        alarms += min(each.adjusted for each in columns) <= 0.05
    # At .05 more than 30 of 400 have odds of 1 in 60.
    assert alarms <= 30


def test_further_tests_are_corrected_with_the_columns():
    pair = numbers(np.arange(40), np.arange(40) + 12)
    (alone,), _ = drifted_columns([pair], lambda p: p, [], lambda done: None)
    (beside,), (other,) = drifted_columns([pair], lambda p: p, [0.9], lambda done: None)
    assert beside.adjusted == pytest.approx(2 * alone.adjusted)
    assert other == 0.9
    (late,), _ = drifted_columns([pair], lambda p: min(1.0, 10 * p), [], lambda done: None)
    assert late.adjusted == pytest.approx(10 * alone.adjusted)

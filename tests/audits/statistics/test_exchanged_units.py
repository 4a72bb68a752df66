"""Partings of units: by hand, and against another library."""

import numpy as np
import pytest
from scipy.stats import permutation_test

from audits.statistics.exchanged_units import every_parting, exchanged

FIVE = np.array([True, True, False, False, False])


def exchange(values, first, weights=None, strata=None, most=20_000, draws=9_999):
    size = len(values)
    weights = np.ones(size) if weights is None else weights
    strata = np.zeros(size, dtype=np.int32) if strata is None else strata
    return exchanged(
        np.asarray(values, dtype=float), first, weights, strata, most=most, draws=draws
    )


def test_of_ten_partings_one_gives_as_much():
    found = exchange([5, 4, 1, 2, 3], FIVE)
    assert (found.above, found.below, found.partings, found.exact) == (0.1, 1.0, 10, True)


def test_units_that_are_all_alike_tell_nothing():
    found = exchange([1, 1, 1, 1, 1], FIVE)
    assert (found.above, found.below) == (1, 1)


@pytest.mark.parametrize("alternative", ["greater", "less"])
def test_p_is_that_of_another_library(alternative):
    rng = np.random.default_rng(2)
    own, other = rng.exponential(size=6), rng.exponential(size=7)
    expected = permutation_test(
        (own, other), lambda a, b, axis: a.mean(axis=axis) - b.mean(axis=axis),
        alternative=alternative, vectorized=True, n_resamples=np.inf,
    )  # fmt: skip
    found = exchange(np.concatenate([own, other]), np.arange(13) < 6)
    p_value = found.above if alternative == "greater" else found.below
    assert p_value == pytest.approx(expected.pvalue)


def test_partings_that_are_drawn_are_near_all_of_them():
    rng = np.random.default_rng(3)
    values, first = rng.normal(size=14), np.arange(14) < 7
    every, drawn = exchange(values, first), exchange(values, first, most=10)
    assert (every.exact, drawn.exact, drawn.partings) == (True, False, 9_999)
    # Three errors of a share of so many draws.
    assert drawn.above == pytest.approx(every.above, abs=3 * 0.5 / 9_999**0.5)


def test_units_are_exchanged_within_their_stratum_alone():
    """Two strata of two and two: 36 ways, of which one gives as much as both together."""
    strata = np.repeat(np.array([0, 1], dtype=np.int32), 4)
    found = exchange([2, 1, 0, 0, 12, 11, 10, 10], np.tile([True, True, False, False], 2),
                   strata=strata)  # fmt: skip
    assert (found.above, found.partings) == (1 / 36, 36)
    assert len(np.concatenate(list(every_parting([(4, 2), (4, 2)])))) == 36


def test_a_unit_counts_as_it_weighs():
    """Weighed, the first two have a mean of .8 beside 0; the unit that weighs little hides none."""
    values, weights = [1, 0, 0, 0, 0], np.array([4.0, 1.0, 1.0, 1.0, 1.0])
    found = exchange(values, FIVE, weights=weights)
    # The four ways with the first unit on this side: .8 beside 0 each.
    assert found.above == pytest.approx(4 / 10)


@pytest.mark.parametrize("most", [20_000, 10])
def test_the_order_of_units_does_not_matter(most):
    rng = np.random.default_rng(5)
    values, weights = rng.normal(size=12), rng.uniform(1, 2, 12)
    first, strata = np.arange(12) % 2 == 0, (np.arange(12) // 6).astype(np.int32)
    order = rng.permutation(12)
    straight = exchange(values, first, weights, strata, most=most)
    turned = exchange(values[order], first[order], weights[order], strata[order], most=most)
    assert (straight.above, straight.below) == (turned.above, turned.below)

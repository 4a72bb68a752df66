"""Differences of means without limits: Welch's interval from scipy, and why there is none."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from audits.measurement import Estimate, Undetermined
from audits.statistics.enough_rows import SIGNED
from audits.statistics.means import mean_of
from audits.statistics.share_measurements import Stated
from audits.statistics.unbounded_means import TOO_LARGE, difference, unlimited

STATED = Stated(0.95, 30)
OWN, OTHER = (("sex", "f"),), (("sex", "m"),)


def normal(rows, centre, spread, seed):
    """Quantiles of a normal distribution: no skewness, whatever the seed shuffles."""
    values = centre + spread * stats.norm.ppf((np.arange(rows) + 0.5) / rows)
    return np.random.default_rng(seed).permutation(values)


def gap(first, second, method="hall-t"):
    means = mean_of(first), mean_of(second)
    values = (first.mean(), second.mean())
    return difference("mean_error_difference", OWN, OTHER, values, means, method, SIGNED, STATED)


@given(
    st.integers(1050, 1600), st.integers(1050, 1600), st.floats(0.5, 4), st.floats(0.5, 4),
    st.integers(0, 2**32 - 1),
)  # fmt: skip
def test_without_skewness_it_is_welchs_interval(n1, n2, s1, s2, seed):
    first, second = normal(n1, 1.0, s1, seed), normal(n2, -0.5, s2, seed + 1)
    found = gap(first, second)
    welch = stats.ttest_ind(first, second, equal_var=False).confidence_interval(0.95)
    assert found.method == "hall-t-difference (welch)"
    half = (welch.high - welch.low) / 2
    # Each end counts the extreme row of its side once more: never narrower, and of these
    # hundreds of rows by a fifth of the half width at most.
    assert found.interval.lower == pytest.approx(welch.low, abs=0.25 * half)
    assert found.interval.upper == pytest.approx(welch.high, abs=0.25 * half)
    assert found.interval.lower <= welch.low + 1e-9
    assert found.interval.upper >= welch.high - 1e-9


@given(st.integers(1020, 1400), st.integers(1020, 1400), st.integers(0, 2**32 - 1))
def test_it_stands_inside_and_turned_round_is_its_negative(n1, n2, seed):
    rng = np.random.default_rng(seed)
    first, second = rng.exponential(2, n1), rng.normal(1, 3, n2)
    found, turned = gap(first, second), gap(second, first)
    if isinstance(found, Undetermined):
        assert isinstance(turned, Undetermined)
        return
    assert found.value == pytest.approx(first.mean() - second.mean())
    assert found.interval.lower < found.value < found.interval.upper
    assert turned.value == pytest.approx(-found.value)
    assert (turned.interval.lower, turned.interval.upper) == pytest.approx(
        (-found.interval.upper, -found.interval.lower)
    )


@given(st.integers(0, 2**32 - 1), st.floats(-100, 100))
def test_a_shift_of_all_moves_the_mean_and_its_ends_alike(seed, shift):
    values = np.random.default_rng(seed).normal(0, 2, 1200)
    before = unlimited("mean_error", (), values.mean(), mean_of(values), "hall-t", SIGNED, STATED)
    moved = values + shift
    after = unlimited("mean_error", (), moved.mean(), mean_of(moved), "hall-t", SIGNED, STATED)
    assert isinstance(before, Estimate)
    assert after.interval.lower == pytest.approx(before.interval.lower + shift, abs=1e-8)
    assert after.interval.upper == pytest.approx(before.interval.upper + shift, abs=1e-8)


def test_too_few_rows_no_spread_and_too_large_numbers_are_said():
    few = mean_of(np.arange(10.0))
    found = unlimited("mean_error", (), 4.5, few, "hall-t", SIGNED, STATED)
    assert found.reason == "10 rows where 30 are needed"
    assert found.raw[0] == 4.5
    flat = mean_of(np.ones(300))
    assert unlimited("mean_error", (), 1.0, flat, "hall-t", SIGNED, STATED).reason == "no variation"
    assert unlimited("x", (), float("inf"), few, "hall-t", SIGNED, STATED).reason == TOO_LARGE
    own = normal(1200, 0, 1, 0)
    reference = gap(own, np.arange(10.0))
    assert reference.reason == "the reference: 10 rows where 30 are needed"
    assert reference.reference == OTHER
    assert gap(np.ones(300), np.ones(300)).reason == "no variation"

from math import sqrt

import numpy as np
import pytest
from scipy import stats

from audits.measurement import Undetermined
from audits.statistics.enough_rows import SIGNED
from audits.statistics.intervals import deciding, limits, one_sided_p
from audits.statistics.means import linearised_mean, mean_of, measured, weighted_mean
from audits.statistics.share_measurements import Stated
from audits.statistics.unbounded_means import difference, unlimited

STATED = Stated(0.95, 30)


def values(seed=0, size=1000):
    return np.random.default_rng(seed).normal(1, 2, size)


def number(mean, method="hall-t"):
    return unlimited("mean_error", (), mean.value, mean, method, SIGNED, STATED)


def test_a_mean_of_many_rows_has_the_t_interval_of_scipy():
    held = values(size=200_000)
    found = number(mean_of(held))
    expected = stats.ttest_1samp(held, 0).confidence_interval(0.95)
    half = (expected.high - expected.low) / 2
    assert found.value == pytest.approx(held.mean())
    assert found.interval.lower == pytest.approx(expected.low, abs=0.02 * half)
    assert found.interval.upper == pytest.approx(expected.high, abs=0.02 * half)


def test_it_is_never_narrower_than_the_t_interval():
    for seed in range(20):
        held = np.random.default_rng(seed).lognormal(0, 0.5, 1000)
        expected = stats.ttest_1samp(held, 0).confidence_interval(0.95)
        interval = number(mean_of(held)).interval
        assert interval.lower <= expected.low
        assert interval.upper >= expected.high


def test_a_difference_of_many_rows_is_welchs():
    first, second = values(1, 100_000), 3 * values(2, 40_000)
    means = mean_of(first), mean_of(second)
    gap = means[0].value, means[1].value
    found = difference("gap", (), (), gap, means, "hall-t", SIGNED, STATED)
    expected = stats.ttest_ind(first, second, equal_var=False).confidence_interval()
    half = (expected.high - expected.low) / 2
    assert found.interval.lower == pytest.approx(expected.low, abs=0.03 * half)
    assert found.interval.upper == pytest.approx(expected.high, abs=0.03 * half)


def test_counts_are_repeated_rows_and_equal_weights_are_none():
    held, times = values(), np.arange(1000) % 3 + 1.0
    often = mean_of(np.repeat(held, times.astype(int)))
    counted = mean_of(held, counts=times)
    assert counted.skewed == pytest.approx(often.skewed)
    assert (counted.rows, counted.in_spread) == (often.rows, pytest.approx(often.in_spread))
    assert mean_of(held, weights=np.full(1000, 7.0)).skewed == pytest.approx(mean_of(held).skewed)


def test_rows_that_a_cluster_repeats_say_nothing_more():
    held = values()
    alone = mean_of(held)
    codes = np.repeat(np.arange(1000, dtype=np.int32), 3)
    repeated = mean_of(np.repeat(held, 3), None, None, codes)
    assert repeated.skewed == pytest.approx(alone.skewed)
    assert repeated.clusters == 1000
    assert number(repeated).method == "hall-t-clusters (1000 clusters)"


def test_few_clusters_of_one_size_are_undetermined():
    codes = np.repeat(np.arange(4, dtype=np.int32), 250)
    assert number(mean_of(values(), None, None, codes)).reason == "4 clusters where 5 are needed"
    codes = np.repeat(np.arange(10, dtype=np.int32), 100)
    reason = number(mean_of(values(), None, None, codes)).reason
    assert reason.startswith("its clusters say as much as 10.0 of one size where 20 are needed")


def test_an_interval_stays_within_what_is_possible():
    held = np.append(np.zeros(40), 1.0)
    found = measured("expected_cost", (), mean_of(held), STATED, within=(0.0, 1.0))
    assert found.interval.lower == 0.0
    assert found.method == "mid-gaffke"


def test_no_variation_is_bounded_where_the_range_is_known_else_undetermined():
    same = mean_of(np.full(500, 0.25))
    assert number(same).reason == "no variation"
    found = measured("expected_cost", (), same, STATED, within=(0.0, 1.0))
    # Hoeffding 1963: sqrt(log(2 / .05) / (2 n)).
    assert found.interval.upper == pytest.approx(0.25 + sqrt(np.log(40) / 1000))


@pytest.mark.parametrize("rows", [30, 160])
def test_rows_that_are_all_right_have_the_exact_limits_of_their_share(rows):
    """Of 160 Hoeffding's bound began at 89.3 %, Clopper and Pearson's begins at 97.7."""
    found = measured("m", (), mean_of(np.ones(rows)), STATED, within=(0.0, 1.0))
    exact = stats.binomtest(rows, rows).proportion_ci(0.95, "exact")
    assert (found.interval.lower, found.interval.upper) == pytest.approx((exact.low, exact.high))
    decides = limits(deciding(found.method), found.evidence, 0.95)
    assert (decides.lower, decides.upper) == pytest.approx((exact.low, exact.high))
    assert one_sided_p(deciding(found.method), found.evidence, 0.9, above=True) == pytest.approx(
        0.9**rows, rel=1e-4
    )


def test_what_floats_are_off_by_is_no_variation():
    label = np.random.default_rng(0).normal(7, 1, 500)
    error = label + 0.1 - label
    assert error.std() > 0
    assert number(mean_of(error, size=8.0)).reason == "no variation"


def test_a_small_group_is_undetermined_with_its_raw_mean():
    found = number(mean_of(values(size=12)))
    assert isinstance(found, Undetermined)
    assert found.reason == "12 rows where 30 are needed"
    assert found.raw[0] == pytest.approx(values(size=12).mean())


def test_moments_of_huge_numbers_do_not_overflow():
    held = values() * 1e200
    assert mean_of(held).error == pytest.approx(1e200 * mean_of(values()).error)
    assert weighted_mean(held, None, None) == pytest.approx(1e200 * values().mean())
    assert linearised_mean(0.0, np.full(300, np.inf)).error == 0


def kurtosis(values):
    """Rows that the sum of squares does not rest on, for one that it does: n S4 / S2²."""
    return len(values) * (values**4).sum() / (values**2).sum() ** 2


def test_weights_and_values_are_also_looked_at_apart():
    """Independent parts multiply their kurtoses; the sample's own product has not seen both."""
    rng = np.random.default_rng(8)
    values, weights = rng.normal(size=500) ** 2, rng.lognormal(0, 1, 500)
    found = mean_of(values, None, weights)
    left = values - np.average(values, weights=weights)
    assert found.apart == pytest.approx(500 / kurtosis(left) / kurtosis(weights))
    often = mean_of(np.repeat(values, 3), None, np.repeat(weights, 3))
    counted = mean_of(values, np.full(500, 3.0), weights)
    assert counted.apart == pytest.approx(often.apart)
    assert mean_of(values).apart == np.inf
    assert mean_of(values, None, np.full(500, 2.0)).apart == pytest.approx(
        500 / kurtosis(values - values.mean())
    )

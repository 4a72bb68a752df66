from math import exp, log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from audits.statistics.bounded_means import (
    bounded,
    difference_limits,
    grown,
    grown_difference,
    grown_ratio,
    ratio_limits,
)
from audits.statistics.intervals import deciding, limits, scaled


@given(st.integers(1, 400), st.data(), st.sampled_from([0.8, 0.95, 0.9975]))
def test_of_zeros_and_ones_it_is_the_exact_interval(trials, data, confidence):
    hits = data.draw(st.integers(0, trials))
    share = hits / trials
    found = limits("gaffke", bounded(share, share * (1 - share) / trials, trials), confidence)
    exact = stats.binomtest(hits, trials).proportion_ci(confidence, "exact")
    assert (found.lower, found.upper) == pytest.approx((exact.low, exact.high), abs=1e-9)


@pytest.mark.parametrize("shape", [(2, 2), (0.3, 2)])
def test_of_other_values_it_is_gaffkes_limit_of_the_randomly_weighted_mean(shape):
    """The values and one at the end of the range, Dirichlet weights: Gaffke's own definition."""
    rng = np.random.default_rng(0)
    values = rng.beta(*shape, 60)
    found = limits("gaffke", bounded(values.mean(), values.var() / 60, 60), 0.95)
    weights = rng.dirichlet(np.ones(61), 40_000)
    lower = np.quantile(weights @ np.append(values, 0.0), 0.025)
    upper = np.quantile(weights @ np.append(values, 1.0), 0.975)
    assert found.lower == pytest.approx(lower, abs=0.004)
    assert found.upper == pytest.approx(upper, abs=0.004)


def test_few_clusters_widen_it_by_the_t_quantile():
    narrow, wide = (
        limits("gaffke", bounded(0.5, 1e-4, 1e6, degrees_of_freedom), 0.95)
        for degrees_of_freedom in (0.0, 5.0)
    )
    # Of a small variance the beta distribution is normal: 1.96 errors of .01, or 2.571.
    assert narrow.upper - 0.5 == pytest.approx(0.01 * stats.norm.ppf(0.975), rel=1e-3)
    assert wide.upper - 0.5 == pytest.approx(0.01 * stats.t.ppf(0.975, 5), rel=1e-3)


def test_with_more_data_the_row_not_seen_counts_for_less():
    evidence = bounded(0.0, 0.0, 50)
    assert limits("gaffke", evidence, 0.95).upper == pytest.approx(1 - 0.025 ** (1 / 50))
    much = limits("gaffke", scaled("gaffke", evidence, 100), 0.95).upper
    assert much == pytest.approx(1 - 0.025 ** (1 / 5000), rel=0.02)


@pytest.mark.parametrize("rows", [4, 12])
def test_a_mean_of_few_rows_is_decided_without_believing_their_spread(rows):
    """One row in ten says .8 and the others .5: most samples of four have none such, or one."""
    rng = np.random.default_rng(5)
    missed = dict.fromkeys(("bounded-student_t", deciding("bounded-student_t (over rows)")), 0)
    for _ in range(400):
        values = np.where(rng.random(rows) < 0.1, 0.8, 0.5) + rng.normal(0, 1e-3, rows)
        evidence = (values.mean(), values.std(ddof=1) / np.sqrt(rows), rows - 1, 0.0, 1.0)
        for method in missed:
            missed[method] += limits(method, evidence, 0.95).upper < 0.53
    shown, decides = missed.values()
    assert shown > 0.2 * 400
    assert decides <= 0.025 * 400


def test_a_mean_of_another_range_has_the_limits_of_its_share_of_the_range():
    plain = limits("gaffke-mean", (0.3, 0.05, 24, 0.0, 1.0), 0.95)
    wider = limits("gaffke-mean", (-1.4, 0.1, 24, -2.0, 0.0), 0.95)
    assert (wider.lower, wider.upper) == pytest.approx((2 * plain.lower - 2, 2 * plain.upper - 2))


def test_a_difference_of_two_is_newcombes_from_the_limits_of_each():
    """Two shares, 7 of 20 and 3 of 25, by hand: the square root of the sum of squares."""
    own, base = (bounded(x / n, x / n * (1 - x / n) / n, n) for x, n in ((7, 20), (3, 25)))
    (low, high), (base_low, base_high) = (
        (found.lower, found.upper)
        for found in (limits("gaffke", part, 0.9) for part in (own, base))
    )
    gap = 7 / 20 - 3 / 25
    expected = (
        gap - ((7 / 20 - low) ** 2 + (base_high - 3 / 25) ** 2) ** 0.5,
        gap + ((high - 7 / 20) ** 2 + (3 / 25 - base_low) ** 2) ** 0.5,
    )
    assert difference_limits((*own, *base), 0.9) == pytest.approx(expected)
    grown_own, grown_base = grown(own, 4), grown(base, 4)
    assert grown_difference((*own, *base), 4) == (*grown_own, *grown_base)


def test_a_ratio_between_ends_has_the_wider_limit_on_each_side():
    """At its least end a t interval of no error would leave no room above; at 0 error neither."""
    own = bounded(0.0, 0.0, 30)
    lower, upper = ratio_limits((*own, log(0.5), log(2), 0.0, 29.0), 0.95)
    assert lower == pytest.approx(0.5)
    # Nothing of thirty: Clopper and Pearson's limit is 1 - .025 ** (1 / 30).
    assert upper == pytest.approx(0.5 * 4 ** (1 - 0.025 ** (1 / 30)), rel=1e-6)
    lower, _ = ratio_limits((*own, log(0.5), log(2), 0.1, 29.0), 0.95)
    assert lower == pytest.approx(0.5 * exp(-0.1 * 2.045230))  # t of 29 at .975


def test_a_ratio_of_more_rows_is_narrower_around_the_same_value():
    own = bounded(0.4, 0.004, 30)
    evidence = (*own, -1.0, 1.0, 0.12, 29.0)
    lower, upper = ratio_limits(grown_ratio(evidence, 9), 0.95)
    before_lower, before_upper = ratio_limits(evidence, 0.95)
    value = exp(-1 + 2 * 0.4)
    assert before_lower < lower < value < upper < before_upper

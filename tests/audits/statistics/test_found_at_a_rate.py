"""A TPR at a stated FPR whose threshold a sample chose: by hand, by scipy's laws, and drawn."""

import os

import numpy as np
import pytest
from scipy.stats import binom, binomtest, norm

from audits.statistics.found_at_a_rate import METHOD, beyond, evidence_of
from audits.statistics.intervals import limits, one_sided_p, scaled


def test_who_lies_above_each_threshold_is_counted_by_hand():
    """Above 4, the second of the others, lie 5, 6 and 9; equal to a threshold is not above it."""
    counted, others = np.array([1.0, 4.0, 5.0, 6.0, 9.0]), np.array([2.0, 4.0, 7.0, 3.0])
    assert beyond(counted, others, np.arange(4)).tolist() == [1, 3, 4, 4]


def test_the_tails_are_those_of_every_count_that_may_lie_beyond():
    """Of 40 others J lie beyond the tenth's threshold: each J with the exact law of what is found.

    Nobody is found for certain beyond the first of them, and all may be beyond the last.
    """
    rng = np.random.default_rng(3)
    counted, others = rng.normal(0.5, size=25), rng.normal(size=40)
    ranked = np.sort(others)[::-1]
    evidence = evidence_of(counted, others, 0.1)
    above = below = 0.0
    for count in range(41):
        chance = binom.pmf(count, 40, 0.1)
        fewest = 0 if count == 0 else int((counted > ranked[count - 1]).sum())
        most = 25 if count == 40 else int((counted > ranked[count]).sum())
        above += chance * binom.sf(fewest - 1, 25, 0.2)
        below += chance * binom.cdf(most, 25, 0.2)
    assert one_sided_p(METHOD, evidence, 0.2, above=True) == pytest.approx(above, abs=1e-9)
    assert one_sided_p(METHOD, evidence, 0.2, above=False) == pytest.approx(below, abs=1e-9)


def test_of_a_threshold_that_is_known_the_limits_are_clopper_and_pearsons():
    """A million others know it; of ten rows counted three lie above."""
    others = norm.isf((np.arange(10**6) + 0.5) / 10**6)
    counted = np.where(np.arange(10) < 3, norm.isf(0.005), norm.isf(0.5))
    interval = limits(METHOD, evidence_of(counted, others, 0.01), 0.95)
    exact = binomtest(3, 10).proportion_ci(0.95, "exact")
    assert (interval.lower, interval.upper) == pytest.approx((exact.low, exact.high), abs=1e-6)


def test_limits_and_test_are_one_thing_and_more_rows_narrow_them():
    own, others = (norm.isf((np.arange(rows) + 0.5) / rows) for rows in (900, 1500))
    evidence = evidence_of(own + 1, others, 0.01)
    interval = limits(METHOD, evidence, 0.95)
    assert one_sided_p(METHOD, evidence, interval.lower, above=True) == pytest.approx(
        0.025, rel=1e-3
    )
    assert one_sided_p(METHOD, evidence, interval.upper, above=False) == pytest.approx(
        0.025, rel=1e-3
    )
    more = limits(METHOD, scaled(METHOD, evidence, 16), 0.95)
    width = interval.upper - interval.lower
    assert (more.upper - more.lower) / width == pytest.approx(1 / 4, abs=0.05)


def test_nobody_and_everybody_found():
    low, high = np.full(50, -9.0), np.full(50, 9.0)
    others = np.random.default_rng(7).normal(size=1000)
    nobody, everybody = (limits(METHOD, evidence_of(of, others, 0.01), 0.95) for of in (low, high))
    assert nobody.lower == pytest.approx(0, abs=1e-9)
    assert everybody.upper == pytest.approx(1, abs=1e-9)
    assert nobody.upper == pytest.approx(1 - everybody.lower, abs=0.01)
    assert 0.05 < nobody.upper < 0.1


@pytest.mark.parametrize(
    ("choosing", "counted", "leak"),
    [(1100, 10_000, 0.0), (1100, 10_000, 1.0), (1000, 1000, 0.0), (4000, 200, 1.0)],
)
def test_with_the_truth_at_the_bound_it_errs_as_seldom_as_it_says(choosing, counted, leak):
    """Limits that took the threshold as known failed 42 % of such rules in the first case.

    At most 3.5 % of audits fail, and two standard errors of the simulation.
    """
    draws = 3000 if os.environ.get("EVENHAND_LONG") else 300
    rng = np.random.default_rng(11)
    truth = norm.sf(norm.isf(0.01) - leak)
    failed = np.zeros(2)
    for _ in range(draws):
        evidence = evidence_of(rng.normal(leak, size=counted), rng.normal(size=choosing), 0.01)
        failed += [one_sided_p(METHOD, evidence, truth, above=side) <= 0.025 for side in (0, 1)]
    assert failed.max() / draws <= 0.035 + 2 * (0.035 * 0.965 / draws) ** 0.5

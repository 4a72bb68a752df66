"""Effect sizes with the limits that the R package effectsize prints, and simulated coverage."""

from math import sqrt

import numpy as np
import pytest

from audits.statistics.standardised_differences import correction, effect, grown, limits, tail


def test_of_the_sleep_data_as_effectsize_prints_it():
    """cohens_d(Pair(extra[1], extra[2]) ~ 1, sleep): -1.28, 95 % [-2.12, -0.41]; t 4.0621."""
    evidence = (4.062128, 9.0, sqrt(10))
    assert effect(evidence) / correction(9.0) == pytest.approx(1.28, abs=0.005)
    assert limits(evidence, 0.95) == pytest.approx((0.41, 2.12), abs=0.006)


def test_the_correction_is_hedges():
    """Hedges 1981, table 1: c(m) of 2, 10 and 50 degrees of freedom."""
    assert correction(2.0) == pytest.approx(0.5642, abs=5e-5)
    assert correction(10.0) == pytest.approx(0.9228, abs=1e-4)
    assert correction(50.0) == pytest.approx(0.9849, abs=5e-5)


@pytest.mark.parametrize(
    "evidence",
    [(2.3, 8.0, 3.0), (-1.1, 60.0, 5.5), (4.0, 4000.0, 63.0), (2.3, 22.0, 1.8, 1.4, 3.2, 1.1)],
)
def test_limits_are_where_the_test_begins_to_reject(evidence):
    lower, upper = limits(evidence, 0.9)
    assert tail(evidence, lower, True) == pytest.approx(0.05, abs=1e-6)
    assert tail(evidence, upper, False) == pytest.approx(0.05, abs=1e-6)


def test_where_the_series_ends_the_normal_one_is_near():
    """At 1,000 degrees of freedom one formula takes over from the other."""
    assert limits((3.0, 999.0, 30.0), 0.95) == pytest.approx(
        limits((3.0, 1001.0, 30.0), 0.95), abs=2e-3
    )


@pytest.mark.parametrize(("values", "true"), [(3, 3.0), (5, 2.0), (5, 20.0), (8, 0.8), (40, -0.5)])
def test_the_limits_hold_the_true_effect_and_rules_on_it_err_as_often_as_they_say(values, true):
    """Limits of the corrected effect lay below it in 30, 12, 13, 5 and, of -0.5, above in 3 %."""
    rng, draws = np.random.default_rng(values), 800
    held = failed = passed = 0
    for pairs in rng.normal(true, 1, (draws, values)):
        unit = sqrt(values)
        evidence = float(pairs.mean() / pairs.std(ddof=1)) * unit, values - 1.0, unit
        lower, upper = limits(evidence, 0.95)
        held += lower <= true <= upper
        failed += tail(evidence, true, above=False) <= 0.025
        passed += tail(evidence, true, above=True) <= 0.025
    assert held / draws >= 0.95 - 3 * sqrt(0.05 * 0.95 / draws)
    assert max(failed, passed) / draws <= 0.025 + 3 * sqrt(0.025 * 0.975 / draws)


def test_more_data_keeps_the_effect():
    statistic, freedom, unit = grown((2.0, 9.0, 3.0), 4)
    assert (statistic, freedom, unit) == (4.0, 36.0, 6.0)

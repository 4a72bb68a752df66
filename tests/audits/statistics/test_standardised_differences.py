"""Effect sizes with the limits that the R package effectsize prints, and simulated coverage."""

from math import sqrt

import numpy as np
import pytest

from audits.statistics.standardised_differences import correction, effect, grown, limits, tail


def test_of_the_sleep_data_as_effectsize_prints_it():
    """cohens_d(Pair(extra[1], extra[2]) ~ 1, sleep): -1.28, 95 % [-2.12, -0.41]; t 4.0621."""
    evidence = (4.062128, 9.0, sqrt(10))
    plain = correction(9.0)
    assert effect(evidence) / plain == pytest.approx(1.28, abs=0.005)
    lower, upper = limits(evidence, 0.95)
    assert (lower / plain, upper / plain) == pytest.approx((0.41, 2.12), abs=0.006)


def test_the_correction_is_hedges():
    """Hedges 1981, table 1: c(m) of 2, 10 and 50 degrees of freedom."""
    assert correction(2.0) == pytest.approx(0.5642, abs=5e-5)
    assert correction(10.0) == pytest.approx(0.9228, abs=1e-4)
    assert correction(50.0) == pytest.approx(0.9849, abs=5e-5)


@pytest.mark.parametrize("evidence", [(2.3, 8.0, 3.0), (-1.1, 60.0, 5.5), (4.0, 4000.0, 63.0)])
def test_limits_are_where_the_test_begins_to_reject(evidence):
    lower, upper = limits(evidence, 0.9)
    assert tail(evidence, lower, True) == pytest.approx(0.05, abs=1e-6)
    assert tail(evidence, upper, False) == pytest.approx(0.05, abs=1e-6)


def test_where_the_series_ends_the_normal_one_is_near():
    """At 1,000 degrees of freedom one formula takes over from the other."""
    assert limits((3.0, 999.0, 30.0), 0.95) == pytest.approx(
        limits((3.0, 1001.0, 30.0), 0.95), abs=2e-3
    )


def test_the_interval_holds_the_effect_as_often_as_it_says():
    rng, held = np.random.default_rng(0), 0
    for _ in range(600):
        pairs = rng.normal(0.8, 1, 8)
        statistic = pairs.mean() / (pairs.std(ddof=1) / sqrt(8))
        lower, upper = limits((float(statistic), 7.0, sqrt(8)), 0.95)
        held += lower <= 0.8 * correction(7.0) <= upper
    assert held / 600 >= 0.95 - 3 * sqrt(0.05 * 0.95 / 600)


def test_more_data_keeps_the_effect():
    statistic, freedom, unit = grown((2.0, 9.0, 3.0), 4)
    assert (statistic, freedom, unit) == (4.0, 36.0, 6.0)

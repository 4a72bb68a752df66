"""Limits over several shapes: of one a t interval, of several what any allows, by hand."""

from math import hypot

import pytest
from scipy.stats import f, t

from audits.statistics.intervals import limits, one_sided_p, scaled
from audits.statistics.profiled_shapes import (
    DIFFERENCE,
    GAIN,
    SHARE,
    Shaped,
    difference_evidence,
    difference_value,
    evidence_of,
)

ONE = evidence_of([Shaped(0.03, 0.01, 0.0)], 20)


def test_of_one_shape_it_is_students_interval_and_its_test():
    interval = limits(GAIN, ONE, 0.95)
    assert (interval.lower, interval.upper) == pytest.approx(t.interval(0.95, 20, 0.03, 0.01))
    assert one_sided_p(GAIN, ONE, 0.01, above=True) == pytest.approx(t.sf(2, 20), rel=1e-6)
    assert one_sided_p(GAIN, ONE, 0.01, above=False) == pytest.approx(t.cdf(2, 20), rel=1e-6)


def test_of_several_each_pays_for_how_much_worse_it_fits():
    """A value and the shape are two free numbers: with 10 degrees of freedom 2 F(2, 10) = 8.2
    squared errors are allowed at 95 %, of which one shape has paid 3 and another more than all."""
    evidence = evidence_of(
        [Shaped(0.01, 0.002, 0.0), Shaped(0.05, 0.01, 3.0), Shaped(0.5, 0.01, 9.0)], 10
    )
    allowed = 2 * f.ppf(0.95, 2, 10)
    interval = limits(GAIN, evidence, 0.95)
    assert allowed == pytest.approx(8.206, abs=0.001)
    assert interval.upper == pytest.approx(0.05 + 0.01 * (allowed - 3) ** 0.5)
    assert interval.lower == pytest.approx(0.01 - 0.002 * allowed**0.5)
    assert limits(GAIN, evidence, 0.99).upper > 0.5  # there 15.1 are allowed


def test_the_estimate_weighs_shapes_by_akaike():
    """Weights 1 and exp(-1): Burnham & Anderson 2002, page 75, of a difference of 2."""
    evidence = evidence_of([Shaped(0.0, 1.0, 0.0), Shaped(1.0, 1.0, 2.0)], 10)
    assert evidence[0] == pytest.approx(0.26894, abs=1e-5)


def test_a_share_ends_at_its_ends():
    evidence = evidence_of([Shaped(0.99, 0.05, 0.0)], 30)
    assert limits(SHARE, evidence, 0.95).upper == 1.0
    assert limits(GAIN, evidence, 0.95).upper > 1.0


def test_a_difference_of_two_adds_their_errors():
    other = evidence_of([Shaped(0.01, 0.02, 0.0)], 20)
    evidence = difference_evidence(ONE, other)
    assert difference_value(evidence) == pytest.approx(0.02)
    interval = limits(DIFFERENCE, evidence, 0.9)
    half = t.ppf(0.95, 20) * hypot(0.01, 0.02)
    assert (interval.lower, interval.upper) == pytest.approx((0.02 - half, 0.02 + half))


@pytest.mark.parametrize("method", [GAIN, DIFFERENCE])
def test_four_times_the_data_halve_it(method):
    evidence = ONE if method == GAIN else difference_evidence(ONE, ONE)
    now, then = (limits(method, one, 0.95) for one in (evidence, scaled(method, evidence, 4.0)))
    by_t = t.ppf(0.975, 80) / t.ppf(0.975, 20)
    assert then.upper - then.lower == pytest.approx((now.upper - now.lower) / 2 * by_t)

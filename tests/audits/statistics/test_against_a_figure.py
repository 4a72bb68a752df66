"""A share's own limits, less the figure."""

import pytest
from scipy.stats import binomtest

from audits.statistics.against_a_figure import exact_limits, exact_tail, grown, limits


def test_limits_are_those_of_the_share_less_the_figure():
    wilson = binomtest(63, 100).proportion_ci(method="wilson")
    exact = binomtest(63, 100).proportion_ci(method="exact")
    assert limits((63, 100, 0.6), 0.95) == pytest.approx((wilson.low - 0.6, wilson.high - 0.6))
    assert exact_limits((63, 100, 0.6), 0.95) == pytest.approx((exact.low - 0.6, exact.high - 0.6))


def test_the_tail_is_the_exact_test_of_the_figure():
    above = binomtest(63, 100, 0.5, alternative="greater").pvalue
    assert exact_tail((63, 100, 0.5), 0.0, True) == pytest.approx(above)
    below = binomtest(63, 100, 0.75, alternative="less").pvalue
    assert exact_tail((63, 100, 0.7), 0.05, False) == pytest.approx(below)


def test_more_trials_leave_the_figure_as_it_is():
    assert grown((63, 100, 0.6), 2) == (126, 200, 0.6)

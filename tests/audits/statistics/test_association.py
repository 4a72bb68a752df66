from math import atanh, sqrt

import numpy as np
import pytest
from scipy.stats import ncx2

from audits.statistics.association import (
    chi_square_share,
    cramers_v_error,
    detectable_noncentrality,
    noncentrality,
    squared_correlation,
)
from audits.statistics.tests import cramers_v


def test_limits_of_a_squared_correlation_reach_zero_where_its_sign_is_open():
    error = 1 / sqrt(97)
    low, high = squared_correlation((atanh(0.1), error), 0.95)
    assert low == 0
    assert high == pytest.approx(0.2906**2, abs=1e-4)  # Fisher's interval of .1 at n 100
    low, high = squared_correlation((atanh(0.5), error), 0.95)
    assert (low, high) == pytest.approx((0.3366**2, 0.6341**2), abs=1e-4)


def test_noncentralities_are_those_at_which_the_statistic_is_a_tail():
    low, high = noncentrality(30.0, 3, 0.95)
    assert ncx2.sf(30, 3, low) == pytest.approx(0.025, abs=1e-6)
    assert ncx2.cdf(30, 3, high) == pytest.approx(0.025, abs=1e-6)
    assert noncentrality(1.0, 3, 0.95)[0] == 0


def test_the_known_noncentrality_of_power_point_eight():
    # (1.959964 + .841621)^2 = 7.8489, and Cohen's table for 3 degrees of freedom: 10.90.
    assert detectable_noncentrality(1, 0.8) == pytest.approx(7.849, abs=0.002)
    assert detectable_noncentrality(3, 0.8) == pytest.approx(10.90, abs=0.01)


@pytest.mark.parametrize("strength", [0.0, 0.15, 0.4])
def test_the_interval_of_v_covers_and_misses_as_often_as_it_says(strength):
    """5 % of 400 are 20, with a spread of 4.4; no end lies below a truth of 0, which leaves 10."""
    draw = np.random.default_rng(2)
    share = np.full((3, 2), 1 / 6) + strength / 6 * np.array([[1, -1], [0, 0], [-1, 1]])
    truth = cramers_v(share * 1e6) if strength else 0.0
    missed = 0
    for _ in range(400):
        table = draw.multinomial(300, share.ravel()).reshape(3, 2)
        value = cramers_v(table)
        low, high = chi_square_share((value, value**2 * 300, 2, 300), 0.95)
        missed += not low - 1e-12 <= truth <= high + 1e-12
    assert (3 if strength == 0 else 9) <= missed <= 30


def test_the_standard_error_of_a_strong_v_is_its_spread():
    draw = np.random.default_rng(4)
    share = np.array([[3498, 184], [56, 1057]]) / 4795
    values = [cramers_v(draw.multinomial(4795, share.ravel()).reshape(2, 2)) for _ in range(800)]
    assert cramers_v_error(share * 4795) == pytest.approx(np.std(values), rel=0.08)

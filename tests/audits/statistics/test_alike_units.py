"""Units that were all alike: against another library's exact limits, and by drawing them."""

import numpy as np
import pytest
from scipy.stats import binomtest

from audits.statistics.alike_units import limits, tail


@pytest.mark.parametrize("units", [5, 18, 40, 300])
@pytest.mark.parametrize("confidence", [0.8, 0.95, 0.999])
def test_zeros_and_ones_have_clopper_and_pearsons_limits(units, confidence):
    for value in (0, 1):
        exact = binomtest(value * units, units).proportion_ci(confidence)
        assert limits((value, units, 0.0, 1.0), confidence) == pytest.approx(tuple(exact))


def test_a_limit_is_where_its_p_value_is_half_of_what_is_left():
    evidence = (0.0, 18, -1.0, 1.0)
    lower, upper = limits(evidence, 0.95)
    assert tail(evidence, lower, True) == pytest.approx(0.025)
    assert tail(evidence, upper, False) == pytest.approx(0.025)
    assert tail(evidence, 0.1, True) == 1


def test_where_units_differ_that_often_so_few_draws_miss_them():
    _, upper = limits((0.0, 12, -1.0, 1.0), 0.95)
    drawn = np.random.default_rng(1).random((20_000, 12)) < upper
    alike = (~drawn.any(axis=1)).mean()
    assert alike == pytest.approx(0.025, abs=2 * (0.025 / 20_000) ** 0.5)


@pytest.mark.parametrize(("value", "above", "bound"), [(1.0, False, 1.2), (0.0, True, -0.1)])
def test_no_mean_lies_beyond_what_a_value_can_be(value, above, bound):
    assert tail((value, 40.0, 0.0, 1.0), bound, above) == 0
    assert tail((value, 40.0, 0.0, 1.0), bound, not above) == 1

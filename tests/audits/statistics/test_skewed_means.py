import numpy as np
import pytest
from scipy import stats

from audits.statistics.intervals import limits
from audits.statistics.means import mean_of


def evidence(value=2.0, error=0.3, degrees_of_freedom=40.0, skewness=0.0):
    side = (value, error, degrees_of_freedom, skewness)
    return (value, *side, *side)


def test_without_skewness_it_is_the_t_interval():
    found = limits("hall-t", evidence(), 0.95)
    expected = stats.t.interval(0.95, 40, 2.0, 0.3)
    assert (found.lower, found.upper) == pytest.approx(expected)


@pytest.mark.parametrize("skewness", [0.05, 0.3, -0.3])
def test_a_limit_solves_halls_cubic(skewness):
    """Hall 1992: T + g T^2 / 3 + g^2 T^3 / 27 + g / 6 is as good as t, g the skewness over root n.

    The side on which the plain t interval would be too long keeps the plain limit.
    """
    found = limits("hall-t", evidence(skewness=skewness), 0.95)
    t = stats.t.ppf(0.975, 40)
    bent = found.upper if skewness > 0 else found.lower
    plain = found.lower if skewness > 0 else found.upper
    at = (2.0 - bent) / 0.3
    cubic = at + skewness * at**2 / 3 + skewness**2 * at**3 / 27 + skewness / 6
    assert cubic == pytest.approx(-t if skewness > 0 else t)
    assert abs(plain - 2.0) == pytest.approx(0.3 * t)


def test_root_and_remainder_carry_the_limits_over():
    plain = limits("hall-t", evidence(), 0.95)
    root = limits("root-hall-t", evidence(), 0.95)
    less = limits("one-less-hall-t", evidence(), 0.95)
    assert (root.lower**2, root.upper**2) == pytest.approx((plain.lower, plain.upper))
    assert (1 - less.upper, 1 - less.lower) == pytest.approx((plain.lower, plain.upper))
    # An R² is never above 1, whatever its interval says.
    assert limits("one-less-hall-t", evidence(0.1), 0.95).upper == 1


def test_a_difference_of_roots_joins_the_distances_of_their_limits():
    own, other = (
        limits("root-hall-t", evidence(9.0), 0.95),
        limits("root-hall-t", evidence(4.0), 0.95),
    )
    found = limits("root-hall-t-difference", (*evidence(9.0), *evidence(4.0)), 0.95)
    assert 1 - found.lower == pytest.approx(np.hypot(3 - own.lower, other.upper - 2))
    assert found.upper - 1 == pytest.approx(np.hypot(own.upper - 3, 2 - other.lower))


def test_each_limit_knows_of_one_more_row_of_the_extreme():
    """By hand: of ten rows the mean moves by the extreme's distance over ten."""
    values = np.array([1.0, 2.0, 2.0, 3.0, 3.0, 3.0, 4.0, 4.0, 5.0, 13.0])
    found = mean_of(values)
    assert found.value == 4
    assert found.low[0] == pytest.approx(4 - 3 / 10)
    assert found.high[0] == pytest.approx(4 + 9 / 10)
    more = np.append(values - 4, 9.0)
    assert found.high[1] == pytest.approx(np.sqrt((more**2).sum() * 10 / 9) / 10)
    assert found.high[3] == pytest.approx((more**3).sum() / (more**2).sum() ** 1.5)

"""A rule on a p-value fails where it is small and below the bound, and never passes."""

import pytest

from audits.statistics.intervals import limits, one_sided_p, scaled
from audits.statistics.p_value_limits import METHOD


def test_a_small_one_is_the_upper_limit_and_a_large_one_is_none():
    assert (limits(METHOD, (0.01,), 0.95).lower, limits(METHOD, (0.01,), 0.95).upper) == (0, 0.01)
    assert limits(METHOD, (0.03,), 0.95).upper == 1.0


@pytest.mark.parametrize(("bound", "expected"), [(0.05, 0.01), (0.01, 1.0), (0.005, 1.0)])
def test_what_is_shown_of_the_bound_is_the_p_value_itself(bound, expected):
    assert one_sided_p(METHOD, (0.01,), bound, above=False) == expected
    assert one_sided_p(METHOD, (0.01,), bound, above=True) == 1.0


def test_of_more_rows_it_is_not_known():
    assert scaled(METHOD, (0.01,), 4.0) == (0.01,)

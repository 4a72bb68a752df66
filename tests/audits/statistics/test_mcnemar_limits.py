"""Limits agree with McNemar's exact test, and cover as they say."""

import numpy as np
import pytest

from audits.statistics.mcnemar_limits import grown, limits
from audits.statistics.proportions import tango
from audits.statistics.tests import mcnemar_exact


@pytest.mark.parametrize("rows", [40, 300])
def test_nought_lies_outside_only_where_the_exact_test_rejects(rows):
    for first in range(0, 25):
        for second in range(0, 15):
            lower, upper = limits((first, second, rows), 0.95)
            if not lower <= 0 <= upper:
                assert mcnemar_exact(first, second) <= 0.05, (first, second)


def test_tangos_limits_alone_would_contradict_it():
    assert tango((12.0, 4.0, 100.0), 0.95)[0] > 0
    assert mcnemar_exact(12, 4) > 0.05
    assert limits((12.0, 4.0, 100.0), 0.95)[0] < 0


def test_without_a_row_that_differs_the_limits_are_tangos():
    assert limits((0.0, 0.0, 50.0), 0.95) == tango((0.0, 0.0, 50.0), 0.95)
    assert limits((7.0, 0.0, 50.0), 0.95)[1] == tango((7.0, 0.0, 50.0), 0.95)[1]


@pytest.mark.parametrize("shares", [(0.1, 0.1), (0.3, 0.02), (0.05, 0.0)])
def test_the_interval_holds_the_difference_as_often_as_it_says(shares):
    first, second = shares
    rng, held = np.random.default_rng(0), 0
    for b, c, _ in rng.multinomial(60, [first, second, 1 - first - second], 300):
        lower, upper = limits((float(b), float(c), 60.0), 0.95)
        held += lower <= first - second <= upper
    assert held / 300 >= 0.95 - 3 * np.sqrt(0.05 * 0.95 / 300)


def test_more_data_is_so_many_times_each():
    assert grown((3.0, 1.0, 20.0), 2.5) == (7.5, 2.5, 50.0)

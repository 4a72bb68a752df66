"""Means of series: the error of an autoregression by its law, and of values in any order."""

import numpy as np
import pytest

from audits.statistics.means import mean_of
from audits.statistics.means_in_a_row import mean_in_a_row


def test_an_order_that_says_nothing_changes_nothing():
    rng, same = np.random.default_rng(0), 0
    for _ in range(200):
        values = rng.lognormal(size=100)
        same += mean_in_a_row(values) == (mean_of(values), 100)
    # Two tests at 5 % and one at 3, together.
    assert same >= 200 * (1 - 0.13) - 2 * (200 * 0.13 * 0.87) ** 0.5


@pytest.mark.parametrize("stays", [0.3, 0.6])
def test_the_error_of_an_autoregression_is_that_of_its_law(stays):
    """(1 + r) / (1 - r) times the variance; never much less, and as blocks are few rather more."""
    rng, found = np.random.default_rng(1), []
    for _ in range(60):
        steps, values = rng.normal(size=500), np.zeros(500)
        for at in range(1, 500):
            values[at] = stays * values[at - 1] + steps[at]
        mean, worth = mean_in_a_row(values[100:])
        found.append(worth)
        assert mean.degrees_of_freedom == pytest.approx(worth - 1)
    by_law = 400 * (1 - stays) / (1 + stays)
    assert 0.4 * by_law <= np.median(found) <= 1.05 * by_law


def test_values_that_are_all_the_same_have_no_order():
    assert mean_in_a_row(np.full(100, 0.5))[1] == 100

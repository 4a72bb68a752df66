"""A p-value over shuffled orders: against every order of few values, counted."""

from itertools import permutations

import numpy as np
import pytest
from scipy.stats import norm

from audits.statistics.shuffled_orders import p_in_any_order


def _of_neighbours(scores):
    return float(scores[1:] @ scores[:-1])


@pytest.mark.parametrize(
    "values", [[1.0, 2, 3, 4, 5, 6, 7], [2.0, 1, 3, 5, 4, 7, 6], [4.0, 1, 7, 2, 6, 3, 5]]
)
def test_as_likely_as_among_every_order(values):
    """Of 5,040 orders; 399 shuffles of them know a share within three of their errors."""
    scores = norm.ppf((np.arange(7) + 0.5) / 7)
    numbers = np.array([_of_neighbours(np.array(order)) for order in permutations(scores)])
    own = _of_neighbours(scores[np.array(values, dtype=int) - 1])
    exact = (numbers >= own - 1e-9).mean()
    error = (exact * (1 - exact) / 399) ** 0.5
    assert abs(p_in_any_order(np.array(values), _of_neighbours) - exact) <= 3 * error + 1 / 400


def test_only_the_order_of_the_values_counts():
    values = np.random.default_rng(1).normal(size=40)
    assert p_in_any_order(values, _of_neighbours) == p_in_any_order(np.exp(values), _of_neighbours)


def test_values_that_are_all_the_same_say_nothing():
    assert p_in_any_order(np.ones(9), _of_neighbours) == 1

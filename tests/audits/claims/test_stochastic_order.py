"""Violations by hand, and how often a limit lies where none does."""

import numpy as np
import pytest

from audits.claims.stochastic_order import upper_limit, violation_ratio


def test_violations_by_hand():
    better, worse = np.array([2.0, 3, 4]), np.array([1.0, 2, 3])
    assert violation_ratio(better, worse) == 0.0
    assert violation_ratio(worse, better) == 1.0
    assert violation_ratio(better, better) == 0.5
    # The lower half loses 1, the upper half wins 2: 1 of 1 + 4.
    assert violation_ratio(np.array([0.0, 3]), np.array([1.0, 1])) == pytest.approx(0.2, abs=0.01)


def test_the_limit_lies_above_the_ratio_and_rises_with_the_confidence():
    rng = np.random.default_rng(0)
    first, second = rng.normal(0.5, 1, 30), rng.normal(0, 1, 30)
    limits = [upper_limit(first, second, level, 200, np.random.default_rng(1))
              for level in (0.8, 0.95, 0.99)]  # fmt: skip
    assert violation_ratio(first, second) < limits[0] < limits[1] < limits[2] <= 1


def test_of_two_systems_that_are_alike_few_look_almost_stochastically_better():
    """Dror et al. 2019 claim better where the limit lies under a half."""
    rng = np.random.default_rng(2)
    claimed = sum(upper_limit(*rng.normal(size=(2, 20)), 0.95, 100, rng) < 0.2 for _ in range(100))
    assert claimed <= 9  # of a true 5 % ten or more in a hundred are three in a hundred

"""Stretches of slow calls: by every order of few values, and how often they are found."""

import numpy as np
import pytest

from audits.statistics.slow_stretches import p_of_stretch


@pytest.mark.parametrize("count", [20, 60, 400])
def test_of_orders_that_say_nothing_one_in_twenty_is_taken_for_a_stretch(count):
    rng = np.random.default_rng(count)
    found = np.array([p_of_stretch(rng.lognormal(size=count)) for _ in range(300)])
    for level in (0.05, 0.2):
        assert abs((found <= level).mean() - level) <= 3 * (level * (1 - level) / 300) ** 0.5


@pytest.mark.parametrize(("length", "times"), [(5, 3.0), (20, 1.6), (40, 1.5)])
@pytest.mark.parametrize("direction", [1, -1])
def test_one_stretch_is_found_wherever_it_is(length, times, direction):
    """Of twenty normal values that are 1.6 deviations higher the sum is 7 deviations out."""
    rng, found = np.random.default_rng(length), 0
    for start in (0, 57, 400 - length):
        for _ in range(10):
            logs = 0.3 * rng.normal(size=400)
            logs[start : start + length] += direction * np.log(times)
            found += p_of_stretch(np.exp(logs)) <= 0.05
    assert found >= 27


def test_short_and_constant_series_say_nothing():
    assert p_of_stretch(np.arange(12.0)) == 1
    assert p_of_stretch(np.ones(100)) == 1

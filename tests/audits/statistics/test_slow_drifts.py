"""Slow drifts: by shuffled orders, by a cosine that is known, and by a trend."""

import numpy as np
import pytest

from audits.statistics.slow_drifts import at_low_frequencies, p_of_drift


@pytest.mark.parametrize("count", [30, 100])
def test_of_orders_that_say_nothing_one_in_twenty_is_taken_for_a_drift(count):
    rng = np.random.default_rng(count)
    found = np.array([p_of_drift(rng.lognormal(size=count)) for _ in range(300)])
    for level in (0.05, 0.2):
        assert abs((found <= level).mean() - level) <= 3 * (level * (1 - level) / 300) ** 0.5


def test_a_cosine_is_as_large_as_its_amplitude_says():
    """All of 100 values' variance in one of four squares: 99 / 4, by t's quantile of 4 squared."""
    values = np.cos(np.pi * (np.arange(100) + 0.5) / 100)
    assert at_low_frequencies(values) == pytest.approx(99 / 4 * (2.7764 / 1.95996) ** 2, rel=1e-4)
    assert p_of_drift(values) <= 0.01


def test_a_trend_under_noise_is_found():
    rng = np.random.default_rng(2)
    found = [p_of_drift(np.linspace(0, 2, 100) + rng.normal(size=100)) for _ in range(50)]
    assert np.mean(np.array(found) <= 0.05) >= 0.9


def test_short_and_constant_series_say_nothing():
    assert p_of_drift(np.arange(12.0)) == 1
    assert p_of_drift(np.ones(100)) == 1
    assert at_low_frequencies(np.array([1.0, 2.0, 4.0])) == 1

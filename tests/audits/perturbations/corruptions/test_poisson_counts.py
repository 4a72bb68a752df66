"""Counts are SciPy's quantiles of the Poisson law."""

import numpy as np
import pytest
from scipy.special import ndtr
from scipy.stats import poisson

from audits.perturbations.corruptions.poisson_counts import AT_ONCE, NORMAL_FROM, Draws, counts


def drawn(rate, number=40_000):
    normal = np.random.default_rng(0).standard_normal(number, dtype=np.float32)
    rates = np.full(number, rate, dtype=np.float32)
    return counts(rates, Draws.of(normal)), poisson.ppf(ndtr(normal).astype(float), rate)


@pytest.mark.parametrize("rate", [0.01, 0.5, 1.0, 3.9])
def test_a_small_rate_has_its_exact_quantiles(rate):
    assert rate < NORMAL_FROM
    counted, exact = drawn(rate)
    # Steps of the law are met to the rounding of 32 bits.
    assert (counted != exact).mean() < 1e-3


@pytest.mark.parametrize("rate", [4.0, 10.0, 60.0, 500.0])
def test_a_large_rate_is_one_off_in_less_than_two_of_a_hundred(rate):
    counted, exact = drawn(rate)
    assert (counted != exact).mean() < 0.02
    assert np.abs(counted - exact).max() <= 1
    assert counted.mean() == pytest.approx(exact.mean(), rel=2e-3)
    assert counted.var() == pytest.approx(exact.var(), rel=0.02)


def test_no_light_has_no_counts_and_a_larger_draw_no_fewer():
    normal = np.linspace(-5, 5, 50_001, dtype=np.float32)
    draws = Draws.of(normal)
    assert not counts(np.zeros_like(normal), draws).any()
    for rate in (0.3, 3.0, 4.0, 30.0):
        counted = counts(np.full_like(normal, rate), draws)
        assert (np.diff(counted) >= 0).all()
        assert counted.min() >= 0


def test_small_and_large_rates_of_more_numbers_than_are_worked_out_at_once():
    rng = np.random.default_rng(1)
    normal = rng.standard_normal((2, AT_ONCE), dtype=np.float32)
    rates = rng.uniform(0, 8, normal.shape).astype(np.float32)
    counted = counts(rates, Draws.of(normal))
    exact = poisson.ppf(ndtr(normal).astype(float), rates.astype(float))
    assert counted.shape == normal.shape
    assert (counted != exact)[rates < NORMAL_FROM].mean() < 1e-3
    assert (counted != exact)[rates >= NORMAL_FROM].mean() < 0.03

import numpy as np
import pytest

from audits.perturbations.corruptions import noises

GREY = np.full((4, 1, 200, 200), 0.5, dtype=np.float32)


def test_gaussian_noise_has_the_deviation_that_is_asked_for():
    for deviation, noisy in zip(
        (0.04, 0.1), noises.gaussian(GREY, (0.04, 0.1), 1, rng()), strict=True
    ):
        # Of 160,000 values the deviation is known to 1 / sqrt(2 n), .2 %.
        assert (noisy - 0.5).std() == pytest.approx(deviation, rel=0.01)
        assert noisy.mean() == pytest.approx(0.5, abs=5 * deviation / 400)


def test_shot_noise_has_the_variance_of_poisson_counts():
    for photons, noisy in zip((500, 60), noises.shot(GREY, (500, 60), 1, rng()), strict=True):
        assert noisy.var() == pytest.approx(0.5 / photons, rel=0.03)
        assert noisy.mean() == pytest.approx(0.5, abs=0.002)


def test_impulse_noise_is_black_and_white_as_often():
    (noisy,) = noises.impulse(GREY, (0.1,), 1, rng())
    assert (noisy == 0).mean() == pytest.approx(0.05, abs=0.003)
    assert (noisy == 1).mean() == pytest.approx(0.05, abs=0.003)
    assert (noisy == 0.5).sum() == noisy.size - (noisy == 0).sum() - (noisy == 1).sum()


def rng():
    return np.random.default_rng(0)

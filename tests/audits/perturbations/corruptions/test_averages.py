"""Averages with several kernels are SciPy's correlations of mirrored pictures, one by one."""

import numpy as np
import pytest
from scipy import ndimage

from audits.perturbations.corruptions import averages, filters

PIXELS = np.random.default_rng(0).random((4, 2, 19, 23), dtype=np.float32)


def scipys(pixels, kernel):
    return ndimage.correlate(pixels.astype(float), kernel[None, None], mode="reflect")


@pytest.mark.parametrize("small", [0, 64 * 64])
def test_symmetric_ones(small, monkeypatch):
    """Small pictures by matrices as far as places are few; the last is wider than the picture."""
    monkeypatch.setattr(averages, "SMALL", small)
    disks = [filters.disk(radius, 0.4) for radius in (0.4, 1.5, 6.0, 13.0)]
    made = list(averages.by_symmetric(PIXELS, disks))
    for blurred, kernel in zip(made, disks, strict=True):
        assert blurred.dtype == np.float32
        np.testing.assert_allclose(blurred, scipys(PIXELS, kernel), atol=5e-6)


@pytest.mark.parametrize("small", [0, 64 * 64])
def test_one_chosen_for_each_picture(small, monkeypatch):
    monkeypatch.setattr(averages, "SMALL", small)
    chosen = np.array([1, 0, 1, 1])
    choices = [[filters.streak(long, 2.0, angle) for angle in (-45, 20)] for long in (3.0, 9.0)]
    made = list(averages.by_choice(PIXELS, chosen, choices))
    assert len(made) == 2
    for blurred, kernels in zip(made, choices, strict=True):
        assert blurred.dtype == np.float32
        for row, place in enumerate(chosen):
            expected = scipys(PIXELS[row : row + 1], kernels[place])
            np.testing.assert_allclose(blurred[row : row + 1], expected, atol=5e-6)

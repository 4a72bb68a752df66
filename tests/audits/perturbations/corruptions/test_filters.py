import numpy as np
import pytest
from scipy import ndimage

from audits.perturbations.corruptions import filters


@pytest.mark.parametrize("small", [0, 64 * 64])
@pytest.mark.parametrize("side", [3, 5, 13])
def test_convolved_is_scipys_convolution_of_mirrored_pictures(side, small, monkeypatch):
    """Three of a small picture is a matrix, else added up; thirteen goes by Fourier transform."""
    monkeypatch.setattr(filters, "SMALL", small)
    rng = np.random.default_rng(0)
    pixels = rng.random((2, 3, 9, 11), dtype=np.float32)
    kernel = rng.random((side, side), dtype=np.float32)
    kernel /= kernel.sum()
    peer = ndimage.correlate(pixels.astype(float), kernel[None, None], mode="reflect")
    np.testing.assert_allclose(filters.convolved(pixels, kernel), peer, atol=2e-6)


@pytest.mark.parametrize("deviation", [0.05, 0.4, 2.0, 9.0])
def test_a_small_picture_is_blurred_as_scipy_blurs_it(deviation):
    pixels = np.random.default_rng(0).random((3, 2, 20, 31), dtype=np.float32)
    peer = ndimage.gaussian_filter(pixels, (0, 0, deviation, deviation), mode="reflect")
    np.testing.assert_allclose(filters.gaussian(pixels, deviation), peer, atol=2e-6)


@pytest.mark.parametrize("deviation", [0.05, 0.7, 1.5, 2.0, 9.0])
@pytest.mark.parametrize("rows", [1, 3])
def test_a_large_picture_is_blurred_as_scipy_blurs_it(rows, deviation, monkeypatch):
    """By added neighbours up to a deviation of 2.7, beyond it by SciPy's own loops."""
    monkeypatch.setattr(filters, "SMALL", 0)
    pixels = np.random.default_rng(0).random((rows, 2, 70, 31), dtype=np.float32)
    peer = ndimage.gaussian_filter(pixels.astype(float), (0, 0, *[deviation] * 2), mode="reflect")
    np.testing.assert_allclose(filters.gaussian(pixels, deviation), peer, atol=2e-6)


def test_a_disk_covers_its_area():
    kernel = filters.disk(6.0, 0.0)
    assert kernel.sum() == pytest.approx(1, abs=1e-5)
    # Inside, each pixel has one part in the area of the disk.
    assert kernel[6, 6] == pytest.approx(1 / (np.pi * 36), rel=0.01)
    assert kernel.shape == (13, 13)


@pytest.mark.parametrize("degrees", [-135.0, -45.0, 0.0, 30.0, 45.0])
def test_a_streak_begins_in_the_middle_and_fades(degrees):
    kernel = filters.streak(10, 3, degrees)
    assert kernel.sum() == pytest.approx(1, abs=1e-6)
    row, column = np.indices(kernel.shape) - kernel.shape[0] // 2
    # The centre of a half-normal streak cut at ten: 3 sqrt(2 / pi), here in whole steps.
    steps = np.arange(11)
    weights = np.exp(-(steps**2) / 18)
    mean = (steps * weights).sum() / weights.sum()
    assert (kernel * row).sum() == pytest.approx(mean * np.sin(np.radians(degrees)), abs=1e-5)
    assert (kernel * column).sum() == pytest.approx(mean * np.cos(np.radians(degrees)), abs=1e-5)


def test_enlarging_is_scipys_linear_interpolation():
    line = np.random.default_rng(1).random(9, dtype=np.float32)
    places = (np.arange(9) - 4) / 1.3 + 4
    peer = ndimage.map_coordinates(line, [places], order=1)
    np.testing.assert_allclose(filters.enlarging(9, 1.3) @ line, peer, atol=1e-6)


def test_kron_is_the_mean_of_what_pairs_do_to_both_sides():
    rng = np.random.default_rng(2)
    rows, columns = rng.random((2, 3, 3), np.float32), rng.random((2, 4, 4), np.float32)
    pixels = rng.random((2, 1, 3, 4), np.float32)
    by_hand = (rows[0] @ pixels @ columns[0].T + rows[1] @ pixels @ columns[1].T) / 2
    got = filters.applied(pixels, filters.kron(list(rows), list(columns)))
    np.testing.assert_allclose(got, by_hand, atol=1e-6)

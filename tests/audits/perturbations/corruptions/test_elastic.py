"""Read from a ramp, a picture says where each of its pixels came from."""

import numpy as np
import pytest
from scipy.ndimage import gaussian_filter, map_coordinates

from audits.perturbations.corruptions import elastic as module
from audits.perturbations.corruptions.elastic import elastic, sheared

SIDE = 24


def ramps(rows=2):
    """The first channel is the row, the second the column, in shares of the side."""
    plane = np.mgrid[:SIDE, :SIDE].astype(np.float32) / SIDE
    return np.repeat(plane[None], rows, axis=0)


def test_corners_that_stay_leave_every_pixel_where_it_is():
    (same,) = elastic(ramps(), [(0, 0, 0)], 1.0, np.random.default_rng(0))
    np.testing.assert_allclose(same, ramps(), atol=1e-6)


def test_corners_that_all_go_the_same_way_shift_the_picture():
    places = sheared(SIDE, SIDE, np.tile([[2.0, -3.0]], (1, 3, 1)))
    rows, columns = np.mgrid[:SIDE, :SIDE]
    np.testing.assert_allclose(places[0, 0], rows - 2, atol=1e-9)
    np.testing.assert_allclose(places[1, 0], columns + 3, atol=1e-9)


def test_a_corner_is_read_where_it_was():
    astray = np.random.default_rng(3).uniform(-1, 1, (4, 3, 2)).round()
    places = sheared(SIDE, SIDE, astray)
    for row in range(4):
        for corner, away in zip([(20, 20), (20, 4), (4, 4)], astray[row], strict=True):
            at = tuple((np.array(corner) + away).astype(int))
            np.testing.assert_allclose(places[:, row, *at], corner, atol=1e-9)


def test_the_noise_is_smoothed_as_scipy_smooths_it():
    """Away from the edges a ramp is moved by what the filter makes of the same noise."""
    ((moved),) = elastic(ramps(1), [(6.0, 2.0, 0.0)], 1.0, np.random.default_rng(5))
    noise = 2 * np.random.default_rng(5).random((2, 1, SIDE, SIDE), np.float32)[:, 0] - 1
    expected = 6 * gaussian_filter(noise, (0, 2, 2), mode="reflect", truncate=8)
    inner = slice(6, -6)
    seen = SIDE * (moved[0] - ramps(1)[0])
    np.testing.assert_allclose(seen[:, inner, inner], expected[:, inner, inner], atol=1e-3)
    assert np.abs(expected).max() > 0.3


def test_twice_the_side_is_moved_twice_as_far():
    def far(side):
        pixels = np.repeat(np.mgrid[:side, :side].astype(np.float32)[None] / side, 20, axis=0)
        length = side / 32
        (moved,) = elastic(pixels, [(3.2, 1.28, 0.0)], length, np.random.default_rng(1))
        inner = slice(side // 4, -side // 4)
        return (moved - pixels)[:, :, inner, inner].std()  # in shares of the side

    assert 0.9 < far(64) / far(32) < 1.1


def test_what_is_beyond_the_edge_is_mirrored_and_stays_in_range():
    pixels = np.random.default_rng(0).uniform(0, 1, (3, 3, 16, 16)).astype(np.float32)
    for moved in elastic(pixels, [(3.2, 1.28, 6.0), (30, 2, 6)], 1.0, np.random.default_rng(2)):
        assert moved.shape == pixels.shape
        assert moved.dtype == np.float32
        assert moved.min() >= 0
        assert moved.max() <= 1


@pytest.mark.parametrize("at_once", [1, 1 << 15])
def test_it_reads_between_pixels_as_scipy_does(at_once, monkeypatch):
    """Each picture by itself and all together, with places far beyond the edge."""
    monkeypatch.setattr(module, "AT_ONCE", at_once)
    rng = np.random.default_rng(4)
    pixels = rng.random((3, 2, 7, 9), dtype=np.float32)
    places = rng.uniform(-9, 18, (2, 3, 7, 9)).astype(np.float32)
    made = module._read(pixels, places)
    for row, picture in enumerate(pixels):
        for channel, plane in enumerate(picture):
            expected = map_coordinates(plane, places[:, row], order=1, mode="reflect")
            np.testing.assert_allclose(made[row, channel], expected, atol=1e-5)


def test_small_pictures_are_smoothed_as_large_ones(monkeypatch):
    pixels = np.random.default_rng(0).random((2, 1, 16, 12), dtype=np.float32)
    small = list(elastic(pixels, [(6.0, 2.0, 1.0)], 1.0, np.random.default_rng(5)))
    monkeypatch.setattr(module, "SMALL", 0)
    large = list(elastic(pixels, [(6.0, 2.0, 1.0)], 1.0, np.random.default_rng(5)))
    np.testing.assert_allclose(small, large, atol=1e-5)

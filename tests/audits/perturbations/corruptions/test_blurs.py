import numpy as np
import pytest
from scipy import ndimage

from audits.perturbations.corruptions import blurs


def test_defocus_leaves_the_mean_and_spreads_a_point_over_a_disk():
    pixels = np.zeros((1, 1, 31, 31), dtype=np.float32)
    pixels[0, 0, 15, 15] = 1
    (blurred,) = blurs.defocus(pixels, ((3, 0.1),), 1, rng())
    assert blurred.sum() == pytest.approx(1, abs=1e-4)
    assert blurred[0, 0, 15, 15] == pytest.approx(1 / (9 * np.pi), rel=0.03)
    assert blurred[0, 0, 15, 20] == 0


def test_glass_moves_no_pixel_farther_than_it_says():
    """Without blur each value is one of the neighbours' before."""
    pixels = np.arange(100, dtype=np.float32).reshape(1, 1, 10, 10) / 100
    (shuffled,) = blurs.glass(pixels, ((1e-6, 1, 1),), 1, rng())
    lowest = ndimage.minimum_filter(pixels[0, 0], 3, mode="nearest")
    highest = ndimage.maximum_filter(pixels[0, 0], 3, mode="nearest")
    assert ((shuffled[0, 0] >= lowest) & (shuffled[0, 0] <= highest)).all()
    assert (shuffled != pixels).mean() > 0.5
    assert np.isin(shuffled, pixels).all()


def test_motion_of_a_length_of_one_way_shifts_the_centre_that_way():
    pixels = np.zeros((40, 1, 41, 41), dtype=np.float32)
    pixels[:, 0, 20, 20] = 1
    (blurred,) = blurs.motion(pixels, ((10, 5),), 1, rng())
    row, column = (np.indices((41, 41)) - 20).astype(float)
    for picture in blurred[:, 0]:
        angle = np.degrees(np.arctan2((picture * row).sum(), -(picture * column).sum()))
        assert np.abs(np.abs(angle) - np.abs(blurs.ANGLES)).min() < 1


def test_zoom_is_the_mean_of_enlargements_around_the_middle():
    pixels = np.random.default_rng(3).random((1, 1, 11, 11), dtype=np.float32)
    (blurred,) = blurs.zoom(pixels, ((1.2, 0.1),), 1, rng())
    at = np.arange(11) - 5
    views = [
        ndimage.map_coordinates(
            pixels[0, 0], np.meshgrid(at / factor + 5, at / factor + 5, indexing="ij"), order=1
        )
        for factor in (1, 1, 1.1, 1.2)  # the picture itself, and enlargements from 1 on
    ]
    np.testing.assert_allclose(blurred[0, 0], np.mean(views, axis=0), atol=1e-5)


def rng():
    return np.random.default_rng(0)

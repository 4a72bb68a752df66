"""Changes of a picture that leave its subject alone."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from audits.perturbations.images import (
    CHANGES,
    background,
    border_covered,
    brighter,
    darker,
    desaturate,
    less_contrast,
    masked_background,
    swapped_background,
)


def noise(height=24, width=32, seed=0):
    return np.random.default_rng(seed).integers(0, 256, (height, width, 3)).astype(np.uint8)


@pytest.mark.parametrize("change", list(CHANGES.values()), ids=list(CHANGES))
@pytest.mark.parametrize("size", [(1, 1), (3, 7), (24, 32)])
def test_a_change_keeps_the_shape_and_the_original(change, size):
    picture = noise(*size)
    before = picture.copy()
    changed = change(picture)
    assert (changed.shape, changed.dtype) == (picture.shape, np.uint8)
    np.testing.assert_array_equal(picture, before)


@given(st.integers(0, 255))
def test_light_is_forty_levels_and_ends_at_black_and_white(level):
    picture = np.full((2, 2, 3), level, np.uint8)
    assert brighter(picture).max() == min(255, level + 40)
    assert darker(picture).max() == max(0, level - 40)


def test_grey_has_the_luminance_that_pillow_gives():
    expected = np.asarray(Image.fromarray(noise()).convert("L")).astype(int)
    grey = desaturate(noise())
    assert (grey == grey[..., :1]).all()
    assert np.abs(grey[..., 0].astype(int) - expected).max() <= 1


def test_contrast_is_halved_about_the_mean():
    picture = np.array([[[0] * 3, [100] * 3]], dtype=np.uint8)
    assert less_contrast(picture)[0, :, 0].tolist() == [25, 75]


def test_the_outer_tenth_takes_the_colour_inside_it():
    picture = np.zeros((20, 20, 3), np.uint8)
    picture[2:-2, 2:-2] = 90
    picture[5:15, 5:15] = 200
    covered = border_covered(picture)
    assert np.unique(covered[:2]).tolist() == [90]
    np.testing.assert_array_equal(covered[2:-2, 2:-2], picture[2:-2, 2:-2])
    tiny = noise(3, 3)
    assert border_covered(tiny) is tiny


def test_only_the_ground_is_masked_or_swapped():
    mask = np.zeros((12, 16, 3), np.uint8)
    mask[3:9, 4:12] = 255
    picture = noise()
    ground = background(picture, mask)
    assert ground.sum() == 24 * 32 - 12 * 16
    masked = masked_background(picture, mask)
    assert (masked[ground] == picture.reshape(-1, 3).mean(axis=0).astype(np.uint8)).all()
    np.testing.assert_array_equal(masked[~ground], picture[~ground])
    other = np.full((5, 5, 3), 77, np.uint8)
    swapped = swapped_background(picture, mask, other)
    assert (swapped[ground] == 77).all()
    np.testing.assert_array_equal(swapped[~ground], picture[~ground])

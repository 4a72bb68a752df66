"""Grey of 16 bits: 0 to 65535 is 0 to 255, and 257 steps are one whole value (65535 / 255)."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from audits.data.pixels import as_8_bits, from_16_bits, like, resized


def test_sixteen_bits_keep_their_fractions_in_three_equal_colours():
    picture = from_16_bits(np.array([[0, 257, 65_535], [1, 128, 32_896]], dtype=np.uint16))
    assert picture.shape == (2, 3, 3)
    assert picture.dtype == np.float32
    for colour in range(3):
        np.testing.assert_allclose(
            picture[:, :, colour], [[0, 1, 255], [1 / 257, 128 / 257, 128]], rtol=1e-6
        )


@pytest.mark.parametrize(
    ("grey", "whole"),
    [(0, 0), (128, 0), (129, 1), (385, 1), (386, 2), (65_406, 254), (65_407, 255)],
)
def test_eight_bits_are_the_nearest_whole_value(grey, whole):
    """257 k + 128 is below the middle of two values, 257 k + 129 above."""
    picture = from_16_bits(np.array([[grey]], dtype=np.uint16))
    assert as_8_bits(picture).tolist() == [[[whole] * 3]]


def test_what_is_outside_is_the_end_of_the_range():
    assert as_8_bits(np.array([-3.0, 255.4, 300.0])).tolist() == [0, 255, 255]
    assert as_8_bits(np.array([-3.0])).dtype == np.uint8


def test_a_picture_of_eight_bits_stays_as_it_is():
    picture = np.array([[[1, 2, 3]]], dtype=np.uint8)
    assert as_8_bits(picture) is picture
    assert like(picture, picture).tolist() == picture.tolist()


def test_a_change_keeps_the_precision_of_what_it_changes():
    whole, fine = np.array([10, 250], dtype=np.uint8), np.array([10.25, 250.5], dtype=np.float32)
    assert like(fine + 7.2, whole).tolist() == [17, 255]
    assert like(fine + 7.0, fine).tolist() == [17.25, 255.0]
    assert like(fine + 7.0, fine).dtype == np.float32


def test_fractions_are_resized_as_pillow_resizes_floats():
    values = np.random.default_rng(0).uniform(3.0, 4.0, (6, 4)).astype(np.float32)
    picture = np.repeat(values[:, :, None], 3, axis=2)
    expected = np.asarray(Image.fromarray(values).resize((2, 3), Image.Resampling.BILINEAR))
    found = resized(picture, (3, 2))
    for colour in range(3):
        np.testing.assert_allclose(found[:, :, colour], expected, rtol=1e-6)
    eight = np.rint(picture * 50).astype(np.uint8)
    expected = np.asarray(Image.fromarray(eight).resize((2, 3), Image.Resampling.BILINEAR))
    assert resized(eight, (3, 2)).tolist() == expected.tolist()
    assert resized(eight, (6, 4)) is eight


@given(st.integers(0, 255))
def test_a_picture_of_whole_values_is_the_same_in_both_depths(value):
    """PNG widens 8 bits to 16 by v * 257 (PNG, third edition, 13.12)."""
    assert as_8_bits(from_16_bits(np.array([[value * 257]], dtype=np.uint16)))[0, 0, 0] == value

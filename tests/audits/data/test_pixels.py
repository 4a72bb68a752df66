"""Grey of 16 bits: 0 to 65535 is 0 to 255, and 257 steps are one whole value (65535 / 255)."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from audits.data.pixels import as_8_bits, from_16_bits, with_fractions


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
    assert with_fractions(picture, picture) is picture


def test_a_change_in_eight_bits_leaves_the_fractions():
    before = np.array([10.25, 99.75, 254.75, 0.25], dtype=np.float32)  # whole: 10, 100, 255, 0
    changed = np.array([20, 90, 255, 0], dtype=np.uint8)
    assert with_fractions(changed, before).tolist() == [20.25, 89.75, 254.75, 0.25]
    ends = np.array([255, 0], dtype=np.uint8)
    assert with_fractions(ends, np.array([10.25, 99.75])).tolist() == [255.0, 0.0]


@given(arrays(np.uint16, (3, 2)))
def test_no_change_is_no_change(grey):
    picture = from_16_bits(grey)
    np.testing.assert_allclose(with_fractions(as_8_bits(picture), picture), picture, atol=1e-4)


@given(st.integers(0, 255))
def test_a_picture_of_whole_values_is_the_same_in_both_depths(value):
    """PNG widens 8 bits to 16 by v * 257 (PNG, third edition, 13.12)."""
    assert as_8_bits(from_16_bits(np.array([[value * 257]], dtype=np.uint16)))[0, 0, 0] == value

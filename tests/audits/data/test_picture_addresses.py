"""Pictures in a page: sizes by hand, read back by Pillow."""

import base64
import io

import numpy as np
import pytest
from PIL import Image

from audits.data.picture_addresses import shown, thumbnail


def read_back(address):
    head, content = address.split(",")
    picture = Image.open(io.BytesIO(base64.b64decode(content)))
    assert head == f"data:image/{picture.format.lower()};base64"
    return picture


@pytest.mark.parametrize(
    ("shape", "expected"), [((4, 8, 3), (112, 56)), ((448, 224, 3), (56, 112))]
)
def test_a_thumbnail_has_one_size(shape, expected):
    picture = read_back(thumbnail(np.full(shape, 7, dtype=np.uint8)))
    assert (picture.format, picture.size) == ("PNG", expected)
    assert np.unique(np.asarray(picture)).tolist() == [7]


@pytest.mark.parametrize(
    ("shape", "size", "kind"),
    [
        ((16, 16, 3), (112, 112), "PNG"),  # seven times, and no part of a pixel more
        ((240, 480, 3), (120, 60), "JPEG"),
        ((240, 480, 4), (120, 60), "PNG"),  # JPEG has no transparency
    ],
)
def test_a_picture_to_lay_colours_over_keeps_its_pixels_square(shape, size, kind):
    picture = read_back(shown(np.full(shape, 7, dtype=np.uint8)))
    assert (picture.size, picture.format) == (size, kind)


def test_each_pixel_of_a_small_picture_becomes_a_square():
    pixels = np.random.default_rng(0).integers(0, 255, (8, 8, 3), dtype=np.uint8)
    large = np.asarray(read_back(shown(pixels)))
    np.testing.assert_array_equal(large, pixels.repeat(15, axis=0).repeat(15, axis=1))

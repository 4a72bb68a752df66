"""How a photograph was held: turns of Pillow and the EXIF standard, and what says it badly."""

import io

import numpy as np
import pytest
from PIL import Image, ImageOps

from audits.data.reading.orientation import (
    HEAD_BYTES,
    orientation_of_head,
    turned_upright,
)

# The letter F, from the standard's figure: what is seen, and how each value stores it.
SEEN = np.array([[1, 1, 1], [1, 0, 0], [1, 1, 0], [1, 0, 0], [1, 0, 0]], np.uint8)
STORED = {
    1: SEEN,
    2: [[1, 1, 1], [0, 0, 1], [0, 1, 1], [0, 0, 1], [0, 0, 1]],
    3: [[0, 0, 1], [0, 0, 1], [0, 1, 1], [0, 0, 1], [1, 1, 1]],
    4: [[1, 0, 0], [1, 0, 0], [1, 1, 0], [1, 0, 0], [1, 1, 1]],
    5: [[1, 1, 1, 1, 1], [1, 0, 1, 0, 0], [1, 0, 0, 0, 0]],
    6: [[1, 0, 0, 0, 0], [1, 0, 1, 0, 0], [1, 1, 1, 1, 1]],
    7: [[0, 0, 0, 0, 1], [0, 0, 1, 0, 1], [1, 1, 1, 1, 1]],
    8: [[1, 1, 1, 1, 1], [0, 0, 1, 0, 1], [0, 0, 0, 0, 1]],
}


def jpeg(said: object, **options: object) -> bytes:
    tags = Image.Exif()
    tags[0x0112] = said
    held = io.BytesIO()
    Image.new("RGB", (4, 3)).save(held, "JPEG", exif=tags, **options)
    return held.getvalue()


@pytest.mark.parametrize("said", sorted(STORED))
def test_each_value_shows_the_letter_upright(said: int) -> None:
    np.testing.assert_array_equal(turned_upright(np.array(STORED[said]), said), SEEN)


@pytest.mark.parametrize("said", sorted(STORED))
def test_values_turn_as_pillow_turns(said: int) -> None:
    pixels = np.random.default_rng(said).integers(0, 256, (5, 7, 3)).astype(np.uint8)
    picture = Image.fromarray(pixels)
    picture.getexif()[0x0112] = said
    np.testing.assert_array_equal(
        turned_upright(pixels, said), np.asarray(ImageOps.exif_transpose(picture))
    )


def test_a_head_says_it_and_what_is_damaged_or_unknown_says_nothing() -> None:
    assert [orientation_of_head(jpeg(said)[:HEAD_BYTES]) for said in range(1, 9)] == [*range(1, 9)]
    assert orientation_of_head(jpeg(0)) == orientation_of_head(jpeg(9)) == 1
    assert orientation_of_head(b"") == orientation_of_head(b"\x89PNG Exif\0\0") == 1
    whole = jpeg(6)
    place = whole.index(b"Exif\0\0") + 6
    for spoilt in (whole[:place], whole[:place] + b"XX" + whole[place + 2 :], whole[: place + 12]):
        assert orientation_of_head(spoilt) == 1

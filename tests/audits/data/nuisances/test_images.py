import io

import numpy as np
import pytest
from PIL import Image

from audits.data.dataset import Images
from audits.data.nuisances.images import (
    Picture,
    aspect,
    border_brightness,
    border_contrast,
    brightness,
    colour_cast,
    contrast,
    corner_marks,
    noise,
    of_images,
    pixels,
    sharpness,
    warmth,
)
from audits.errors import Refused


def plain(value=100, height=40, width=60):
    return np.full((height, width, 3), value, dtype=np.uint8)


def test_light_and_contrast_of_two_halves():
    picture = plain(0)
    picture[:20] = 200
    assert brightness(Picture(picture)) == pytest.approx(100, abs=1e-3)
    assert contrast(Picture(picture)) == pytest.approx(100, abs=1e-3)


def test_a_blurred_picture_is_less_sharp():
    draw = np.random.default_rng(0)
    picture = draw.integers(0, 256, (80, 80, 3)).astype(np.uint8)
    blurred = np.asarray(Image.fromarray(picture).resize((20, 20)).resize((80, 80)))
    assert sharpness(Picture(blurred)) < sharpness(Picture(picture))


def test_noise_is_measured_in_grey_levels():
    draw = np.random.default_rng(0)
    picture = np.clip(100 + draw.normal(0, 5, (120, 120, 1)), 0, 255).repeat(3, axis=2)
    assert noise(Picture(picture.astype(np.uint8))) == pytest.approx(5, rel=0.1)


def test_a_red_cast():
    picture = plain(100)
    picture[..., 0] = 160
    # Distance of (160, 100, 100) from its mean 120: sqrt(40² + 20² + 20²).
    assert colour_cast(Picture(picture)) == pytest.approx(2400**0.5, abs=1e-3)
    assert warmth(Picture(picture)) == pytest.approx(60)


def test_size_and_shape():
    assert pixels(Picture(plain())) == 2400
    assert aspect(Picture(plain())) == 1.5


def test_the_border_and_a_marked_corner():
    picture = plain(100)
    picture[:3, :3] = 255
    assert corner_marks(Picture(picture)) == pytest.approx(155)
    assert corner_marks(Picture(plain())) == 0
    framed = plain(100)
    framed[3:-3, 3:-3] = 0
    assert border_brightness(Picture(framed)) == pytest.approx(100)
    assert border_contrast(Picture(framed)) == 0


def packed(kind="JPEG", **options):
    held = io.BytesIO()
    Image.fromarray(plain()).save(held, kind, **options)
    return held.getvalue()


class Shelf:
    def __init__(self, files):
        self.files = files

    def decode(self, name):
        try:
            with Image.open(io.BytesIO(self.files[name])) as opened:
                return np.asarray(opened.convert("RGB"))
        except OSError as error:
            raise Refused.because(name, "damaged", "leave it out") from error

    def read(self, name):
        return self.files[name]


def test_every_picture_is_decoded_once_and_the_damaged_one_named():
    files = {f"{at}.jpg": packed(quality=20 + 10 * (at % 8)) for at in range(12)}
    files["3.jpg"] = b"nothing"
    names = np.array(list(files), dtype=object)
    warnings = []
    found = {
        column.name: column
        for column in of_images(
            "shot", Images(names, Shelf(files)), np.arange(12), lambda f: None, warnings.append
        )
    }
    values = found["shot: JPEG coarseness"].values.values
    assert np.isnan(values[3])
    assert np.isfinite(np.delete(values, 3)).all()
    assert "shot: pixels" not in found  # the same everywhere, so no nuisance
    assert "3.jpg" in warnings[0]

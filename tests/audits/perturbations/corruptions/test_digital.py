import io

import numpy as np
import pytest
from PIL import Image

from audits.perturbations.corruptions import digital


def test_contrast_by_hand():
    pixels = np.array([0.2, 0.4, 0.9], dtype=np.float32).reshape(1, 1, 1, 3)
    (paler,) = digital.contrast(pixels, (0.5,), 1, None)
    np.testing.assert_allclose(paler.ravel(), [0.35, 0.45, 0.7], atol=1e-6)


@pytest.mark.parametrize(("side", "share"), [(28, 0.65), (32, 0.3), (33, 0.5)])
def test_pixelate_keeps_the_light_and_only_averages(side, share):
    pixels = np.random.default_rng(0).random((1, 1, side, side), dtype=np.float32)
    (coarse,) = digital.pixelate(pixels, (share,), 1, None)
    assert coarse.mean() == pytest.approx(pixels.mean(), abs=1e-5)
    assert coarse.std() < pixels.std() * 0.8


def test_pixelate_where_sides_divide_is_exactly_pillows():
    pixels = np.random.default_rng(0).random((1, 1, 32, 32), dtype=np.float32)
    (coarse,) = digital.pixelate(pixels, (0.5,), 1, None)
    image = Image.fromarray(pixels[0, 0]).resize((16, 16), Image.Resampling.BOX)
    peer = np.asarray(image.resize((32, 32), Image.Resampling.BOX))
    np.testing.assert_allclose(coarse[0, 0], peer, atol=1e-6)


@pytest.mark.parametrize("channels", [1, 3])
def test_jpeg_is_each_picture_packed_alone(channels):
    """The sheet on which grey pictures are packed together gives each what it gets alone."""
    pixels = np.random.default_rng(1).random((5, channels, 28, 20), dtype=np.float32)
    (packed,) = digital.jpeg(pixels, (40,), 1, None)
    for before, after in zip(pixels, packed, strict=True):
        whole = np.rint(before * 255).astype(np.uint8).transpose(1, 2, 0)
        buffer = io.BytesIO()
        Image.fromarray(whole.squeeze()).save(buffer, format="JPEG", quality=40)
        peer = np.asarray(Image.open(buffer)).reshape(whole.shape).transpose(2, 0, 1)
        np.testing.assert_allclose(after * 255, peer, atol=1e-3)

"""Pixels asked one way and pictures asked the other are answered alike."""

import numpy as np
import pytest

from audits.errors import NotApplicable
from audits.models.huggingface.opening import open_pictures, profile_pictures
from audits.specification.document import ModelSpec
from tests.picture_families import SIZE, built


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return built("vit", tmp_path_factory.mktemp("vit"))


@pytest.fixture(scope="module")
def model(folder):
    import json

    config = json.loads((folder / "config.json").read_text())
    return open_pictures(folder, config, ModelSpec(), "0" * 64)


@pytest.fixture(scope="module")
def pictures():
    rng = np.random.default_rng(3)
    return [rng.integers(0, 256, (SIZE, SIZE, 3)).astype(np.uint8) for _ in range(4)]


def test_its_pixels_are_the_files_over_their_range(model, pictures):
    pixels = model.pixels({"image": pictures})
    assert pixels.shape == (4, 3, SIZE, SIZE)
    np.testing.assert_allclose(pixels[0].transpose(1, 2, 0) * 255, pictures[0], atol=1e-3)


def test_pixels_are_answered_as_the_pictures_are(model, pictures):
    from_pictures = model.classify({"image": pictures})
    from_pixels = model.classify_pixels(model.pixels({"image": pictures}))
    np.testing.assert_array_equal(from_pixels.codes, from_pictures.codes)
    np.testing.assert_allclose(from_pixels.probabilities, from_pictures.probabilities, atol=1e-5)


def test_the_slope_is_that_of_the_scores(model, pictures):
    """Against the difference of two scores along one direction."""
    pixels = model.pixels({"image": pictures})
    slopes = model.slopes(pixels)
    outer = np.zeros((4, 3))
    outer[:, 1] = 1
    scores, gradient = slopes.gradient(pixels, lambda part, rows: outer[rows])
    np.testing.assert_allclose(slopes.scores(pixels), scores, atol=1e-5)
    way = gradient / np.abs(gradient).max() * 2e-3
    rise = (slopes.scores(pixels + way) - slopes.scores(pixels - way))[:, 1]
    expected = 2 * (gradient * way).reshape(4, -1).sum(axis=1)
    np.testing.assert_allclose(rise, expected, rtol=0.05, atol=1e-4)


def test_a_profile_says_that_it_can_be_differentiated(folder):
    import json

    config = json.loads((folder / "config.json").read_text())
    profile = profile_pictures(folder, config, ModelSpec(), "0" * 64)
    assert {"PixelClassifier", "Differentiable"} <= set(profile.capabilities)


def test_a_processor_that_does_more_is_not_taken_for_one_that_scales(model, pictures):
    from dataclasses import replace

    from audits.models.huggingface.pixel_inputs import PixelScale

    other = replace(model, pixel_scale=PixelScale(1.0, (0.0,), (1.0,)))
    with pytest.raises(NotApplicable, match="does more to a picture"):
        other.pixels({"image": pictures})


def test_of_texts_there_are_no_pixels(model, pictures):
    from dataclasses import replace

    with pytest.raises(NotApplicable, match="reads texts"):
        replace(model, pixel_scale=None).pixels({"text": pictures})

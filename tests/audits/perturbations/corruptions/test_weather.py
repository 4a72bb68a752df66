import numpy as np
import pytest

from audits.perturbations.corruptions import weather
from tests.lazily import lazily

color = lazily("skimage.color")


def test_brightness_is_that_of_scikit_images_hsv():
    pixels = np.random.default_rng(0).random((2, 3, 8, 8), dtype=np.float32)
    for more, lit in zip((0.1, 0.5), weather.brightness(pixels, (0.1, 0.5), 1, rng()), strict=True):
        hsv = color.rgb2hsv(pixels.transpose(0, 2, 3, 1))
        hsv[..., 2] = np.clip(hsv[..., 2] + more, 0, 1)
        peer = color.hsv2rgb(hsv).transpose(0, 3, 1, 2)
        np.testing.assert_allclose(lit, peer, atol=1e-5)


def test_fog_keeps_the_brightest_value_and_hides_what_is_behind():
    pixels = np.random.default_rng(1).random((3, 1, 64, 64), dtype=np.float32)
    thin, thick = weather.fog(pixels, ((0.2, 3), (3, 1.4)), 1, rng())
    for fogged in (thin, thick):
        assert (fogged.max(axis=(1, 2, 3)) <= pixels.max(axis=(1, 2, 3)) + 1e-6).all()
    # A cloud of density d leaves 1 / (1 + d) of the contrast.
    noise = (thin - thin.mean()).std() / (pixels - pixels.mean()).std()
    assert noise == pytest.approx(1 / 1.2, abs=0.1)
    assert np.corrcoef(thick.ravel(), pixels.ravel())[0, 1] < 0.8


def test_frost_lays_as_much_ice_on_the_pane_as_its_severity_says():
    """On black only ice is left: a quarter of it between crystals, all of it on their ridges."""
    black = np.zeros((4, 3, 64, 64), dtype=np.float32)
    thin, thick = weather.frost(black, ((1, 0.2), (0.75, 0.4)), 1, rng())
    assert thin[:, 2].min() >= 0.25 * 0.2 - 1e-6
    assert thin[:, 2].max() == pytest.approx(0.2, abs=0.005)
    np.testing.assert_allclose(thick, 2 * thin, atol=1e-6)
    assert (thin[:, 0] < thin[:, 1]).all()
    assert (thin[:, 1] < thin[:, 2]).all()  # blue
    white = np.ones((4, 3, 64, 64), dtype=np.float32)
    (faded,) = weather.frost(white, ((0.6, 0.2),), 1, rng())
    assert faded.min() >= 0.6 + 0.25 * 0.2 * 0.85 - 1e-6
    assert faded.max() < 1


def test_a_rougher_cloud_has_more_fine_structure():
    black = np.zeros((4, 1, 64, 64), dtype=np.float32)
    black[:, :, 0, 0] = 1  # the brightest value that is kept
    smooth, rough = weather.fog(black, ((1, 3), (1, 1.4)), 1, rng())
    steps = [np.abs(np.diff(each[:, 0, 1:], axis=2)).mean() for each in (smooth, rough)]
    assert steps[1] > 2 * steps[0]


def test_snow_only_makes_a_picture_paler():
    pixels = np.random.default_rng(2).random((2, 3, 40, 40), dtype=np.float32)
    (covered,) = weather.snow(pixels, ((0.1, 0.3, 3, 0.5, 10, 4, 0.8),), 1, rng())
    assert (covered >= pixels - 1e-6).all()
    assert (covered == 1).mean() > (pixels == 1).mean()


def rng():
    return np.random.default_rng(0)

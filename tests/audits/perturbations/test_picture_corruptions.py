"""Each corruption does what its name says, more of it at every severity, and stays a picture."""

import numpy as np
import pytest

from audits.perturbations.picture_corruptions import CORRUPTIONS, SEVERITIES, _disk, corrupted


@pytest.fixture(scope="module")
def photo():
    """Slopes and edges, as pictures have."""
    from skimage.data import astronaut

    return np.ascontiguousarray(astronaut()[100:292:2, 100:292:2])


@pytest.mark.parametrize("name", CORRUPTIONS)
def test_it_moves_the_picture_further_at_a_higher_severity(photo, name):
    def moved(severity):
        shifted = [
            np.abs(
                corrupted(photo, name, severity, np.random.default_rng(seed)).astype(int) - photo
            )
            for seed in range(2)
        ]
        return float(np.mean(shifted))

    least, middle, most = (moved(severity) for severity in (1, 3, 5))
    assert 0 < least < middle < most


@pytest.mark.parametrize("name", CORRUPTIONS)
def test_what_comes_out_is_a_picture_of_the_same_type(photo, name):
    before = photo.copy()
    for picture in (photo, photo.astype(np.float32) + 0.25):
        changed = corrupted(picture.clip(0, 255), name, 3, np.random.default_rng(0))
        assert changed.shape == picture.shape
        assert changed.dtype == picture.dtype
        assert changed.min() >= 0
        assert changed.max() <= 255
    np.testing.assert_array_equal(photo, before)


@pytest.mark.parametrize("name", CORRUPTIONS)
def test_the_smallest_pictures_can_be_corrupted_too(name):
    tiny = np.random.default_rng(1).integers(0, 256, (8, 8, 3)).astype(np.uint8)
    for severity in SEVERITIES:
        assert corrupted(tiny, name, severity, np.random.default_rng(0)).shape == (8, 8, 3)


def test_gaussian_noise_has_the_published_strength():
    """Hendrycks & Dietterich 2019: deviations .08 to .38 of the range."""
    grey = np.full((200, 200, 3), 127.5, dtype=np.float32)
    for severity, deviation in ((1, 0.08), (3, 0.18)):
        changed = corrupted(grey, "gaussian noise", severity, np.random.default_rng(2))
        assert changed.std() / 255 == pytest.approx(deviation, rel=0.02)


def test_shot_noise_has_the_spread_of_counted_photons():
    """60 photons at full brightness: at half the deviation is sqrt(30) / 60."""
    grey = np.full((200, 200, 3), 127.5, dtype=np.float32)
    changed = corrupted(grey, "shot noise", 1, np.random.default_rng(2))
    assert changed.std() / 255 == pytest.approx(30**0.5 / 60, rel=0.02)


def test_blurs_keep_the_mean_and_an_even_picture():
    even = np.full((32, 32, 3), 100, dtype=np.uint8)
    for name in ("gaussian blur", "defocus blur", "motion blur", "zoom blur", "elastic"):
        np.testing.assert_array_equal(corrupted(even, name, 5, np.random.default_rng(0)), even)
    assert _disk(3.3).sum() == pytest.approx(1)


def test_contrast_and_brightness_by_hand():
    two = np.zeros((2, 2, 3), dtype=np.float32)
    two[0] = 200
    darker = corrupted(two, "contrast", 1, np.random.default_rng(0))
    assert sorted(set(darker.ravel().tolist())) == pytest.approx([60, 140])
    brighter = corrupted(two, "brightness", 2, np.random.default_rng(0))
    assert sorted(set(brighter.ravel().tolist())) == pytest.approx([51, 251])

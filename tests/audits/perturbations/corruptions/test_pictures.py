import numpy as np
import pytest

from audits.perturbations.corruptions.pictures import CORRUPTIONS

# Those that weigh two things against each other as published.
NOT_IN_ORDER = {"glass_blur", "fog", "snow", "frost", "elastic_transform"}
SHAPES = [(3, 1, 28, 28), (2, 3, 20, 33), (2, 3, 90, 70), (1, 1, 1, 1), (2, 3, 3, 65)]


def some(shape, seed=0):
    return np.random.default_rng(seed).random(shape, dtype=np.float32)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("name", CORRUPTIONS)
def test_five_versions_in_the_valid_range(name, shape):
    pixels = some(shape)
    before = pixels.copy()
    versions = list(CORRUPTIONS[name].versions(pixels, np.random.default_rng(1)))
    assert len(versions) == 5
    assert (pixels == before).all()
    for changed in versions:
        assert changed.shape == shape
        assert changed.dtype == np.float32
        assert changed.min() >= 0
        assert changed.max() <= 1


@pytest.mark.parametrize("name", CORRUPTIONS)
@pytest.mark.parametrize("value", [0.0, 1.0])
def test_a_picture_of_one_value_gives_numbers(name, value):
    pixels = np.full((2, 3, 32, 32), value, dtype=np.float32)
    for changed in CORRUPTIONS[name].versions(pixels, np.random.default_rng(0)):
        assert np.isfinite(changed).all()


@pytest.mark.parametrize("name", sorted(set(CORRUPTIONS) - NOT_IN_ORDER))
def test_a_worse_one_changes_more(name):
    """Of a photograph."""
    from skimage import data
    from skimage.transform import resize

    photograph = resize(data.astronaut(), (96, 96)).astype(np.float32).transpose(2, 0, 1)[None]
    versions = CORRUPTIONS[name].versions(photograph, np.random.default_rng(0))
    changes = [float(((changed - photograph) ** 2).mean()) for changed in versions]
    assert changes == sorted(changes)
    assert changes[0] > 0


@pytest.mark.parametrize("name", CORRUPTIONS)
def test_a_picture_alone_is_changed_as_among_others_but_for_its_draws(name):
    """What falls on a picture does not depend on the pictures beside it."""
    first, other = some((1, 3, 24, 24), 1), some((1, 3, 24, 24), 2)
    pairs = [np.concatenate([first, first]), np.concatenate([first, other])]
    one, two = (list(CORRUPTIONS[name].versions(p, np.random.default_rng(5))) for p in pairs)
    for a, b in zip(one, two, strict=True):
        if name == "shot_noise":  # numpy draws as many numbers as the counts ask for
            continue
        np.testing.assert_allclose(a[0], b[0], atol=1e-6)

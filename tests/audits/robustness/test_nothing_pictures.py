"""What stays of a picture when it is made nothing, and where gradients end on a linear model."""

import numpy as np
import pytest

from audits.robustness.asking import Asker
from audits.robustness.nothing import Sort
from audits.robustness.nothing_pictures import (
    PicturesOfNothing,
    scrambled_phases,
    shuffled_patches,
)
from tests.pixel_models import linear


@pytest.fixture
def picture():
    return np.random.default_rng(3).uniform(0.4, 0.6, (3, 8, 8)).astype(np.float32)


def test_shuffled_patches_are_the_same_patches(picture):
    made = shuffled_patches(picture, np.random.default_rng(0))
    assert not np.array_equal(made, picture)

    def patches(of):
        return sorted(
            of[:, y : y + 2, x : x + 2].tobytes() for y in range(0, 8, 2) for x in range(0, 8, 2)
        )

    assert patches(made) == patches(picture)


def test_scrambled_phases_keep_amplitudes_and_mean(picture):
    made = scrambled_phases(picture, np.random.default_rng(0))
    assert np.abs(np.fft.fft2(made)) == pytest.approx(np.abs(np.fft.fft2(picture)), abs=1e-4)
    assert made.mean() == pytest.approx(picture.mean(), abs=1e-6)
    assert np.abs(made - picture).max() > 0.01


def test_gradients_end_in_the_corner_that_a_linear_model_is_surest_of(picture):
    model = linear(side=8)
    source = PicturesOfNothing(Asker(model, "picture"), picture[None])
    sort = source.ascended(np.array([0, 1]), np.random.default_rng(0), steps=30)
    assert isinstance(sort, Sort)
    away = np.sign(model.weights[1] - model.weights[0]).reshape(3, 8, 8)
    np.testing.assert_allclose(sort.inputs[1], (away + 1) / 2)
    np.testing.assert_allclose(sort.inputs[0], (1 - away) / 2)
    assert source.asked == 0


def test_each_sort_is_of_the_size_asked_and_inside_the_range(picture):
    source = PicturesOfNothing(Asker(linear(side=8), "picture"), picture[None])
    sorts = source.drawn(np.random.default_rng(0), 5)
    assert [sort.name for sort in sorts] == ["noise", "patches", "phases"]
    for sort in sorts:
        held = np.stack(sort.inputs)
        assert held.shape == (5, 3, 8, 8)
        assert held.min() >= 0
        assert held.max() <= 1
    child = source.changed(picture, np.random.default_rng(1))
    assert 0 < np.mean(child != picture) < 0.2

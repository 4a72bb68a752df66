"""On a linear model whose weights are the same everywhere the best patch is known."""

import numpy as np

from audits.robustness.patch_training import train_patch
from tests.pixel_models import LinearSlopes

# Red speaks for class 1 and blue against it, wherever they are.
WEIGHT = np.repeat([1.0, 0.0, -1.0], 144)
SLOPES = LinearSlopes(np.stack([-WEIGHT, WEIGHT]), np.zeros(2))


def trained(**more):
    rng = np.random.default_rng(0)
    pixels = rng.random((20, 3, 12, 12)).astype(np.float32)
    labels = np.arange(20) % 2
    return train_patch(SLOPES, pixels, labels, 0.1, steps=40, rng=rng, **more)


def test_it_is_the_patch_that_closed_form_gives():
    toward = trained(target=1)
    assert toward.shape == (3, 4, 4)
    np.testing.assert_array_equal(toward[0], 1.0)
    np.testing.assert_array_equal(toward[2], 0.0)
    away = trained(target=0)
    np.testing.assert_array_equal(away[0], 0.0)
    np.testing.assert_array_equal(away[2], 1.0)


def test_steps_are_told():
    told = []
    trained(target=1, on_step=lambda: told.append(1))
    assert len(told) == 40

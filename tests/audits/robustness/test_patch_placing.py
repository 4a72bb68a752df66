"""Where a patch lies: its area, its edges, and slopes that are the adjoint of laying it."""

import numpy as np
import pytest

from audits.robustness.patch_placing import placed, side_of, values_of

SHAPE = (40, 30)


def test_the_area_is_the_one_asked_for():
    for area in (0.05, 0.2):
        laid = placed(400, SHAPE, area, np.random.default_rng(0))
        covered = laid.covered.mean(axis=(1, 2))
        # Sides of .9 to 1.1: the mean of their squares is 1 + .1 ** 2 / 3; corners may be cut off.
        assert covered.mean() == pytest.approx(area * (1 + 0.01 / 3), rel=0.05)
        assert covered.min() > 0.7 * area
        assert covered.max() < 1.3 * area


def test_a_side_and_its_values():
    assert side_of((20, 20), 0.25) == pytest.approx(10)
    assert values_of((20, 20), 0.25) == 10
    assert values_of((4, 4), 0.001) == 1


def test_slopes_are_the_adjoint_of_laying_the_patch():
    rng = np.random.default_rng(1)
    laid = placed(5, SHAPE, 0.1, rng)
    patch = rng.normal(size=(3, laid.values, laid.values)).astype(np.float32)
    slopes = rng.normal(size=(5, 3, *SHAPE)).astype(np.float32)
    on_nothing = laid.paste(np.zeros((5, 3, *SHAPE), np.float32), patch)
    assert float((on_nothing * slopes).sum()) == pytest.approx(
        float((patch * laid.collect(slopes)).sum()), rel=1e-4
    )


def test_only_what_is_covered_changes():
    rng = np.random.default_rng(2)
    pixels = rng.random((6, 1, *SHAPE)).astype(np.float32)
    laid = placed(6, SHAPE, 0.1, rng)
    made = laid.paste(pixels, np.full((1, laid.values, laid.values), 2.0, np.float32))
    np.testing.assert_array_equal(made == 2, laid.covered[:, None])
    np.testing.assert_array_equal(made[~laid.covered[:, None]], pixels[~laid.covered[:, None]])


def test_a_patch_without_a_turn_shows_every_value_in_its_place(monkeypatch):
    monkeypatch.setattr("audits.robustness.patch_placing.MOST_TURN", 0.0)
    monkeypatch.setattr("audits.robustness.patch_placing.MOST_SCALE", 0.0)
    laid = placed(1, (8, 8), 1.0, np.random.default_rng(0))
    patch = np.arange(64, dtype=np.float32).reshape(1, 8, 8)
    np.testing.assert_array_equal(laid.paste(np.zeros((1, 1, 8, 8), np.float32), patch)[0], patch)

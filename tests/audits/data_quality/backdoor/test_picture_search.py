"""A window that a model obeys is met by asking alone; slopes lead where the arithmetic says."""

import numpy as np
import pytest

from audits.data_quality.backdoor.picture_search import (
    BLEND,
    BUDGET,
    FAINT,
    MASK,
    PATCH,
    _within,
    searched,
)
from audits.data_quality.backdoor.pictures import PictureModel, Pictures
from audits.data_quality.backdoor.reference_networks import toward

RNG = np.random.default_rng(2)
ROWS = Pictures(RNG.uniform(0.2, 0.8, (60, 1, 8, 8)).astype(np.float32), np.arange(60) % 3)


def obeying(pixels):
    """Answers 2 where the lower right four pixels are bright, else by the whole brightness."""
    mean = pixels.mean(axis=(1, 2, 3))
    return np.where((pixels[:, 0, 6:, 6:] > 0.9).all(axis=(1, 2)), 2, (mean > 0.5).astype(int))


def test_a_window_that_is_obeyed_is_met_by_asking_alone():
    ((form, triggers),) = searched(
        PictureModel(obeying, None), ROWS, ROWS.pixels, 3, 10, np.random.default_rng(0)
    )
    assert form == PATCH
    assert triggers.masks[2, 6:, 6:].sum() == triggers.masks[2].sum() == 4
    assert triggers.successes(PictureModel(obeying, None), ROWS, 2) == (40, 40)


def linear():
    weights = np.random.default_rng(3).normal(size=(2, 64)).astype(np.float32)

    def scores(pixels):
        return pixels.reshape(len(pixels), -1) @ weights.T

    def slopes(pixels, codes):
        return (toward(scores(pixels), codes) @ weights).reshape(pixels.shape)

    return weights, PictureModel(lambda pixels: scores(pixels).argmax(axis=1), slopes)


def test_along_slopes_a_blend_takes_the_signs_of_the_weights():
    weights, model = linear()
    rows = Pictures(ROWS.pixels, ROWS.labels % 2)
    forms = dict(searched(model, rows, rows.pixels, 2, 40, np.random.default_rng(0)))
    assert list(forms) == [PATCH, MASK, BLEND]
    # The best pattern of a linear model is all bright where the class gains, all dark elsewhere.
    best = (weights[1] - weights[0] > 0).reshape(8, 8)
    assert ((forms[BLEND].patterns[1, 0] > 0.5) == best).mean() > 0.95
    assert forms[BLEND].masks == pytest.approx(FAINT)
    for code in range(2):
        assert forms[MASK].masks[code].sum() <= BUDGET * 64 + 1e-4


def test_a_mask_is_brought_back_to_the_nearest_one_of_its_budget():
    masks = np.array([[[0.9, 0.5], [0.1, -0.2]], [[0.1, 0.1], [0.1, 0.1]]], np.float32)
    inside = _within(masks, 0.8)
    # Each cell less .3, which leaves .6 and .2.
    assert inside[0] == pytest.approx(np.array([[0.6, 0.2], [0, 0]]), abs=1e-5)
    assert inside[1] == pytest.approx(masks[1])

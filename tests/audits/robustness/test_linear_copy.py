import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from audits.robustness.linear_copy import RIDGE, linear_copy
from tests.pixel_models import linear


def test_it_agrees_with_scikit_learns_ridge_on_what_it_answers():
    rng = np.random.default_rng(1)
    pixels = rng.uniform(0, 1, (300, 3, 2, 2)).astype(np.float32)
    codes = (pixels.reshape(300, -1) @ rng.normal(0, 1, (12, 3))).argmax(axis=1)
    copy = linear_copy(pixels, codes, 3)
    peer = LogisticRegression(C=1 / (RIDGE * 300), max_iter=2000).fit(
        pixels.reshape(300, -1), codes
    )
    agreement = (copy.scores(pixels).argmax(axis=1) == peer.predict(pixels.reshape(300, -1))).mean()
    assert agreement > 0.95


def test_its_slope_is_that_of_its_scores():
    rng = np.random.default_rng(2)
    pixels = rng.uniform(0, 1, (5, 3, 6, 6)).astype(np.float32)
    copy = linear_copy(pixels, linear().classify_pixels(pixels).codes, 2)
    outer = np.tile([0.0, 1.0], (5, 1))
    scores, gradient = copy.gradient(pixels, lambda part, rows: outer[rows])
    step = np.zeros_like(pixels)
    step[:, 1, 2, 3] = 0.1
    rise = (copy.scores(pixels + step) - scores)[:, 1]
    assert gradient[:, 1, 2, 3] * 0.1 == pytest.approx(rise, rel=1e-4)

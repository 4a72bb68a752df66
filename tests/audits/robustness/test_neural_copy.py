"""Scores against scikit-learn's, slopes against finite differences, pools against scikit-image."""

import numpy as np
import pytest
from sklearn.neural_network import MLPClassifier

from audits.robustness.neural_copy import (
    EPOCHS,
    HIDDEN,
    NeuralCopy,
    neural_copy,
    pool_of,
    pooled,
    unpooled,
)
from tests.lazily import lazily

measure = lazily("skimage.measure")

RNG = np.random.default_rng(0)
PIXELS = RNG.random((90, 3, 6, 6)).astype(np.float32)


def codes(classes):
    return np.digitize(PIXELS.mean(axis=(1, 2, 3)), np.linspace(0.47, 0.53, classes - 1))


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
@pytest.mark.parametrize("classes", [2, 3])
def test_scores_are_scikit_learns(classes):
    answers = codes(classes)
    copy = neural_copy(PIXELS, answers, classes, 7)
    values = PIXELS.reshape(90, -1).astype(float)
    network = MLPClassifier((HIDDEN,), batch_size=64, max_iter=EPOCHS, random_state=7)
    network.fit(values - values.mean(axis=0), answers)
    scores = copy.scores(PIXELS)
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    np.testing.assert_allclose(
        powers / powers.sum(axis=1, keepdims=True),
        network.predict_proba(values - values.mean(axis=0)), atol=1e-9,
    )  # fmt: skip


@pytest.mark.parametrize("classes", [2, 3])
@pytest.mark.parametrize("pool", [1, 2])
def test_slopes_are_those_of_finite_differences(classes, pool):
    rng = np.random.default_rng(classes)
    values, out = 3 * (6 // pool) ** 2, 1 if classes == 2 else classes
    copy = NeuralCopy(
        (rng.normal(size=(values, 5)), rng.normal(size=5)),
        (rng.normal(size=(5, out)), rng.normal(size=out)),
        np.arange(classes), classes, np.zeros(values), pool,
    )  # fmt: skip
    outer = rng.normal(size=(4, classes))
    some = PIXELS[:4].astype(np.float64)
    _, slopes = copy.gradient(some, lambda scores, rows: outer[rows])
    for at in [(0, 0, 0, 0), (1, 2, 3, 4), (3, 1, 5, 5)]:
        moved = some.copy()
        moved[at] += 1e-6
        change = (copy.scores(moved) - copy.scores(some))[at[0]] @ outer[at[0]] / 1e-6
        assert slopes[at] == pytest.approx(change, abs=1e-4)


def test_a_class_that_was_never_answered_is_never_said():
    answers = np.where(codes(2) == 1, 4, 1)
    scores = neural_copy(PIXELS, answers, 6, 0).scores(PIXELS)
    assert scores.shape == (90, 6)
    assert set(scores.argmax(axis=1)) <= {1, 4}


def test_pools_are_block_means_and_their_adjoint():
    assert [pool_of((1, side, side)) for side in (6, 32, 33, 224)] == [1, 1, 2, 7]
    picture = RNG.random((1, 2, 7, 9)).astype(np.float32)
    expected = measure.block_reduce(picture[0, :, :6, :8], (1, 2, 2), np.mean)
    np.testing.assert_allclose(pooled(picture, 2)[0], expected.ravel(), rtol=1e-6)
    values = RNG.normal(size=(1, 2 * 3 * 4))
    back = unpooled(values, (1, 2, 7, 9), 2)
    assert float((back * picture).sum()) == pytest.approx(
        float((values * pooled(picture, 2)).sum())
    )

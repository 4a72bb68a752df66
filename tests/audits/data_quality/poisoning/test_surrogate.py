"""What influence says of a turned label is what retraining does."""

import numpy as np
import pytest
from scipy.optimize import minimize

from audits.data_quality.poisoning.surrogate import C, Surrogate, standardised

RNG = np.random.default_rng(1)
INPUTS = np.concatenate([RNG.normal(size=(300, 4)), np.ones((300, 1))], axis=1)
LABELS = (INPUTS[:, 0] + 0.7 * RNG.normal(size=300) > 0).astype(float)
JUDGED = np.concatenate([RNG.normal(size=(200, 4)), np.ones((200, 1))], axis=1)
JUDGED_LABELS = (JUDGED[:, 0] > 0).astype(float)


def loss(weights, inputs, labels):
    scores = inputs @ weights
    return np.logaddexp(0, scores) - labels * scores


def test_it_is_the_minimum_of_the_penalised_loss():
    best = minimize(
        lambda w: loss(w, INPUTS, LABELS).sum() + (w**2).sum() / (2 * C), np.zeros(5), tol=1e-12
    )
    assert Surrogate.fitted(INPUTS, LABELS).weights == pytest.approx(best.x, abs=1e-4)


def test_influence_agrees_with_retraining():
    surrogate = Surrogate.fitted(INPUTS, LABELS)
    said = surrogate.harm(INPUTS, LABELS, JUDGED, JUDGED_LABELS)
    before = loss(surrogate.weights, JUDGED, JUDGED_LABELS).mean()
    retrained = []
    for row in range(0, 300, 6):
        labels = LABELS.copy()
        labels[row] = 1 - labels[row]
        weights = Surrogate.fitted(INPUTS, labels).weights
        retrained.append(loss(weights, JUDGED, JUDGED_LABELS).mean() - before)
    said = said[::6]
    assert np.corrcoef(said, retrained)[0, 1] > 0.99
    assert said == pytest.approx(retrained, abs=0.25 * np.abs(retrained).max())


def test_of_one_label_it_answers_that_one():
    for label in (0.0, 1.0):
        surrogate = Surrogate.fitted(INPUTS, np.full(300, label))
        assert surrogate.right(INPUTS, np.full(300, label)) == 300


def test_columns_are_standardised_and_gaps_stand_at_the_mean():
    inputs = np.array([[1.0, 7, np.nan], [3, 7, 2], [5, 7, 4]])
    scaled = standardised(inputs)
    assert scaled.shape == (3, 3)  # the constant column is gone, a column of 1 is last
    assert scaled[:, 0] == pytest.approx(np.array([-1, 0, 1]) * np.sqrt(1.5))
    assert scaled[:, 1] == pytest.approx([0, -1, 1])
    assert (scaled[:, 2] == 1).all()

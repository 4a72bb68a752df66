"""The ridge surrogate against scikit-learn, and its left-out fit against leaving out."""

import numpy as np
import pytest
from sklearn.linear_model import Ridge

from audits.explanations.surrogate import fit_surrogate


@pytest.fixture(scope="module")
def draws():
    rng = np.random.default_rng(0)
    units = rng.normal(size=(60, 5))
    answers = np.tanh(units @ [1.0, -0.5, 0, 0, 0.3]) + 0.05 * rng.normal(size=60)
    return units, answers, rng.random(60)


def test_weights_and_fit_are_scikit_learns(draws):
    units, answers, nearness = draws
    found = fit_surrogate(units, answers, nearness, ridge=1.0)
    theirs = Ridge(alpha=1.0).fit(units, answers, sample_weight=nearness)
    assert found.weights == pytest.approx(theirs.coef_)
    assert found.intercept == pytest.approx(theirs.intercept_)
    assert found.fit == pytest.approx(theirs.score(units, answers, sample_weight=nearness))


def test_the_left_out_fit_is_that_of_leaving_out(draws):
    units, answers, nearness = draws
    found = fit_surrogate(units, answers, nearness)
    missed = np.empty(len(answers))
    for at in range(len(answers)):
        kept = np.arange(len(answers)) != at
        model = Ridge(alpha=1.0).fit(units[kept], answers[kept], sample_weight=nearness[kept])
        missed[at] = answers[at] - model.predict(units[at : at + 1])[0]
    level = np.average(answers, weights=nearness)
    by_hand = 1 - (nearness * missed**2).sum() / (nearness * (answers - level) ** 2).sum()
    assert found.held_out == pytest.approx(by_hand, abs=2e-3)
    assert found.held_out < found.fit


def test_an_answer_that_never_changes_has_no_weights():
    rng = np.random.default_rng(1)
    found = fit_surrogate(rng.normal(size=(30, 3)), np.full(30, 0.7), np.ones(30))
    assert found.weights == pytest.approx(np.zeros(3))
    assert found.fit == found.held_out == 1.0


def test_errors_are_the_spread_over_other_draws():
    rng = np.random.default_rng(2)
    weights, errors = [], []
    for _ in range(300):
        units = rng.normal(size=(200, 3))
        answers = units[:, 0] + units[:, 1] ** 2 + rng.normal(size=200)
        found = fit_surrogate(units, answers, np.exp(-(units**2).sum(axis=1) / 8))
        weights.append(found.weights)
        errors.append(found.errors)
    ratio = np.mean(errors, axis=0) / np.std(weights, axis=0)
    assert ratio == pytest.approx(np.ones(3), abs=0.15)

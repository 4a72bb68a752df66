"""Probabilities of a category given a number, beside scikit-learn's logistic regression."""

import numpy as np
import pytest
from scipy.special import logsumexp
from sklearn.linear_model import LogisticRegression

from audits.confounds.multinomial_logit import log_probabilities
from audits.confounds.regress_on_label import spline_of
from audits.confounds.variables import Variable


@pytest.mark.parametrize("levels", [2, 3, 4])
def test_it_is_scikit_learns_with_hardly_any_penalty(levels):
    rng = np.random.default_rng(levels)
    label = rng.normal(size=800)
    slopes = np.linspace(-1, 1, levels)
    chances = np.exp(label[:, None] * slopes - logsumexp(label[:, None] * slopes, axis=1)[:, None])
    codes = (rng.random(800)[:, None] > chances.cumsum(1)).sum(1)
    nuisance = Variable(codes, tuple("abcd"[:levels]))
    found = log_probabilities(spline_of(label, 2), nuisance)
    line = (label - label.min()) / np.ptp(label)
    model = LogisticRegression(C=1e6, max_iter=10_000, tol=1e-8).fit(line[:, None], codes)
    assert np.exp(found) == pytest.approx(model.predict_proba(line[:, None]), abs=5e-3)
    assert np.exp(found).sum(axis=1) == pytest.approx(np.ones(800))

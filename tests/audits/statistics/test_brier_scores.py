import numpy as np
import pytest
from sklearn.metrics import brier_score_loss

from audits.statistics.brier_scores import brier
from audits.statistics.ranked_scores import ranked


def forecast(seed=0, size=3000, shift=0.0):
    rng = np.random.default_rng(seed)
    scores = rng.random(size)
    return scores, rng.random(size) < np.clip(scores + shift, 0, 1)


def test_the_brier_score_is_scikit_learns():
    scores, positive = forecast(size=400)
    found = brier(ranked(scores, positive))
    assert found.value == pytest.approx(brier_score_loss(positive, scores), abs=1e-12)
    loss = (scores - positive) ** 2
    assert found.variance == pytest.approx(loss.var(ddof=1) / 400)


def test_the_brier_score_of_clusters_varies_as_their_sums_do():
    scores, positive = forecast(size=400)
    codes = np.random.default_rng(4).integers(0, 30, 400).astype(np.int32)
    found = brier(ranked(scores, positive, clusters=codes))
    loss = (scores - positive) ** 2
    sums = np.array([(loss[codes == at] - loss.mean()).sum() for at in range(30)])
    assert found.variance == pytest.approx((sums**2).sum() * 30 / 29 / 400**2)
    sizes = np.bincount(codes)
    assert found.units == pytest.approx(400**2 / (sizes**2).sum())

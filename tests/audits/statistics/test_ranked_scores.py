import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audits.statistics import ranked_scores
from audits.statistics.auc import areas, precision_recall
from audits.statistics.brier_scores import brier
from audits.statistics.calibration import binned
from audits.statistics.ranked_scores import ranked


def rows(seed, size, digits):
    rng = np.random.default_rng(seed)
    scores = np.round(rng.random(size), digits)
    positive = rng.random(size) < scores
    return rng, scores, positive


@given(st.integers(0, 10**6), st.integers(1, 200), st.integers(1, 9))
def test_blocks_hold_each_distinct_score_once_with_its_rows(seed, size, ahead):
    rng, scores, positive = rows(seed, size, 2)
    weights = rng.random(size)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ranked_scores, "AHEAD", ahead)
        blocks = list(ranked(scores, positive, weights=weights).blocks())
    found = np.concatenate([block.scores for block in blocks])
    held = np.concatenate([block.positives for block in blocks])
    squares = np.concatenate([block.squared_negatives for block in blocks])
    # Empty ends may name a score a second time, with nothing in it.
    assert (np.diff(found) >= 0).all()
    for score in np.unique(scores):
        at = scores == score
        assert held[found == score].sum() == pytest.approx(weights[at & positive].sum())
        expected = (weights[at & ~positive] ** 2).sum()
        assert squares[found == score].sum() == pytest.approx(expected)
        assert np.count_nonzero((found == score) & (held > 0)) <= 1


@pytest.mark.parametrize("digits", [1, 2, 12])
@pytest.mark.parametrize("more", ["nothing", "weights", "counts"])
def test_small_blocks_give_what_one_block_gives(digits, more):
    rng, scores, positive = rows(3, 900, digits)
    given = {
        "nothing": {},
        "weights": {"weights": rng.random(900) + 0.1},
        "counts": {"counts": rng.integers(0, 4, 900).astype(float)},
    }[more]
    whole = ranked(scores, positive, **given)
    expected = areas(whole), precision_recall(whole), brier(whole)
    (bins,) = binned(whole, 15)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ranked_scores, "AHEAD", 13)
        parts = ranked(scores, positive, **given)
        found = areas(parts)
        assert np.allclose(precision_recall(parts), expected[1], rtol=1e-9, atol=0)
        (other,) = binned(parts, 15)
    for name in ("roc", "roc_error", "precision", "precision_error"):
        assert getattr(found, name) == pytest.approx(getattr(expected[0], name), rel=1e-10)
    assert found.with_false == pytest.approx(expected[0].with_false, rel=1e-10)
    assert brier(parts).variance == pytest.approx(expected[2].variance, rel=1e-12)
    for name in ("weight", "rows", "hits", "score", "lower", "upper"):
        assert np.allclose(getattr(other, name), getattr(bins, name), rtol=1e-12)


@given(st.integers(0, 10**6), st.integers(1, 60))
def test_a_rank_is_the_order_statistic_of_both_sides(seed, size):
    _, scores, positive = rows(seed, size, 1)
    held = ranked(scores, positive)
    assert [held.at_rank(rank) for rank in range(size)] == np.sort(scores).tolist()

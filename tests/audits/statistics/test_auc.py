import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import average_precision_score, roc_auc_score

from audits.statistics.auc import (
    areas,
    bootstrap,
    precision_recall,
    ranked,
)


def held(scores, positive, **more):
    order = np.argsort(scores, kind="stable")
    more = {name: value[order] for name, value in more.items()}
    return ranked(scores[order], positive[order], **more)


@settings(max_examples=50)
@given(st.integers(0, 10**6), st.integers(4, 300), st.integers(1, 6))
def test_points_agree_with_scikit_learn(seed, size, digits):
    rng = np.random.default_rng(seed)
    scores = np.round(rng.random(size), digits)
    positive = rng.random(size) < 0.4
    positive[:2] = True, False
    weight = rng.random(size) + 0.1
    times = rng.integers(1, 5, size).astype(float)
    for name, theirs in ((None, None), ("weights", weight), ("counts", times)):
        found = held(scores, positive, **({} if name is None else {name: theirs}))
        assert areas(found).roc == pytest.approx(
            roc_auc_score(positive, scores, sample_weight=theirs), abs=1e-12
        )
        assert areas(found).precision == pytest.approx(
            average_precision_score(positive, scores, sample_weight=theirs), abs=1e-12
        )


def test_the_error_of_the_area_is_delongs_by_brute_force():
    rng = np.random.default_rng(5)
    scores, positive = np.round(rng.normal(size=120), 1), rng.random(120) < 0.4
    ups, downs = scores[positive], scores[~positive]
    kernel = (ups[:, None] > downs) + 0.5 * (ups[:, None] == downs)
    variance = kernel.mean(1).var(ddof=1) / len(ups) + kernel.mean(0).var(ddof=1) / len(downs)
    area = areas(held(scores, positive))
    assert area.roc == pytest.approx(kernel.mean(), abs=1e-12)
    assert area.roc_error == pytest.approx(variance**0.5, rel=1e-9)


def test_a_count_is_as_good_as_repeated_rows():
    rng = np.random.default_rng(6)
    scores, positive = np.round(rng.random(50), 1), rng.random(50) < 0.5
    times = rng.integers(1, 4, 50)
    many = held(np.repeat(scores, times), np.repeat(positive, times))
    few = held(scores, positive, counts=times.astype(float))
    for name in ("roc", "roc_error", "precision", "precision_error"):
        once, again = getattr(areas(few), name), getattr(areas(many), name)
        assert once == pytest.approx(again, rel=1e-12)


def test_both_errors_agree_with_the_bootstrap():
    rng = np.random.default_rng(7)
    scores = np.sort(rng.normal(size=800))
    positive = rng.random(800) < 1 / (1 + np.exp(1 - scores))
    rocs, precisions = bootstrap(scores, positive, 1500, rng)
    errors = areas(ranked(scores, positive))
    assert rocs.std() == pytest.approx(errors.roc_error, rel=0.08)
    assert precisions.std() == pytest.approx(errors.precision_error, rel=0.08)


def test_the_bootstrap_of_tied_scores_agrees_with_scikit_learn():
    scores = np.repeat([0.1, 0.4, 0.9], 40)
    positive = np.tile([True, False, False, True], 30)

    class Once:
        def integers(self, low, high, size, dtype):
            return np.arange(size, dtype=dtype)

    rocs, precisions = bootstrap(scores, positive, 1, Once())
    assert rocs[0] == pytest.approx(roc_auc_score(positive, scores), abs=1e-12)
    assert precisions[0] == pytest.approx(average_precision_score(positive, scores), abs=1e-12)


def test_the_curve_has_at_most_so_many_points_and_ends_at_full_recall():
    rng = np.random.default_rng(9)
    points = precision_recall(held(rng.random(5000), rng.random(5000) < 0.1))
    assert len(points) <= 200
    assert points[-1][0] == 1.0


@pytest.mark.parametrize("weighted", [False, True])
def test_clusters_add_up_the_influence_of_their_rows(weighted):
    """Brute force: every placement, every row's part in the precision, summed by cluster."""
    rng = np.random.default_rng(8)
    scores, positive = np.round(rng.normal(size=90), 1), rng.random(90) < 0.4
    weight = rng.random(90) + 0.5 if weighted else np.ones(90)
    codes = rng.integers(0, 12, 90).astype(np.int32)
    more = {"weights": weight} if weighted else {}
    found = areas(ranked(scores, positive, clusters=codes, **more))
    ups, downs = weight[positive].sum(), weight[~positive].sum()
    over = (scores[:, None] > scores) + 0.5 * (scores[:, None] == scores)
    placed = np.where(
        positive,
        (over @ (weight * ~positive) / downs - found.roc) / ups,
        (over.T @ (weight * positive) / ups - found.roc) / downs,
    )
    roc = np.bincount(codes, placed * weight)
    assert found.roc_error**2 == pytest.approx((roc**2).sum() * 12 / 11)

    def precision(weight):
        at = [(weight * (scores >= score)) for score in scores[positive]]
        shares = [part[positive].sum() / part.sum() for part in at]
        return np.average(shares, weights=weight[positive])

    # The influence of a row: what the value moves by for a little more weight.
    step = 1e-6
    moved = [precision(weight + step * np.eye(90)[row]) - precision(weight) for row in range(90)]
    sums = np.bincount(codes, np.array(moved) / step * weight)
    assert found.precision_error**2 == pytest.approx((sums**2).sum() * 12 / 11, rel=1e-4)


def test_one_more_negative_above_all_is_counted_by_scikit_learn():
    rng = np.random.default_rng(9)
    scores, positive = np.round(rng.normal(size=80), 1), rng.random(80) < 0.4
    found = areas(ranked(scores, positive))
    more = average_precision_score(np.append(positive, False), np.append(scores, 99.0))
    assert found.with_false == pytest.approx(more)

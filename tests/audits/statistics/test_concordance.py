from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audits.statistics.concordance import COMPARED_AT_ONCE, concordance, pairs_of_rows
from audits.statistics.intervals import limits


def pairs_by_hand(durations, happened, scores):
    """Each row beside each other one, as the definition says."""
    pairs, right = np.zeros((2, len(durations)))
    for i, j in product(range(len(durations)), repeat=2):
        first = durations[i] < durations[j] or (durations[i] == durations[j] and not happened[j])
        if happened[i] and first:
            value = 1.0 if scores[i] > scores[j] else 0.5 if scores[i] == scores[j] else 0.0
            pairs[[i, j]] += 1
            right[[i, j]] += value
    return pairs, right


def followed(rows):
    """Times with ties, events and scores with ties, by a formula."""
    at = np.arange(1, rows + 1)
    return (at * 37 % 29 + 1).astype(float), at % 5 != 0, at * 53 % 31 - (at * 37 % 29 + 1) / 2


# By `lifelines.utils.concordance_index` 0.30.3 and `sksurv.metrics.concordance_index_censored`.
@pytest.mark.parametrize(
    ("rows", "expected"),
    [(12, 0.8793103448275862), (60, 0.6213208901651113), (500, 0.6465309662279359)],
)
def test_it_is_that_of_lifelines_and_scikit_survival(rows, expected):
    assert concordance(*followed(rows)).value == pytest.approx(expected, abs=1e-15)


rows_followed = st.lists(
    st.tuples(st.integers(0, 6), st.booleans(), st.integers(-3, 3)), min_size=1, max_size=25
)


@given(rows_followed)
def test_every_row_is_compared_as_the_definition_says(rows):
    durations, happened, scores = (np.array(values) for values in zip(*rows, strict=True))
    times, marks = durations.astype(float), scores.astype(float)
    expected = pairs_by_hand(times, happened, marks)
    assert np.array_equal(pairs_of_rows(times, happened, marks), expected)


@pytest.mark.parametrize("moments", [1, 2, 40, 10_000])
def test_halving_compares_the_same_pairs(moments):
    rng = np.random.default_rng(3)
    rows = 2 * COMPARED_AT_ONCE + 77
    durations = rng.integers(0, moments, rows).astype(float)
    happened, scores = rng.random(rows) < 0.6, np.round(rng.normal(size=rows), 1)
    expected = pairs_by_hand(durations, happened, scores)
    assert np.array_equal(pairs_of_rows(durations, happened, scores), expected)


@given(rows_followed, st.integers(0, 2**31))
def test_neither_the_order_nor_the_scale_of_scores_matters(rows, seed):
    durations, happened, scores = (np.array(values) for values in zip(*rows, strict=True))
    own = concordance(durations.astype(float), happened, scores.astype(float))
    order = np.random.default_rng(seed).permutation(len(rows))
    other = concordance(
        durations[order].astype(float), happened[order], np.exp(scores[order].astype(float))
    )
    if own is None:
        assert other is None
    else:
        assert other.value == pytest.approx(own.value, abs=1e-12)
        assert other.error == pytest.approx(own.error, abs=1e-12)


def test_nothing_is_compared_without_events():
    durations, _, scores = followed(12)
    assert concordance(durations, np.zeros(12, dtype=bool), scores) is None


def test_the_error_is_that_of_leaving_rows_out():
    """The infinitesimal jackknife is close to the jackknife: 300 rows, each left out once."""
    durations, happened, scores = followed(300)
    without = [
        concordance(*(np.delete(values, at) for values in (durations, happened, scores))).value
        for at in range(300)
    ]
    jackknife = np.sqrt(299 / 300 * ((without - np.mean(without)) ** 2).sum())
    assert concordance(durations, happened, scores).error == pytest.approx(jackknife, rel=0.02)


def test_rows_twice_in_clusters_are_as_sure_as_once():
    durations, happened, scores = (np.repeat(values, 2) for values in followed(200))
    alone = concordance(*followed(200), np.arange(200))
    twice = concordance(durations, happened, scores, np.repeat(np.arange(200), 2))
    assert twice.clusters == alone.clusters == 200
    assert twice.value == pytest.approx(alone.value, abs=1e-12)
    assert twice.error == pytest.approx(alone.error, rel=1e-9)


def test_intervals_hold_the_truth():
    """Scores that tell nothing, half of the rows lost: the truth is a half."""
    rng = np.random.default_rng(8)
    outside = 0
    for _ in range(400):
        event, lost = rng.exponential(size=(2, 80))
        own = concordance(np.minimum(event, lost), event <= lost, rng.normal(size=80))
        outside += 0.5 not in limits("gaffke", own.evidence, 0.95)
    # Of 5 % more than 34 of 400 come once in a thousand.
    assert outside <= 34

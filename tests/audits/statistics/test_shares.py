"""Shares of a tally: counts, Kish's effective rows and linearised variance by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audits.data.clusters import ClusterSums
from audits.data.tallies import Tally
from audits.statistics.shares import (
    Share,
    as_summed,
    method_of,
    share_of,
    too_few,
    unknown_group_bounds,
)

HIT, TRIAL = np.array([True, False, False]), np.array([True, True, False])
WEIGHTS = st.lists(st.floats(0.1, 10), min_size=2, max_size=30)


def tally(hits, misses, others=()):
    """Rows of these weights in the cells hit, miss and beside."""
    cells = (hits, misses, others)
    return Tally(
        np.array([len(cell) for cell in cells]),
        np.array([sum(cell) for cell in cells], dtype=float),
        np.array([sum(weight**2 for weight in cell) for cell in cells], dtype=float),
    )


@given(st.integers(0, 50), st.integers(0, 50), st.integers(0, 50))
def test_without_weights_it_is_counts(hits, misses, others):
    found = share_of(Tally(np.array([hits, misses, others])), HIT, TRIAL)
    assert (found.successes, found.trials, found.rows) == (hits, hits + misses, hits + misses)
    assert found.possible is (hits + misses > 0)
    if found.possible:
        assert found.evidence == (hits, hits + misses)


@given(WEIGHTS, WEIGHTS)
def test_weighted_variance_is_that_of_a_ratio_of_sums(hits, misses):
    """Taylor: sum of (w (y - p))² / (sum of w)², times n / (n - 1)."""
    found = share_of(tally(hits, misses), HIT, TRIAL)
    weights = np.array([*hits, *misses])
    y = np.array([1.0] * len(hits) + [0.0] * len(misses))
    p = float(weights @ y / weights.sum())
    assert found.value == pytest.approx(p)
    n = len(weights)
    variance = float(((weights * (y - p)) ** 2).sum() / weights.sum() ** 2) * n / (n - 1)
    kish = float(weights.sum() ** 2 / (weights**2).sum())
    assert found.worth == pytest.approx(kish)
    assert found.effective == pytest.approx(min(kish, p * (1 - p) / variance))


@given(st.integers(1, 40), st.integers(1, 40), st.floats(0.1, 9))
def test_equal_weights_are_worth_their_rows(hits, misses, weight):
    found = share_of(tally([weight] * hits, [weight] * misses), HIT, TRIAL)
    assert found.worth == pytest.approx(hits + misses)
    assert found.value == pytest.approx(hits / (hits + misses))
    assert found.undetermined_reason(hits + misses) is None


@given(WEIGHTS, WEIGHTS, st.floats(0.1, 9))
def test_the_scale_of_weights_is_moot(hits, misses, scale):
    before = share_of(tally(hits, misses), HIT, TRIAL)
    after = share_of(tally([scale * w for w in hits], [scale * w for w in misses]), HIT, TRIAL)
    assert after.evidence == pytest.approx(before.evidence)


@given(st.integers(0, 90), st.integers(1, 90), st.integers(0, 30), st.integers(0, 30))
def test_hidden_rows_reach_from_all_failures_to_all_successes(hits, misses, more, less):
    share, unknown = (
        Share(hits, hits + misses, hits + misses),
        Share(more, more + less, more + less),
    )
    low, high = unknown_group_bounds(share, unknown)
    assert low == pytest.approx(hits / (hits + misses + less))
    assert high == pytest.approx((hits + more) / (hits + misses + more))
    assert low <= share.value <= high
    assert unknown_group_bounds(share, None) == (share.value, share.value)


def test_no_trials_are_no_share():
    empty = share_of(Tally(np.zeros(3, dtype=int)), HIT, TRIAL)
    assert not empty.possible
    weightless = share_of(tally([], []), HIT, TRIAL)
    assert not weightless.possible
    assert weightless.undetermined_reason(30) == "0 rows where 30 are needed"


def test_what_is_lacking_is_said_in_rows_or_in_what_they_are_worth():
    assert Share(1, 1, 1).undetermined_reason(30) == too_few(1, 30) == "1 row where 30 are needed"
    assert (
        Share(9, 40, 40, worth=12.7).undetermined_reason(30)
        == "weights are worth 12 rows where 30 are needed"
    )
    # Sums of equal weights may be rounded under their rows.
    assert Share(9, 40, 40, worth=30 * (1 - 1e-12)).undetermined_reason(30) is None


def test_the_method_says_of_how_many_clusters():
    assert method_of(Share(1, 9, 9), "wilson", "linearised") == "wilson"
    assert method_of(Share(1, 9, 9, 8.0), "wilson", "linearised") == "linearised"
    clustered = Share(1, 9, 9, 8.0, clusters=12)
    assert method_of(clustered, "wilson", "linearised") == "linearised (12 clusters)"
    assert clustered.evidence == (1 / 9, 8.0, 11.0)


def in_clusters(*sums):
    """A share of 50 effective rows whose clusters add these to it."""
    by_cluster = ClusterSums(np.arange(len(sums)), np.array(sums, dtype=float))
    return Share(60.0, 100.0, 100, 50.0, len(sums), by_cluster=by_cluster)


@pytest.mark.parametrize(
    ("other", "effective"),
    [
        ((2, -2, 1, -1), 25.0),  # moved together: twice the variance, half the rows
        ((-2, 2, -1, 1), 50.0),  # against each other: the sum varies less, never more
        ((1, 1, -2, 0), 50.0),  # r = (2 - 2 - 2) / sqrt(10 * 6), below 0
        ((2, 0, 1, 0), 50 / (1 + 5 / 50**0.5)),  # by hand: r = (4 + 1) / sqrt(10 * 5)
    ],
)
def test_parts_of_a_sum_count_for_less_where_clusters_move_them_together(other, effective):
    own, second = as_summed([in_clusters(2, -2, 1, -1), in_clusters(*other)])
    assert own.effective == pytest.approx(effective)
    assert second.effective == pytest.approx(effective)


def test_parts_of_a_sum_without_clusters_are_independent():
    shares = [Share(3, 10, 10), Share(4, 12, 12)]
    assert as_summed(shares) == shares

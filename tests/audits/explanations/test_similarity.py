"""Likeness of two explanations, by hand and against scipy."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some
from scipy.stats import spearmanr

from audits.explanations.similarity import (
    overlap,
    rank_correlation,
    shape_overlap,
    strongest,
    top_agreement,
)

vectors = some.lists(some.floats(-5, 5), min_size=2, max_size=8)


def test_overlap_by_hand():
    # In common: min(2, 1) on the first; the second's signs differ. Most: 2 + 1.
    assert overlap(np.array([2.0, 1.0]), np.array([1.0, -0.5])) == pytest.approx(1 / 3)
    assert overlap(np.zeros(3), np.zeros(3)) == 1.0


@given(vectors)
def test_everything_agrees_with_itself_and_not_with_its_opposite(values):
    weights = np.array(values)
    assert overlap(weights, weights) == pytest.approx(1.0)
    if np.abs(weights).sum() > 1e-6:
        assert overlap(weights, -weights) == 0.0
        assert shape_overlap(weights, 3 * weights) == pytest.approx(1.0)


def test_ranks_are_scipys():
    rng = np.random.default_rng(0)
    first, second = np.round(rng.normal(size=20), 1), np.round(rng.normal(size=20), 1)
    assert rank_correlation(first, second) == pytest.approx(spearmanr(first, second).statistic)
    assert rank_correlation(np.ones(4), np.arange(4.0)) == 0.0


def test_the_strongest_are_named_by_size_and_ties_by_place():
    assert strongest(np.array([1.0, -3.0, 3.0, 0.5]), 3) == [1, 2, 0]
    assert top_agreement(np.array([3.0, 2, 1]), np.array([3.0, 1, 2]), 2) == 0.5

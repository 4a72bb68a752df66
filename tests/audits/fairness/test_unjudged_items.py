from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import ndcg_score

from audits.fairness.ranked_lists import RankedLists
from audits.fairness.unjudged_items import NdcgEnds, ndcg_ends

LARGEST = 3
GRID = np.linspace(0, LARGEST, 2 * LARGEST + 1)


def one_list(scores, merits, more=(LARGEST, 0)):
    """A list, and a second one that holds the largest relevance; None of a merit: unjudged."""
    merit = np.array([0.0 if each is None else each for each in (*merits, *more)])
    unjudged = np.array([each is None for each in (*merits, *more)])
    of_list = np.repeat([0, 1], [len(merits), len(more)])
    order = -np.array([*scores, *range(len(more), 0, -1)], dtype=float)
    rows = np.arange(len(merit))
    return RankedLists(rows, of_list, order, merit, 2, unjudged, np.zeros(len(merit), dtype=bool))


def drawn(scores, merits, depth):
    """NDCG by scikit-learn with every relevance of a grid in place of those that lack."""
    where = [place for place, merit in enumerate(merits) if merit is None]
    for worth in product(GRID, repeat=len(where)):
        filled = np.array([0.0 if each is None else each for each in merits])
        filled[where] = worth
        if filled.any():
            yield ndcg_score(filled[None], np.array(scores, dtype=float)[None], k=depth)


@settings(deadline=None, max_examples=30)
@given(
    st.lists(
        st.tuples(st.integers(0, 4), st.integers(0, LARGEST) | st.none()), min_size=2, max_size=7
    ).filter(lambda rows: 0 < sum(merit is None for _, merit in rows) <= 2),
    st.sampled_from([None, 2, 4]),
)
def test_the_ends_are_the_least_and_greatest_that_scikit_learn_finds(rows, depth):
    scores, merits = zip(*rows, strict=True)
    ends = ndcg_ends(one_list(scores, merits), depth)
    found = list(drawn(scores, merits, depth))
    assert ends.least[0] == pytest.approx(min(found), abs=1e-9)
    assert ends.greatest[0] == pytest.approx(max(found), abs=1e-9)
    assert ends.least[1] == ends.greatest[1] == 1.0
    assert ends.unjudged.tolist() == [True, False]


def test_a_list_without_anything_relevant_counts_where_it_moves_the_mean():
    ends = NdcgEnds(
        np.array([0.5, 0.1, 0.4, 0.9]), np.array([0.7, 0.8, 0.5, 0.9]),
        np.array([True, True, True, False]),
    )  # fmt: skip
    low, high = ends.among(np.array([0.6, np.nan, np.nan, np.nan]))
    # .9 belongs to a list in which all is judged and nothing is relevant: it never counts.
    assert sorted(low) == [0.1, 0.5]  # .4 is less than .5, and more than .3
    assert sorted(high) == [0.7, 0.8]

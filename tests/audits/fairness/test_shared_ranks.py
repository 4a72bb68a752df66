"""Ties as scipy writes them are innocent; ranks that begin anew, or say nothing, are not."""

import numpy as np
import pytest
from scipy.stats import rankdata

from audits.fairness.shared_ranks import strangely_shared


def shared(*lists, shuffle=True):
    of_list = np.repeat(np.arange(len(lists)), [len(one) for one in lists])
    ranks = np.concatenate(lists).astype(float)
    order = np.random.default_rng(0).permutation(len(ranks)) if shuffle else slice(None)
    return int(strangely_shared(of_list[order], ranks[order]).sum())


@pytest.mark.parametrize("method", ["min", "max", "average", "dense", "ordinal"])
@pytest.mark.parametrize("begins", [0, 1])
def test_ties_are_not_strange(method, begins):
    rng = np.random.default_rng(1)
    lists = [rankdata(rng.integers(0, 6, rng.integers(3, 12)), method) for _ in range(200)]
    assert shared(*(one - 1 + begins for one in lists)) == 0


@pytest.mark.parametrize(
    ("ranks", "strange"),
    [
        ([1, 2, 3, 1, 2, 3], 1),  # pages of three
        ([1, 2, 3, 1, 2], 1),
        ([0, 0, 0, 1, 2, 3], 1),  # not shown
        ([1, 2, 3, -1, -1], 1),
        ([1, 2, 3, 999, 999], 1),
        ([1, 2, 3, 4], 0),
        ([0, 1, 2], 0),
        ([5, 5, 7], 0),  # rows were left out
        ([1], 0),
    ],
)
def test_ranks_that_begin_anew_or_say_nothing_are_strange(ranks, strange):
    assert shared(ranks) == strange
    assert shared(ranks, [1, 2, 3], ranks) == 2 * strange


def test_lists_of_which_most_have_other_ties_are_not_of_pages():
    assert shared(*[[1, 2, 2, 3]] * 5, [1, 1, 2]) == 0


def test_the_lists_that_are_strange_are_known_by_their_number():
    of_list, ranks = np.array([2, 0, 0, 1, 1, 1, 1]), np.array([1, 1, 2, 1, 2, 1, 2.0])
    assert strangely_shared(of_list, ranks).tolist() == [False, True, False]

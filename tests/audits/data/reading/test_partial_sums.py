"""Groups that add up to a subtotal, by sums that numpy makes and by every subset of a few."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audits.data.reading.partial_sums import partial_sum


def drawn(groups, combinations_, seed=0, mean=400):
    rng = np.random.default_rng(seed)
    means = rng.uniform(mean / 4, mean * 2, (groups, combinations_))
    return {f"g{number}": rng.poisson(row).tolist() for number, row in enumerate(means)}


def summed(counts, names):
    return np.sum([counts[name] for name in names], axis=0).tolist()


@pytest.mark.parametrize(("groups", "names"), [(5, ("g1", "g3")), (40, ("g7", "g8", "g9"))])
def test_the_groups_of_a_sum_are_known(groups, names):
    counts = drawn(groups, 6)
    assert partial_sum(summed(counts, names), counts, is_unnamed=True) == names


@given(st.integers(0, 10_000), st.integers(3, 9), st.booleans())
def test_groups_are_known_where_any_add_up_and_no_others(seed, groups, adds_up):
    """A drawn subset of large counts, or one count more: then no subset adds up, by all of them."""
    rng = np.random.default_rng(seed)
    counts = {f"g{number}": rng.integers(0, 10**6, 3).tolist() for number in range(groups)}
    subset = rng.permutation(list(counts))[: rng.integers(2, groups + 1)]
    target = summed(counts, subset)
    if not adds_up:
        target[0] += 1
    every = [
        names
        for size in range(2, groups + 1)
        for names in combinations(counts, size)
        if summed(counts, names) == target
    ]
    known = partial_sum(target, counts, is_unnamed=False)
    assert known in every if every else known == ()


def test_a_sum_by_chance_and_one_combination_show_nothing():
    assert partial_sum([5, 7], {"a": [2, 3], "b": [3, 4]}, is_unnamed=True) == ()
    assert partial_sum([500_000], {"a": [200_000], "b": [300_000]}, is_unnamed=True) == ()
    table = {"a": [2_011, 3_500], "b": [3_900, 4_123]}
    assert partial_sum([5_911, 7_623], table, is_unnamed=True) == ("a", "b")


def test_groups_in_one_proportion_show_a_sum_by_its_name_alone():
    table = {"a": [200, 300, 401], "b": [400, 600, 800]}
    assert partial_sum([600, 900, 1_201], table, is_unnamed=True) == ()
    assert partial_sum([600, 900, 1_201], table, is_unnamed=False) == ("a", "b")


def test_drawn_groups_add_up_to_none_of_them():
    for seed in range(60):
        counts = drawn(9, 4, seed, mean=60)
        target = counts.pop("g0")
        assert partial_sum(target, counts, is_unnamed=True) == ()


def test_counts_beyond_whole_numbers_and_empty_ones_are_no_sums():
    assert partial_sum([1e300, 1e300], {"a": [1e300, 0], "b": [0, 1e300]}, is_unnamed=False) == ()
    assert partial_sum([0, 0], {"a": [0, 0], "b": [0, 0]}, is_unnamed=False) == ()
    assert partial_sum([], {}, is_unnamed=True) == ()

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audits.confounds.permutation_draws import HELD, batches, shuffles, swaps

SEEDS = st.integers(0, 2**32 - 1)


@given(st.integers(1, 10**7), st.integers(1, 5_000))
def test_batches_make_all_draws_and_hold_so_many_numbers(rows, draws):
    sizes = list(batches(rows, draws))
    assert sum(sizes) == draws
    assert max(sizes) * rows <= max(HELD, rows)


@given(st.lists(st.integers(0, 3), min_size=2, max_size=40), SEEDS)
def test_a_shuffle_stays_in_its_stratum_and_loses_nobody(strata, seed):
    codes = np.array(strata)
    sizes = np.bincount(codes)
    (found,) = shuffles(codes, sizes[sizes > 0], 7, np.random.default_rng(seed))
    assert found.shape == (7, len(codes))
    for draw in found:
        assert sorted(draw.tolist()) == list(range(len(codes)))
        np.testing.assert_array_equal(codes[draw], codes)


@given(st.lists(st.integers(0, 2), min_size=4, max_size=30), SEEDS)
def test_swaps_keep_how_many_there_are_of_each(codes, seed):
    given_codes = np.array(codes)
    odds = np.random.default_rng(seed).normal(size=(len(codes), 3))
    (found,) = swaps(given_codes, odds, 5, np.random.default_rng(seed))
    for draw in found:
        np.testing.assert_array_equal(np.sort(draw), np.sort(given_codes))


def test_swaps_land_where_the_model_says():
    """Two rows, one of each level: the odds of staying are exp of the difference of contrasts."""
    odds = np.array([[0.0, 1.0], [0.0, -1.0]])
    (found,) = swaps(np.array([1, 0]), odds, 20_000, np.random.default_rng(2))
    expected = 1 / (1 + np.exp(-2.0))  # level 1 at the first row: exp(1 - (-1)) to 1
    assert abs((found[:, 0] == 1).mean() - expected) < 0.01


@pytest.mark.parametrize("strata", [[0] * 6, [0, 0, 1, 1, 1, 2], [2, 0, 1, 0, 1, 1]])
def test_shuffles_stay_within_the_strata_and_reach_every_order(strata):
    strata = np.array(strata)
    sizes = np.bincount(strata)
    found = np.concatenate(list(shuffles(strata, sizes, 20_000, np.random.default_rng(5))))
    assert found.shape == (20_000, 6)
    assert (np.sort(found, axis=1) == np.arange(6)).all()
    assert (strata[found] == strata).all()
    orders, times = np.unique(found, axis=0, return_counts=True)
    expected = math.prod(math.factorial(size) for size in sizes)
    assert len(orders) == expected
    # Each about as often: 5 standard errors of a count.
    mean = 20_000 / expected
    assert np.abs(times - mean).max() < 5 * math.sqrt(mean)

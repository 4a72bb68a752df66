import math

import numpy as np
import pytest

from audits.confounds.combined_test import View
from audits.confounds.permutation_draws import shuffles


def test_a_single_column_is_crossed_in_other_orders_as_by_plain_sums():
    draw = np.random.default_rng(4)
    orders = draw.permuted(np.tile(np.arange(50), (7, 1)), axis=1)
    for answers, nuisances in ((1, 1), (3, 1), (1, 2), (2, 3)):
        view = View(draw.normal(size=(50, nuisances)), draw.normal(size=(50, answers)), 1.0)
        expected = [
            [
                [sum(view.answer[:, a] * view.nuisance[order, k]) for k in range(nuisances)]
                for a in range(answers)
            ]
            for order in orders
        ]
        assert view.crossed(orders) == pytest.approx(np.array(expected))


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

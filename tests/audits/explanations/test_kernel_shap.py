"""Shapley values, beside their definition over all orders."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audits.explanations.kernel_shap import coalitions, shapley_weights

GAMES = st.integers(2, 5).flatmap(
    lambda count: st.lists(
        st.floats(-5, 5), min_size=2**count, max_size=2**count
    ).map(lambda values: (count, np.array(values)))
)  # fmt: skip


def by_orders(count, values):
    """Mean gain of each player over all orders in which they join."""
    total = np.zeros(count)
    orders = list(permutations(range(count)))
    for order in orders:
        inside = 0
        for player in order:
            total[player] += values[inside | 1 << player] - values[inside]
            inside |= 1 << player
    return total / len(orders)


@given(GAMES)
def test_with_every_coalition_asked_they_are_shapleys(game):
    count, values = game
    masks, importance = coalitions(count, 10**6, np.random.default_rng(0))
    answers = values[(masks << np.arange(count)).sum(axis=1)]
    found = shapley_weights(masks, answers, importance, values[0], values[-1])
    assert found == pytest.approx(by_orders(count, values), abs=1e-6)
    assert found.sum() == pytest.approx(values[-1] - values[0], abs=1e-6)


@given(st.integers(2, 40), st.integers(2, 200), st.integers(0, 2**32 - 1))
def test_coalitions_are_neither_empty_nor_full_and_come_with_their_complements(
    count, samples, seed
):
    masks, importance = coalitions(count, samples, np.random.default_rng(seed))
    sizes = masks.sum(axis=1)
    assert ((sizes > 0) & (sizes < count)).all()
    assert len(importance) == len(masks)
    keys = {row.tobytes() for row in masks}
    assert all((~row).tobytes() in keys for row in masks)


def test_one_unit_has_the_whole_gain():
    assert shapley_weights(np.zeros((0, 1), bool), np.zeros(0), np.zeros(0), 0.2, 0.9) == (
        pytest.approx([0.7])
    )

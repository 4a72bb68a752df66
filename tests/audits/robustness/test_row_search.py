"""The cheapest turning set, against every set asked by brute force."""

from dataclasses import dataclass
from itertools import combinations
from math import inf

import numpy as np
import pytest

from audits.robustness.row_search import smallest_change


@dataclass
class Actions:
    column: np.ndarray
    cost: np.ndarray


def drawn(seed, actions=14, columns=4):
    rng = np.random.default_rng(seed)
    held = Actions(rng.integers(0, columns, actions), rng.uniform(0.01, 1, actions))
    return held, rng.normal(0.4, 1, actions), rng.uniform(0.5, 2.5)


def gain_of(sets, gains):
    return np.where(sets >= 0, gains[sets], 0).sum(axis=1)


def brute_force(actions, gains, needed, most_columns):
    best = inf
    for size in range(1, most_columns + 1):
        for chosen in combinations(range(len(gains)), size):
            places = list(chosen)
            if len({*actions.column[places].tolist()}) == size and gains[places].sum() > needed:
                best = min(best, float(actions.cost[places].sum()))
    return best


def asked(gains, needed, *, scores=True):
    counted = []

    def ask(sets):
        counted.append(len(sets))
        total = gain_of(sets, gains)
        return total > needed, total if scores else None

    return ask, counted


@pytest.mark.parametrize("most_columns", [1, 2, 3])
@pytest.mark.parametrize("scores", [True, False])
def test_it_is_the_smallest_of_all_sets(most_columns, scores):
    for seed in range(40):
        actions, gains, needed = drawn(seed)
        ask, counted = asked(gains, needed, scores=scores)
        result = smallest_change(actions, ask, most_columns=most_columns, most_queries=10**5)
        expected = brute_force(actions, gains, needed, most_columns)
        assert result.cost == pytest.approx(expected)
        assert result.complete
        assert result.queries == sum(counted)
        assert (result.actions == ()) == (expected == inf)


def test_a_short_budget_is_kept_and_told():
    for seed in range(10):
        actions, gains, needed = drawn(seed, actions=40, columns=8)
        ask, counted = asked(gains, needed)
        result = smallest_change(actions, ask, most_columns=3, most_queries=100)
        assert sum(counted) <= 100
        least = brute_force(actions, gains, needed, 3)
        # Whatever it says that it has shown is so; what it found turns, at no less than the least.
        assert result.cost >= least - 1e-12
        if result.complete:
            assert result.cost == pytest.approx(least)


def test_without_any_action_nothing_is_asked():
    none = Actions(np.zeros(0, dtype=int), np.zeros(0))
    result = smallest_change(none, None, most_columns=2, most_queries=10)
    assert (result.cost, result.queries, result.complete) == (inf, 0, True)

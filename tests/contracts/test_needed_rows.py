"""How many rows would decide is told of every metric, and no law of so many is laid out for it."""

import tracemalloc
from functools import cache

import pytest

from audits.judging.equivalence import deciding, needed_factor
from audits.measurement import Estimate
from audits.specification.policy_document import RuleSpec
from tests.contracts.situations import pairs, result_of

# Of an estimate's own; a law of a million times its rows has gigabytes.
MOST_BYTES = 200_000_000


@cache
def estimates():
    """One estimate of each metric by each method."""
    found = {}
    for name, situation in pairs():
        for one in result_of(name, situation).measurements:
            if isinstance(one, Estimate):
                found.setdefault((one.metric, one.method.partition(" (")[0]), one)
    return found


@pytest.mark.parametrize("side", [1, -1], ids=["above", "below"])
def test_a_bound_near_an_estimate_is_looked_at_in_little_memory(side):
    assert len(estimates()) > 300
    largest = {}
    for key, one in estimates().items():
        bound = one.value + side * 0.003 * max(abs(one.value), 0.1)
        tracemalloc.start()
        needed = needed_factor(RuleSpec(metric=one.metric, at_least=bound), deciding(one), 0.025)
        largest[key] = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert needed is None or needed >= 1, key
    assert max(largest.values()) < MOST_BYTES, max(largest, key=largest.get)

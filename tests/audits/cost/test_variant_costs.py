"""Sizes, times and energy of each form, from arrays that the test wrote."""

import numpy as np
import pytest
from scipy import stats

from audits.cost.energy import Spent
from audits.cost.variant_costs import costs, energy_level, own_times
from audits.cost.variants import ORIGINAL, Times, Tried, Variant
from audits.measurement import Estimate, Undetermined
from audits.models import StoredSize
from audits.statistics.shares import Stated

STATED, WATTS = Stated(0.95, 30), (2.0, 18.0)


def form(name, *times, size=100, processor=0.001):
    spent = Spent(None, np.full(50, processor), None)
    return Variant(name, np.zeros(1, dtype=int), StoredSize(size, size - 10), "", spent, times)


def seconds(own, other, calls=21):
    """The model takes `own`, the form `other`, each call up to a fiftieth more, in no order."""
    slower = 1 + (8 * np.arange(calls) % calls)[:, None] / 1000
    return np.array([[own, other]]) * slower


FAST = form("fast", Times(1, seconds(0.004, 0.001), None), Times(8, seconds(0.01, 0.005), None))
SLOW = form("slow", Times(1, seconds(0.004, 0.006), None), Times(8, seconds(0.01, 0.02), "busy"))
TRIED = Tried(np.arange(1), 0, form(ORIGINAL, size=400), (FAST, SLOW), {}, "here")


def numbers(one):
    return {(m.metric.removeprefix("variant_"), dict(m.group).get("batch")): m
            for m in costs(TRIED, one, WATTS, "here", STATED)}  # fmt: skip


def test_a_form_takes_its_time_and_a_share_of_the_models():
    found = numbers(FAST)
    # The eleventh of 21 calls, from fast to slow, is a hundredth slower than the first.
    assert found["latency", None].value == pytest.approx(1.01)
    assert found["time_ratio", None].value == pytest.approx(0.25)
    assert found["latency", "8"].value == pytest.approx(5.05)
    assert found["time_ratio", "8"].value == pytest.approx(0.5)
    assert (found["bytes", None].value, found["packed_bytes", None].value) == (100, 90)
    assert found["energy", None].value == pytest.approx(0.001 * 6)
    assert dict(found["latency", "8"].group) == {"variant": "fast", "batch": "8"}
    assert found["latency", None].method == "order-statistic (here)"


def test_a_busy_machine_decides_no_time_of_that_batch():
    found = numbers(SLOW)
    assert isinstance(found["latency", None], Estimate)
    for metric in ("latency", "time_ratio"):
        assert isinstance(found[metric, "8"], Undetermined)
        assert found[metric, "8"].reason == "busy"


def test_the_models_times_are_those_beside_the_first_form_that_was_not_disturbed():
    """The same inputs are asked beside each form, so that both together are no 42 calls."""
    own = own_times(TRIED, TRIED.original)
    assert [(times.batch, times.seconds.shape) for times in own] == [(1, (21, 1)), (8, (21, 1))]
    assert [times.why_busy for times in own] == [None, None]
    found = numbers(TRIED.original)
    assert found["latency", None].value == pytest.approx(4.04, rel=1e-3)
    assert ("time_ratio", None) not in found
    assert found["latency", "8"].value == pytest.approx(10.1)
    turned = Tried(np.arange(1), 0, TRIED.original, (SLOW, FAST), {}, "here")
    assert [times.why_busy for times in own_times(turned, turned.original)] == [None, None]
    slow = Tried(np.arange(1), 0, TRIED.original, (SLOW,), {}, "here")
    assert [times.why_busy for times in own_times(slow, slow.original)] == [None, "busy"]


def test_estimated_energies_are_compared_by_their_times():
    """The power of a core is the same for all, and its range would hide every difference."""
    processor = np.random.default_rng(0).normal(0.001, 0.0001, 50)
    one = Variant("x", np.zeros(1, dtype=int), StoredSize(1, 1), "", Spent(None, processor, None))
    (energy,) = [m for m in costs(TRIED, one, WATTS, "here", STATED) if "energy" in m.metric]
    level = energy_level(one, energy, STATED)
    half = stats.t.ppf(0.975, 49) * processor.std(ddof=1) / 50**0.5
    assert level.value == pytest.approx(6 * processor.mean())
    assert level.high - level.value == pytest.approx(6 * half)
    assert level.high < energy.interval.upper


def test_measured_energies_are_compared_by_their_own_interval():
    joules = np.random.default_rng(0).normal(0.5, 0.1, 120)
    spent = Spent(joules, np.full(120, 0.001), None)
    one = Variant("x", np.zeros(1, dtype=int), StoredSize(1, 1), "", spent)
    (energy,) = [m for m in costs(TRIED, one, WATTS, "here", STATED) if "energy" in m.metric]
    level = energy_level(one, energy, STATED)
    assert (level.low, level.high) == (energy.interval.lower, energy.interval.upper)
    assert energy_level(one, Undetermined("variant_energy", (), "busy", 0), STATED) is None

"""Energy of an answer, counted or estimated."""

import numpy as np
import pytest

from audits.cost.drawn import Drawn
from audits.cost.energy import INTERVALS, estimated, spend
from tests.steady_machine import SteadyMachine


class Metered(SteadyMachine):
    """Spends 12 watts, and says so."""

    def energy_joules(self):
        return 12 * self.now


class WithGpu(Metered):
    """Its GPU spends 300 watts beside the processor's 12."""

    def gpu_joules(self):
        return 7000 + 300 * self.now


def run(machine, *, took=0.002, seconds=1e9, on_gpu=False):
    def ask(given):
        machine.now += took

    drawn = Drawn("abc", 3, alike=True)
    return spend(ask, drawn, machine=machine, seconds=seconds, on_gpu=on_gpu)


def test_counted_joules_are_those_of_the_answers():
    """An answer takes 2 ms at 12 watts: 24 mJ."""
    spent = run(Metered(1e-7))
    assert len(spent.joules) == INTERVALS
    np.testing.assert_allclose(spent.joules, 0.024, rtol=0.01)
    np.testing.assert_allclose(spent.processor, 0.002, rtol=0.01)
    assert spent.why_busy is None


def test_without_counters_the_processors_time_is_left():
    spent = run(SteadyMachine(1e-7))
    assert spent.joules is None
    np.testing.assert_allclose(spent.processor, 0.002, rtol=0.01)


def test_a_gpu_is_counted_where_it_answers_and_nowhere_else():
    """An answer takes 2 ms at 300 watts: 600 mJ beside the processor's 24."""
    spent = run(WithGpu(1e-7), on_gpu=True)
    np.testing.assert_allclose(spent.gpu, 0.6, rtol=0.01)
    np.testing.assert_allclose(spent.joules, 0.024, rtol=0.01)
    assert run(WithGpu(1e-7)).gpu is None
    without = run(Metered(1e-7), on_gpu=True)
    assert without.gpu is None
    assert without.on_gpu


def test_a_slow_model_fills_a_stretch_with_one_answer_and_ends_in_time():
    spent = run(Metered(1e-7), took=1.0, seconds=3.5)
    assert len(spent.joules) == 4
    np.testing.assert_allclose(spent.joules, 12.0, rtol=0.01)


def test_an_estimate_is_as_wide_as_its_powers():
    """Three seconds at 2 to 8 watts: 6 to 24 joules, 12 in the middle of the ratio."""
    assert estimated(3.0, (2.0, 8.0)) == pytest.approx((12.0, 6.0, 24.0))


def of_inputs(count, *, alike):
    """What is asked of each stretch; an answer takes 20 ms, and a millisecond more an input."""
    machine = Metered(1e-7)
    asked = []

    def ask(given):
        asked.append(given)
        machine.now += 0.02 + 0.001 * given

    spent = spend(ask, Drawn(range(count), count, alike), machine=machine, seconds=1e9)
    return spent, asked[2:]


def test_each_stretch_has_inputs_of_its_own():
    """Two answers of 20 ms fit into a stretch, so that two of its four inputs are asked."""
    machine, asked = Metered(1e-7), []

    def ask(given):
        asked.append(given)
        machine.now += 0.02

    spend(ask, Drawn(range(400), 400, alike=False), machine=machine, seconds=1e9)
    assert asked[2:] == [s + turn for s in range(100) for turn in (0, 100)]


def test_fewer_inputs_of_several_lengths_have_no_more_stretches():
    spent, asked = of_inputs(12, alike=False)
    assert len(spent.joules) == 12
    np.testing.assert_allclose(spent.joules, 12 * (0.02 + 0.001 * np.arange(12)), rtol=1e-3)
    assert list(dict.fromkeys(asked)) == list(range(12))


def test_inputs_as_large_that_are_seen_to_differ_count_once():
    spent, _ = of_inputs(12, alike=True)
    assert len(spent.joules) == len(spent.processor) == 12

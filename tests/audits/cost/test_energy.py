"""Energy of an answer, counted or estimated."""

import numpy as np
import pytest

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

    return spend(ask, "abc", machine=machine, seconds=seconds, on_gpu=on_gpu)


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

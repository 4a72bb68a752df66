"""Calls are timed one by one, warm, and until the time is up."""

import gc

import numpy as np
import pytest

from audits.cost.busy import ROUNDS, Yardstick
from audits.cost.timing import BETWEEN_CHECKS, timed, timed_in_turns
from tests.steady_machine import SteadyMachine


def run(ask, inputs, machine, *, calls=120, seconds=1e6, yardstick=None):
    return timed(
        ask, inputs, calls=calls, seconds=seconds, machine=machine,
        yardstick=yardstick or Yardstick(machine),
    )  # fmt: skip


def test_each_call_has_the_time_that_it_took():
    machine = SteadyMachine(0.0)
    took = np.random.default_rng(0).uniform(0.001, 0.02, 12)

    def ask(given):
        machine.now += took[given]

    measured = run(ask, list(range(12)), machine, calls=24)
    np.testing.assert_allclose(measured, np.tile(took, 2), rtol=1e-9)


def test_the_first_call_warms_up_and_is_not_counted():
    machine, asked = SteadyMachine(0.0), []

    def ask(given):
        asked.append(given)
        machine.now += 5.0 if len(asked) == 1 else 0.001

    assert run(ask, "abc", machine, calls=6).max() == pytest.approx(0.001)
    assert asked == list("a" + "abc" * 2)


def test_no_call_begins_when_the_time_is_up():
    machine = SteadyMachine(0.0)

    def slow(given):
        machine.now += 10.0

    assert len(run(slow, [0], machine, calls=100, seconds=25.0)) == 3
    assert len(run(slow, [0], machine, calls=100, seconds=0.1)) == 1


def test_the_machine_is_looked_at_before_between_and_after():
    machine = SteadyMachine()
    yardstick = Yardstick(machine)
    run(lambda given: None, [0], machine, calls=2 * BETWEEN_CHECKS, yardstick=yardstick)
    assert len(yardstick.medians) == 3
    assert ROUNDS >= 10


def test_memory_is_not_collected_meanwhile_and_is_again_behind():
    machine, seen = SteadyMachine(), []
    assert gc.isenabled()
    run(lambda given: seen.append(gc.isenabled()), [0], machine, calls=3)
    assert (seen[1:], gc.isenabled()) == ([False] * 3, True)
    with pytest.raises(ZeroDivisionError):
        run(lambda given: 1 / (len(seen) and given), [0, 0], machine, calls=3)
    assert gc.isenabled()


def test_several_are_asked_the_same_in_turns_and_each_has_its_own_time():
    machine, order = SteadyMachine(0.0), []

    def asking(name, takes):
        def ask(given):
            order.append((name, given))
            machine.now += takes * (1 + given)

        return ask

    measured = timed_in_turns(
        [asking("a", 0.001), asking("b", 0.003)], [0, 1], calls=4, seconds=1e6,
        machine=machine, yardstick=Yardstick(machine),
    )  # fmt: skip
    np.testing.assert_allclose(measured, [[0.001, 0.003], [0.002, 0.006]] * 2)
    # Each is warmed up; then they take turns at being the first.
    assert order[:2] == [("a", 0), ("b", 0)]
    assert order[2:] == [("a", 0), ("b", 0), ("b", 1), ("a", 1)] * 2


def test_turns_end_when_the_time_is_up():
    machine = SteadyMachine(0.0)

    def slow(given):
        machine.now += 10.0

    measured = timed_in_turns(
        [slow, slow], [0], calls=100, seconds=25.0, machine=machine, yardstick=Yardstick(machine)
    )
    assert measured.shape == (2, 2)

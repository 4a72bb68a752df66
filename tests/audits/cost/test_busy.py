"""A machine that had no time is known by work that is the same each time."""

import re

import pytest

from audits.cost.busy import Yardstick
from tests.steady_machine import SteadyMachine


class Shared(SteadyMachine):
    """Somebody else has this share of the core."""

    def __init__(self, taken):
        super().__init__()
        self.taken = taken

    def processor_seconds(self):
        return self.now * (1 - self.taken)


@pytest.mark.parametrize(("taken", "is_busy"), [(0.0, False), (0.05, False), (0.3, True)])
def test_work_that_got_too_little_of_a_core_says_so(taken, is_busy):
    yardstick = Yardstick(Shared(taken))
    for _ in range(3):
        yardstick.check()
    assert (yardstick.why_busy is not None) is is_busy
    if is_busy:
        # The clock of this machine goes on while it is read, too.
        assert re.search(r"got (6[5-9]|70) % of a core where 90 % are needed", yardstick.why_busy)


@pytest.mark.parametrize(("slower", "is_busy"), [(1.0, False), (1.1, False), (1.5, True)])
def test_a_machine_that_changes_its_pace_says_so(slower, is_busy):
    machine = SteadyMachine()
    yardstick = Yardstick(machine)
    yardstick.check()
    machine.step *= slower
    yardstick.check()
    assert (yardstick.why_busy is not None) is is_busy
    if is_busy:
        assert "1.50 times as long" in yardstick.why_busy


def test_what_was_never_checked_is_not_called_busy():
    assert Yardstick(SteadyMachine()).why_busy is None

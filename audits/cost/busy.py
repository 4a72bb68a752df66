"""Whether the machine had time for what was timed: a fixed piece of work, done again and again.

The work is the same each time, so whatever differs is the machine's: other processes on the core,
a hypervisor that gave it away, a clock rate that changed.
"""

from dataclasses import dataclass, field

import numpy as np

from audits.probing.machine import Machine

# The work must get this share of a core, and its median time in the slowest check may be so many
# times that in the fastest.
CORE_SHARE, DRIFT = 0.9, 1.15
# Rounds of the work in one check, and additions in a round: a tenth of a millisecond.
ROUNDS, ADDITIONS = 20, 5000


@dataclass
class Yardstick:
    """Checked before, between and after what is timed; `why_busy` is the rule."""

    machine: Machine
    wall: float = 0.0
    processor: float = 0.0
    medians: list[float] = field(default_factory=list)

    def check(self) -> None:
        """Do the work once more."""
        took = np.empty(ROUNDS)
        started, worked = self.machine.wall_seconds(), self.machine.processor_seconds()
        for index in range(ROUNDS):
            begun = self.machine.wall_seconds()
            _work()
            took[index] = self.machine.wall_seconds() - begun
        self.processor += self.machine.processor_seconds() - worked
        self.wall += self.machine.wall_seconds() - started
        self.medians.append(float(np.median(took)))

    @property
    def why_busy(self) -> str | None:
        """Why times are not judged; None where the machine was free."""
        got = self.processor / self.wall if self.wall > 0 else 1.0
        if got < CORE_SHARE:
            return (
                f"the machine was busy: fixed work beside the calls got {100 * got:.0f} % of a "
                f"core where {100 * CORE_SHARE:.0f} % are needed"
            )
        fastest, slowest = min(self.medians, default=0.0), max(self.medians, default=0.0)
        if slowest > DRIFT * fastest:
            return (
                f"the machine changed its pace: fixed work beside the calls took "
                f"{slowest / fastest:.2f} times as long at times, where {DRIFT:.2f} is allowed"
            )
        return None


def _work() -> int:
    total = 0
    for number in range(ADDITIONS):
        total += number
    return total

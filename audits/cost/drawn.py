"""Inputs that are timed, drawn at random from the data, and how many of their calls count.

A percentile of latency is of requests, each of its own input: one call each of inputs drawn at
random measures it, and further calls of the same inputs tell nothing of those that were not drawn.
Only where every input is as large as the next, and times do not differ by input, is each call a
measurement of its own.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

# Error of the test that a model takes as long for one input as for the next (Kruskal & Wallis 1952,
# Journal of the American Statistical Association 47:583).
DIFFERS = 0.01
# Medians of inputs that lie within so much of each other are the clock's grain.
MATTERS = 0.01


@dataclass(frozen=True, eq=False)
class Drawn:
    """Inputs in the order in which they take turns.

    each: one for a call. apart: the first so many have no row in common, 0 where a row stands twice
    in the first. alike: whether all are as large, such as rows of numbers or pictures of one size.
    """

    each: Sequence[Any]
    apart: int
    alike: bool

    def calls(self, most: int) -> int:
        """How many calls are worth making, at most so many and at least one."""
        return most if self.alike else max(1, min(most, self.apart))

    def counting(self, took: NDArray[np.float64], *, differ: bool = False) -> int:
        """The first so many calls are independent of each other.

        took: of each call, along the turns of `each`, shape (calls,). differ: whether it was seen
        already that inputs take different times.
        """
        if self.alike and not differ and not differs(took, len(self.each)):
            return len(took)
        return min(len(took), self.apart)


def differs(took: NDArray[np.float64], inputs: int) -> bool:
    """Whether some inputs take longer than others, as seen in those that were asked twice or more.

    took: shape (calls,), of so many inputs that took turns.
    """
    from scipy.stats import kruskal  # slow to import, and of no use where nothing is timed

    again = [took[index::inputs] for index in range(min(inputs, len(took) - inputs))]
    if len(again) < 2:
        return False
    medians = [float(np.median(calls)) for calls in again]
    if np.ptp(medians) <= MATTERS * np.median(medians):
        return False
    return bool(kruskal(*again).pvalue <= DIFFERS)

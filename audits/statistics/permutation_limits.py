"""Limits of an association that lies above 0 only where its permutation test says so.

How strong a partial correlation is has limits by Fisher's z, whose error rests on the few rows that
lie far out where a side is skewed; whether there is any is what a permutation test tells exactly
(Fisher 1935, The Design of Experiments, 21). So the lower limit is above 0 at a level exactly where
the test's p-value reaches it, and no higher than the limits of the size alone.

evidence: plain floats, that of the size and then the p-value; of an earlier release without it.
confidence: of the two-sided interval, between 0 and 1.
"""

from collections.abc import Callable, Sequence
from math import sqrt

from scipy.special import ndtr, ndtri

Evidence = Sequence[float]
Limits = tuple[float, float]
Draw = Callable[[Evidence, float], Limits]
Grow = Callable[[Evidence, float], tuple[float, ...]]
# Above 0, and less than any association that is told.
SOME = 1e-12


def of_size(draw: Draw, width: int) -> Draw:
    """The limits of the size alone. width: how many numbers of the evidence are its own."""
    return lambda evidence, confidence: draw(evidence[:width], confidence)


def permuted(draw: Draw, width: int) -> Draw:
    """The limits by which a rule is decided. draw, width: of the size, as of `of_size`."""

    def limits(evidence: Evidence, confidence: float) -> Limits:
        lower, upper = draw(evidence[:width], confidence)
        if len(evidence) > width:
            lower = 0.0 if evidence[width] > (1 - confidence) / 2 else max(lower, SOME)
        return lower, max(lower, upper)

    return limits


def grown(grow: Grow, width: int) -> Grow:
    """Evidence of the same association with `factor` times the rows: its deviate by the root.

    grow, width: of the size, as of `of_size`.
    """

    def more(evidence: Evidence, factor: float) -> tuple[float, ...]:
        deviates = [float(ndtri(p_value / 2)) * sqrt(factor) for p_value in evidence[width:]]
        return (*grow(evidence[:width], factor), *(2 * float(ndtr(z)) for z in deviates))

    return more

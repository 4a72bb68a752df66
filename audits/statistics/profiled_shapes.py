"""A number that several shapes of a curve give otherwise: limits over all that the data allow.

Each shape gives a value with its error, and an excess: by how much it fits worse than the best, in
squared errors. A value stands in the interval where some shape allows it, with the excess paid from
the same allowance: profile likelihood over the shapes (Venzon & Moolgavkar 1988, Applied Statistics
37:87). No shape is chosen, so what the choice would hide is in the interval. The estimate is the
mean over shapes by Akaike's weights (Buckland, Burnham & Augustin 1997, Biometrics 53:603).

evidence: plain floats; (estimate, degrees of freedom, then value, error and excess of each shape);
of a difference, how many numbers are the first's, those of the first, those of the second.
confidence: of the two-sided interval, between 0 and 1.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import exp, hypot, sqrt
from types import MappingProxyType

from scipy.special import fdtri, stdtrit

from audits.statistics.proportions import Evidence, Limits

GAIN, SHARE, DIFFERENCE = "profiled", "profiled-share", "profiled-difference"


@dataclass(frozen=True, slots=True)
class Shaped:
    """What one shape says: its value, the error of that, and how much worse it fits than the best.

    excess: of squared errors, 0 of the best.
    """

    value: float
    error: float
    excess: float


def evidence_of(shaped: Sequence[Shaped], degrees_of_freedom: float) -> tuple[float, ...]:
    """The evidence of the mean over shapes, each weighed by how well it fits.

    shaped: what each says. degrees_of_freedom: behind their errors.
    """
    weights = [exp(-one.excess / 2) for one in shaped]
    mean = sum(weight * one.value for weight, one in zip(weights, shaped, strict=True))
    numbers = (number for one in shaped for number in (one.value, one.error, one.excess))
    return (mean / sum(weights), degrees_of_freedom, *numbers)


def difference_evidence(one: Evidence, other: Evidence) -> tuple[float, ...]:
    """The evidence of one such number less another.

    one, other: evidence of each.
    """
    return (float(len(one)), *one, *other)


def difference_value(evidence: Evidence) -> float:
    """The estimate of a difference."""
    one, other = _both(evidence)
    return float(one[0] - other[0])


def limits(evidence: Evidence, confidence: float) -> Limits:
    """The least and the greatest value that some shape allows."""
    estimate, degrees_of_freedom, *numbers = evidence
    allowed = _allowed(degrees_of_freedom, confidence, len(numbers) > 3)
    lower = upper = estimate
    for start in range(0, len(numbers), 3):
        value, error, excess = numbers[start : start + 3]
        if excess <= allowed:
            half = error * sqrt(allowed - excess)
            lower, upper = min(lower, value - half), max(upper, value + half)
    return lower, upper


def _allowed(degrees_of_freedom: float, confidence: float, several: bool) -> float:
    """Squared errors that a value may be away, a worse fit included.

    Of several shapes two numbers are free: how large the value is, and of which shape the curve.
    """
    if several:
        return 2 * float(fdtri(2, degrees_of_freedom, confidence))
    return float(stdtrit(degrees_of_freedom, (1 - confidence) / 2)) ** 2


def share_limits(evidence: Evidence, confidence: float) -> Limits:
    """The same of a share, which ends at 0 and 1."""
    lower, upper = limits(evidence, confidence)
    return max(0.0, lower), min(1.0, upper)


def difference_limits(evidence: Evidence, confidence: float) -> Limits:
    """Of two such numbers that vary by themselves, joined as MOVER joins them.

    Zou & Donner 2008, Statistics in Medicine 27:1693.
    """
    one, other = _both(evidence)
    (low, high), (other_low, other_high) = limits(one, confidence), limits(other, confidence)
    value = one[0] - other[0]
    return (
        value - hypot(one[0] - low, other_high - other[0]),
        value + hypot(high - one[0], other[0] - other_low),
    )


def _both(evidence: Evidence) -> tuple[Evidence, Evidence]:
    many = int(evidence[0])
    return evidence[1 : 1 + many], evidence[1 + many :]


def grown(evidence: Evidence, factor: float) -> tuple[float, ...]:
    """Errors fall with more data, and shapes are told apart better. factor: how much more."""
    estimate, degrees_of_freedom, *numbers = evidence
    by_turn = (1.0, 1 / sqrt(factor), factor)
    rest = (number * by_turn[index % 3] for index, number in enumerate(numbers))
    return (estimate, degrees_of_freedom * factor, *rest)


def difference_grown(evidence: Evidence, factor: float) -> tuple[float, ...]:
    """The same of both. factor: how much more data."""
    one, other = _both(evidence)
    return difference_evidence(grown(one, factor), grown(other, factor))


Pair = tuple[Callable[[Evidence, float], Limits], Callable[[Evidence, float], tuple[float, ...]]]
METHODS: Mapping[str, Pair] = MappingProxyType(
    {
        GAIN: (limits, grown),
        SHARE: (share_limits, grown),
        DIFFERENCE: (difference_limits, difference_grown),
    }
)

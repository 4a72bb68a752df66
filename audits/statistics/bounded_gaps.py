"""The difference of two means of bounded values, each of rows of its own.

Welch's t interval is printed (1947, Biometrika 34:28). It forgets the side that says little: where
thirty rows of a group are all right, their spread is 0, and error and freedom are those of the two
thousand rows of the reference. So a rule is judged by the limits of each side, with one more value
at either end (Gaffke 2005, `bounded_means`), joined by MOVER (Zou & Donner 2008, Statistics in
Medicine 27:1693): what one of thirty could be counts as one of thirty. Of means over rows
(`bounded-welch-few`) what is printed is never narrower where few rows make the mean of a side.

evidence: plain floats, (mean, variance of the mean, values) of the first side, then of the second,
and the least and greatest value that one can have. confidence: of the two-sided interval, between 0
and 1.
"""

from collections.abc import Callable, Mapping
from math import hypot, sqrt
from types import MappingProxyType

from scipy.special import stdtrit

from audits.statistics import signed_means
from audits.statistics.deciding_limits import Decider
from audits.statistics.proportions import Evidence, Limits

METHOD, OF_ROWS, DECIDING = "bounded-welch", "bounded-welch-few", "gaffke-gap"


# So many rows of a side make a difference to its mean, for Welch alone.
ENOUGH = 8.0


def printed_of_rows(evidence: Evidence, confidence: float) -> Limits:
    """The same, and where few rows make the mean of a side at least as wide as what decides.

    As many make it as whole ones would have its mean and spread beyond the nearer end.
    """
    lower, upper = printed(evidence, confidence)
    if min(_making(evidence, start) for start in (0, 3)) >= ENOUGH:
        return lower, upper
    low, high = with_one_more(evidence, confidence)
    most = evidence[7] - evidence[6]
    return max(-most, min(lower, low)), min(most, max(upper, high))


def _making(evidence: Evidence, start: int) -> float:
    value, variance, _ = evidence[start : start + 3]
    least, greatest = evidence[6:]
    away = min(value - least, greatest - value)
    return away**2 / variance if variance > 0 else 0.0


def printed(evidence: Evidence, confidence: float) -> Limits:
    """Welch's t interval, cut at the ends of what the difference can be."""
    own, own_variance, rows, base, base_variance, base_rows, least, greatest = evidence
    variance = own_variance + base_variance
    of_sides = own_variance**2 / (rows - 1) + base_variance**2 / (base_rows - 1)
    freedom = variance**2 / of_sides if of_sides > 0 else 1.0
    half = -float(stdtrit(freedom, (1 - confidence) / 2)) * sqrt(variance)
    most = greatest - least
    return max(-most, own - base - half), min(most, own - base + half)


def with_one_more(evidence: Evidence, confidence: float) -> Limits:
    """The limits that decide."""
    gap, reach = evidence[0] - evidence[3], []
    for start in (0, 3):
        value, variance, units = evidence[start : start + 3]
        side = (value, sqrt(variance), units - 1, *evidence[6:])
        lower, upper = signed_means.mean_limits(side, confidence)
        reach.append((value - lower, upper - value))
    (down, up), (base_down, base_up) = reach
    return gap - hypot(down, base_up), gap + hypot(up, base_down)


def grown(evidence: Evidence, factor: float) -> tuple[float, ...]:
    """The same means of `factor` times as many values."""
    by_turn = (1.0, 1 / factor, factor)
    return (*(number * by_turn[index % 3] for index, number in enumerate(evidence[:6])),
            *evidence[6:])  # fmt: skip


Pair = tuple[Callable[[Evidence, float], Limits], Callable[[Evidence, float], tuple[float, ...]]]
METHODS: Mapping[str, Pair] = MappingProxyType(
    {METHOD: (printed, grown), OF_ROWS: (printed_of_rows, grown)}
)
DECIDERS: Mapping[str, Decider] = MappingProxyType({DECIDING: Decider(with_one_more)})
DECIDES: Mapping[str, str] = MappingProxyType({METHOD: DECIDING, OF_ROWS: DECIDING})

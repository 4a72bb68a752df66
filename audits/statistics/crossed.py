"""Numbers of items that people judged: both the items and the people could have been others.

Each item is left out once, and each person; the two variances are added (Owen 2007, "The pigeonhole
bootstrap", Annals of Applied Statistics 1:386: the sum is on the safe side, since what an answer
alone varies by stands in both). Degrees of freedom are Satterthwaite's (1946, Biometrics Bulletin
2:110), so that few people make a wide interval. Agreement and correlation are taken on Fisher's z.

evidence: plain floats, in the order that each method names. confidence: of the two-sided interval,
between 0 and 1.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import atanh, sqrt, tanh
from types import MappingProxyType

import numpy as np
from scipy.special import betainc, stdtrit

from audits.data.arrays import Floats
from audits.statistics.proportions import Evidence, Limits

# Kept off the ends, where z is infinite.
EDGE = 1 - 1e-9
ROUNDING = 1e-12
# Of more people than this the quantiles between them stand for them in the evidence.
MOST_KEPT = 101


@dataclass(frozen=True, slots=True)
class Crossed:
    """The variance of a number over items and over people.

    error: its standard error. degrees_of_freedom: those behind it. in_spread: how many items the
    spread over items rests on.
    """

    error: float
    degrees_of_freedom: float
    in_spread: float


def crossed(items: Floats, people: Floats | None) -> Crossed:
    """The error of a number from what it is with each item, and each person, left out.

    items: shape (items,), the number without each. people: shape (people,), or None where the
    people are all there are, and only the items could have been others.
    """
    away = items - items.mean()
    # Equal values need not have themselves as their mean.
    away[np.abs(away) <= ROUNDING * np.abs(items).max(initial=0.0)] = 0.0
    squares = away * away
    total = float(squares.sum())
    over_items = total * (len(items) - 1) / len(items)
    over_people = 0.0 if people is None else _jackknife(people)
    in_spread = total**2 / float((squares * squares).sum()) if total > 0 else 0.0
    return joined(over_items, len(items), over_people, 0 if people is None else len(people),
                  in_spread)  # fmt: skip


def joined(
    over_items: float, items: int, over_people: float, people: int, in_spread: float = np.inf
) -> Crossed:
    """The two variances added, with Satterthwaite's degrees of freedom.

    over_items, over_people: the variances. items, people: how many; people 0: none of them could
    have been others. in_spread: how many items the spread over items rests on.
    """
    variance = over_items + over_people
    if variance <= 0:
        return Crossed(0.0, float(max(1, items - 1)), in_spread)
    parts = over_items**2 / max(1, items - 1) + over_people**2 / max(1, people - 1)
    return Crossed(sqrt(variance), max(1.0, variance**2 / parts), in_spread)


def _jackknife(left_out: Floats) -> float:
    away = left_out - left_out.mean()
    return float(away @ away) * (len(left_out) - 1) / len(left_out)


def on_z(value: float) -> float:
    """Fisher's z of an agreement, kept off the ends. value: from -1 to 1."""
    return atanh(max(-EDGE, min(EDGE, value)))


def all_on_z(values: Floats) -> Floats:
    """The same of each, shape (values,). values: shape (values,), from -1 to 1."""
    return np.asarray(np.arctanh(np.clip(values, -EDGE, EDGE)))


def z_limits(evidence: Evidence, confidence: float) -> Limits:
    """(agreement, the error of its z, degrees of freedom)."""
    value, error, degrees_of_freedom = evidence
    half = -float(stdtrit(degrees_of_freedom, (1 - confidence) / 2)) * error
    return tanh(on_z(value) - half), tanh(on_z(value) + half)


def median_evidence(of_people: Floats, over_items: float, items: int) -> tuple[float, ...]:
    """Evidence of "crossed-median": the median of one number a person, from -1 to 1.

    of_people: shape (people,), each between -1 and 1. over_items: standard error of their mean
    over the items, which they have in common. items: how many.
    """
    people = len(of_people)
    ordered = np.sort(of_people)
    ranks = np.unique(np.linspace(0, people - 1, min(people, MOST_KEPT)).round().astype(np.intp))
    ranked = (number for rank in ranks
              for number in (float(ordered[rank]), float(rank), float(rank + 1)))  # fmt: skip
    return (float(np.median(ordered)), over_items, float(items - 1), float(people), *ranked)


def median_limits(evidence: Evidence, confidence: float) -> Limits:
    """(median, error over items, items - 1, people, then by person from the least: the number, how
    many lie below it, how many up to it).

    Order statistics, which the exact sign test inverts, know how people differ; the error knows how
    items would, and moves all people alike. It is added beyond them: where people are of two kinds
    the median of those who were asked may be of the other, and roots of squares (MOVER) then add
    nearly nothing to its distance (a rule at the truth failed in .08 to .17).
    """
    _, error, degrees_of_freedom, people, *ranked = evidence
    level = (1 - confidence) / 2
    low, high = -1.0, 1.0
    for start in range(0, len(ranked), 3):
        number, below, up_to = ranked[start : start + 3]
        if _at_most(below, people) <= level:
            low = max(low, number)
        if _at_most(people - up_to, people) <= level:
            high = min(high, number)
    half = -float(stdtrit(max(1.0, degrees_of_freedom), level)) * error
    return max(-1.0, low - half), min(1.0, high + half)


def _at_most(many: float, people: float) -> float:
    """P(at most so many of the people lie on one side of the median)."""
    return 1.0 if many >= people else float(betainc(people - many, many + 1, 0.5))


def _z_grown(evidence: Evidence, factor: float) -> tuple[float, ...]:
    value, error, degrees_of_freedom = evidence
    return value, error / sqrt(factor), degrees_of_freedom * factor


def _median_grown(evidence: Evidence, factor: float) -> tuple[float, ...]:
    value, error, degrees_of_freedom, people, *ranked = evidence
    grown = (number * factor if index % 3 else number for index, number in enumerate(ranked))
    return value, error / sqrt(factor), degrees_of_freedom * factor, people * factor, *grown


Pair = tuple[Callable[[Evidence, float], Limits], Callable[[Evidence, float], tuple[float, ...]]]
METHODS: Mapping[str, Pair] = MappingProxyType(
    {
        "crossed-z": (z_limits, _z_grown),
        "crossed-median": (median_limits, _median_grown),
    }
)

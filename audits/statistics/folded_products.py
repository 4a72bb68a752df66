"""The idealised CAT score: how well a language is modelled, times how even two readings are.

Nadeem, Bethke & Reddy 2021 (StereoSet, ACL): language modelling score x min(stereotype score, 1 -
stereotype score) / .5. It has a kink where the stereotype score is one half, so a normal or a
bootstrap interval of it is too low there. Here each of the two means gets limits of its own
(`bounded_means`), together at the confidence asked for (Bonferroni), and the score's ends are the
least and the greatest over the box of the two.

evidence: plain floats, (mean, standard error, units - 1) of the language modelling score, then of
the stereotype score. confidence: of the two-sided interval, in (0, 1).
"""

from collections.abc import Callable, Mapping
from math import sqrt
from types import MappingProxyType

from audits.statistics import bounded_means
from audits.statistics.proportions import Evidence, Limits


def folded_product(modelling: float, stereotype: float) -> float:
    """The score of two shares, 0 to 1; 1 where all is modelled and neither reading preferred."""
    return modelling * min(stereotype, 1 - stereotype) / 0.5


def limits(evidence: Evidence, confidence: float) -> Limits:
    """Between 0 and 1. Only one end of each mean matters to one end of the score."""
    each = 1 - (1 - confidence) / 2
    low, high = bounded_means.mean_limits((*evidence[:3], 0.0, 1.0), each)
    below, above = bounded_means.mean_limits((*evidence[3:6], 0.0, 1.0), each)
    evenest = min(max(0.5, below), above)
    least = min(folded_product(low, below), folded_product(low, above))
    return max(0.0, least), min(1.0, folded_product(high, evenest))


def grown(evidence: Evidence, factor: float) -> tuple[float, ...]:
    """The same means of `factor` times as many units."""
    first, second = evidence[:3], evidence[3:6]
    return tuple(
        number
        for mean, error, freedom in (first, second)
        for number in (mean, error / sqrt(factor), freedom * factor)
    )


Pair = tuple[Callable[[Evidence, float], Limits], Callable[[Evidence, float], tuple[float, ...]]]
METHODS: Mapping[str, Pair] = MappingProxyType({"folded-product": (limits, grown)})

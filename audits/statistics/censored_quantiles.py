"""Quantiles of what was tried at a few values alone, and was not reached by all: exact limits.

Of the smallest size that turns an answer it is known between which two of the sizes that were tried
it lies, or that it is more than the largest. All rows are tried up to the same end, so Kaplan and
Meier's curve (1958, JASA 53:457) is the share of rows turned by each size, and the limits of a
quantile are the sizes at which the exact binomial test of that share turns.

evidence: the share turned at the quantile, rows, then by size, from small: it and the rows it
turned. confidence: of the two-sided interval, between 0 and 1. factor: how many times the rows.
"""

from math import inf

from scipy.special import betainc

from audits.statistics.proportions import Evidence, Limits

METHOD = "censored-quantile"


def limits_of(evidence: Evidence, confidence: float) -> Limits:
    """(share turned at the quantile, rows, then by size, from small: it and the rows it turned).

    The quantile lies above the lower limit and at most at the upper one: infinite where the
    largest size did not turn enough rows.
    """
    level = (1 - confidence) / 2
    share, rows, tried = _parts(evidence)
    lower, upper = 0.0, inf
    for size, turned in tried:
        if _at_most(turned, rows, share) <= level:
            lower = size
        if upper == inf and _at_least(turned, rows, share) <= level:
            upper = size
    return lower, upper


def tail(evidence: Evidence, bound: float, above: bool) -> float:
    """One-sided p-value that the quantile lies above the bound, or below it.

    Of what lies between two sizes that were tried nothing is known, so above it counts what the
    next size turned, and below it what the last one under the bound did.
    """
    share, rows, tried = _parts(evidence)
    if above:
        counts = [turned for size, turned in tried if size >= bound]
        return _at_most(counts[0], rows, share) if counts else 1.0
    counts = [turned for size, turned in tried if size < bound]
    return _at_least(counts[-1], rows, share) if counts else 1.0


def grown(evidence: Evidence, factor: float) -> tuple[float, ...]:
    """The same shares of so many times as many rows."""
    share, rows, *rest = evidence
    return (
        share,
        rows * factor,
        *(value * factor if index % 2 else value for index, value in enumerate(rest)),
    )


def _parts(evidence: Evidence) -> tuple[float, float, list[tuple[float, float]]]:
    share, rows, *rest = evidence
    return share, rows, list(zip(rest[::2], rest[1::2], strict=True))


def _at_most(turned: float, rows: float, share: float) -> float:
    """P(at most so many of the rows), where each is turned with this chance."""
    return 1.0 if turned >= rows else float(betainc(rows - turned, turned + 1, 1 - share))


def _at_least(turned: float, rows: float, share: float) -> float:
    return 1.0 if turned <= 0 else float(betainc(turned, rows - turned + 1, share))


METHODS = {METHOD: (limits_of, grown, tail)}

"""The lowest of several shares: an interval for a minimum, not for the one that came out lowest."""

from collections.abc import Sequence

from audits.proportions import wilson

Evidence = Sequence[float]


def wilson_lowest(evidence: Evidence, confidence: float) -> tuple[float, float]:
    """(successes, trials) of each share: simultaneous limits of the lowest true share.

    Every share gets a Wilson interval at 1 - (1 - confidence) / shares (Bonferroni); with that
    confidence all hold at once, and then the lowest truth lies between the lowest limits.
    """
    pairs = [(evidence[at], evidence[at + 1]) for at in range(0, len(evidence), 2)]
    each = 1 - (1 - confidence) / len(pairs)
    found = [wilson(pair, each) for pair in pairs]
    return min(low for low, _ in found), min(high for _, high in found)


def grown(evidence: Evidence, factor: float) -> tuple[float, ...]:
    """The same shares with `factor` times the rows."""
    return tuple(value * factor for value in evidence)

"""The lowest of several shares: an interval for a minimum, not for the one that came out lowest."""

from collections.abc import Sequence

from audits.statistics.proportions import wilson

Evidence = Sequence[float]


def wilson_lowest(evidence: Evidence, confidence: float) -> tuple[float, float]:
    """(successes, trials) of each share, then how many were looked at if more than these.

    Simultaneous limits of the lowest true share: every share gets a Wilson interval at
    1 - (1 - confidence) / looked at (Bonferroni); with that confidence all hold at once, and
    then the lowest truth lies between the lowest limits. Lowest shares of several nuisances are
    looked at together, so each is corrected for the cells of all.
    """
    pairs, looked_at = parts(evidence)
    each = 1 - (1 - confidence) / looked_at
    found = [wilson(pair, each) for pair in pairs]
    return min(low for low, _ in found), min(high for _, high in found)


def parts(evidence: Evidence) -> tuple[list[tuple[float, float]], float]:
    """The pairs, and how many shares were looked at in all."""
    pairs = [(evidence[at], evidence[at + 1]) for at in range(0, len(evidence) - 1, 2)]
    return pairs, evidence[-1] if len(evidence) % 2 else float(len(pairs))


def grown(evidence: Evidence, factor: float) -> tuple[float, ...]:
    """The same shares with `factor` times the rows."""
    shares = len(evidence) // 2 * 2
    return (*(value * factor for value in evidence[:shares]), *evidence[shares:])

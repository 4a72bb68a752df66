"""The lowest of several shares: an interval for a minimum, not for the one that came out lowest.

evidence: plain floats, in the order that each function names. confidence: of the two-sided
interval, between 0 and 1. Corrected by Bonferroni (Dunn 1961, JASA 56:52), and exact (Clopper &
Pearson 1934): so far out as a correction reaches Wilson's limits of rates near 0 and 1 are too
narrow (of forty cells with 99 % right each held the lowest truth in 84 % of tables).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from audits.statistics.proportions import Evidence, Limits

Limiter = Callable[[Evidence, float], Limits]
Pair = tuple[float, float]


def lowest_by(single: Limiter) -> Limiter:
    """Limits of the lowest of several shares, each of which `single` gives its own.

    Their evidence: (successes, trials) of each share, then how many were looked at if more than
    these. Every share gets an interval at 1 - (1 - confidence) / looked at (Bonferroni); with that
    confidence all hold at once, and then the lowest truth lies between the lowest limits. Lowest
    shares of several nuisances are looked at together, so each is corrected for the cells of all.
    """

    def limits(evidence: Evidence, confidence: float) -> Limits:
        pairs, looked_at = parts(evidence)
        each = 1 - (1 - confidence) / looked_at
        all_limits = [single(pair, each) for pair in pairs]
        return min(low for low, _ in all_limits), min(high for _, high in all_limits)

    return limits


def parts(evidence: Evidence) -> tuple[list[tuple[float, float]], float]:
    """The (successes, trials) in `evidence`, and how many shares were looked at in all."""
    pairs = [(evidence[start], evidence[start + 1]) for start in range(0, len(evidence) - 1, 2)]
    return pairs, evidence[-1] if len(evidence) % 2 else float(len(pairs))


def grown(evidence: Evidence, factor: float) -> tuple[float, ...]:
    """Evidence of the same shares with `factor` times the rows."""
    shares = len(evidence) // 2 * 2
    return (*(value * factor for value in evidence[:shares]), *evidence[shares:])


@dataclass(frozen=True, slots=True)
class Cells:
    """Every cell of label x nuisance, as the evidence of `exact-worst-cell` holds them.

    What a rule bounds is the lowest true share of them all, also of those with few rows or none:
    which cells have many rows is another in each sample, and a minimum over them would be a
    minimum over other cells each time.

    ranked: (right, rows) of each cell with enough rows; the number printed is the lowest of
    these. small: of the others, each pair once. unranked: how many others there are.
    looked_at: ranked cells of all nuisances, over which an accusation is corrected.
    """

    ranked: tuple[Pair, ...]
    small: tuple[Pair, ...]
    unranked: int
    looked_at: int

    @property
    def every(self) -> Iterable[Pair]:
        """The ranked cells, then the others, each with the rows it has."""
        return (*self.ranked, *self.small)

    def evidence(self) -> tuple[float, ...]:
        """The cells as plain numbers, for `Estimate.evidence`; `Cells.of` reads them back."""
        sizes = (self.looked_at, self.unranked, len(self.ranked))
        return (*map(float, sizes), *(number for pair in self.every for number in pair))

    @classmethod
    def of(cls, evidence: Evidence) -> "Cells":
        """The cells that stand in an estimate's evidence."""
        looked_at, unranked, ranked = (int(value) for value in evidence[:3])
        pairs = tuple(zip(evidence[3::2], evidence[4::2], strict=True))
        return cls(pairs[:ranked], pairs[ranked:], unranked, looked_at)


def worst_cell_by(single: Limiter) -> Limiter:
    """As `lowest_by`; a cell that is not ranked may be as low as its own rows allow."""

    def limits(evidence: Evidence, confidence: float) -> Limits:
        cells = Cells.of(evidence)
        each = 1 - (1 - confidence) / cells.looked_at
        lower = min(single(pair, each)[0] if pair[1] else 0.0 for pair in cells.every)
        return lower, min(single(pair, each)[1] for pair in cells.ranked)

    return limits


def grown_cells(evidence: Evidence, factor: float) -> tuple[float, ...]:
    """Evidence of the same cells with `factor` times the rows; none stays none."""
    return (*evidence[:3], *(value * factor for value in evidence[3:]))

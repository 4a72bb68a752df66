"""Cells of label x nuisance in words and as a heat map; reversed gaps as a table."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln

from audits.confounds.dataset_report import bracket, percent
from audits.confounds.dependence_report import statement
from audits.confounds.simpson_reversals import Reversal
from audits.measurement import Estimate, Exhibit, interval_to_json
from audits.specification.counts import counted
from audits.statistics.intervals import limits
from audits.statistics.share_measurements import Stated


@dataclass(frozen=True, slots=True)
class Cell:
    """Rows of one label and one value of the nuisance, and how many are answered rightly."""

    label: str
    value: str
    right: int
    rows: int

    @property
    def share(self) -> float:
        return self.right / self.rows if self.rows else 0.0


def below_its_label(
    cells: Sequence[Cell], ranked: Sequence[Cell], looked_at: int
) -> tuple[Cell, Cell, float]:
    """The cell most surprisingly worse than the other rows of its label, those, and p.

    One-sided Fisher exact test, times the cells looked at over all nuisances. A label that is hard
    whatever the nuisance is no sign of a shortcut, so cells are compared within their label.
    """
    candidates = []
    for cell in ranked:
        alike = [other for other in cells if other.label == cell.label and other != cell]
        rest = Cell(
            cell.label, "otherwise", sum(o.right for o in alike), sum(o.rows for o in alike)
        )
        p = lower_tail(cell.right, cell.rows, rest.right, rest.rows)
        candidates.append((p * looked_at, cell.share, cell.label, cell.value, cell, rest))
    p, *_, cell, rest = min(candidates, key=lambda candidate: candidate[:4])
    return cell, rest, min(1.0, p)


def lower_tail(right: int, rows: int, other_right: int, other_rows: int) -> float:
    """P(this few right answers or fewer in the cell) were all rows alike: hypergeometric."""
    total, hits = rows + other_rows, right + other_right
    x = np.arange(max(0, hits - other_rows), right + 1, dtype=np.float64)
    if not len(x):
        return 1.0
    logarithms = (
        _choose(hits, x) + _choose(total - hits, rows - x) - _choose(total, np.float64(rows))
    )
    return min(1.0, float(np.exp(logarithms).sum()))


def _choose(n: int, k: NDArray[np.float64] | np.float64) -> Any:
    return gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1)


def worst(
    nuisance: str,
    label: str,
    lowest: Cell,
    estimate: Estimate,
    whole: tuple[int, int],
    cells: Sequence[Cell],
    ranked: Sequence[Cell],
    looked_at: int,
    level: float,
) -> Exhibit:
    """The worst cell and its gap to all rows; flagged where its label is answered worse there.

    level: of the p-value, which is corrected for every cell that was looked at.
    """
    average = whole[0] / whole[1]
    cell, rest, p_value = below_its_label(cells, ranked, looked_at)
    flagged = p_value <= level
    small = len(cells) - len(ranked)
    aside = (
        f" {counted(small, 'cell with too few rows is', 'cells with too few rows are')} not "
        "ranked; the interval reaches as low as they may."
        if small
        else ""
    )
    comparison = (
        f"The same {label} otherwise: {percent(rest.share)}, n {rest.rows:,}, adjusted p "
        f"{p_value:.2g}. "
        if flagged
        else ""
    )
    return statement(
        "flag" if flagged else "clear",
        (
            f"Worse where {label} is {cell.label} and {nuisance} is {cell.value}: "
            f"{percent(cell.share)} right, n {cell.rows:,}."
            if flagged
            else f"No {label} is answered worse at one {nuisance} than at another, beyond chance."
        ),
        f"{comparison}Lowest cell: {lowest.label} x {lowest.value}, {percent(lowest.share)} "
        f"{bracket(estimate)}, n {lowest.rows:,}; all rows {percent(average)}, n {whole[1]:,}: "
        f"{100 * (average - lowest.share):.1f} points below. The interval holds for all "
        f"{looked_at} cells{_over(looked_at, ranked)} at once.{aside}",
    )


def _over(looked_at: int, ranked: Sequence[Cell]) -> str:
    return " of all nuisances" if looked_at > len(ranked) else ""


def heat_map(
    nuisance: str, label: str, cells: Sequence[Cell], whole: tuple[int, int], stated: Stated
) -> Exhibit:
    """Accuracy with interval and n in every cell."""
    rows = list(dict.fromkeys(cell.label for cell in cells))
    columns = list(dict.fromkeys(cell.value for cell in cells))
    cell_at = {(cell.label, cell.value): cell for cell in cells}
    return Exhibit(
        "heat_map",
        f"Right answers by {label} and {nuisance}",
        {
            "rows": [f"{label} {row}" for row in rows],
            "columns": [f"{nuisance} {column}" for column in columns],
            "cells": [
                [_shown(cell_at.get((row, column)), stated) for column in columns] for row in rows
            ],
            "scale": "share",
            "caption": f"All rows: {percent(whole[0] / whole[1])}, n {whole[1]:,}.",
            "method": "Wilson intervals, each for its own cell.",
        },
    )


def _shown(cell: Cell | None, stated: Stated) -> dict[str, object] | None:
    if cell is None or cell.rows == 0:
        return None
    interval = limits("wilson", (float(cell.right), float(cell.rows)), stated.confidence)
    return {"value": cell.share, "interval": interval_to_json(interval), "n": cell.rows}


def reversal_exhibit(
    reversal: Reversal, attribute: str, group: str, reference: str, nuisance: str
) -> Exhibit:
    """The reversal in a sentence."""
    more, less = (group, reference) if reversal.crude > 0 else (reference, group)
    size = f"{100 * abs(reversal.crude):.1f} points"
    within = f"{100 * abs(reversal.adjusted):.1f} points [± {196 * reversal.error:.1f}]"
    surely = (
        "" if reversal.is_certain else " That smaller gap may be chance; the larger one is not."
    )
    return statement(
        "note",
        f"The gap between {group} and {reference} turns round within {nuisance}.",
        f"In all, {more} is given the favourable answer {size} more often than {less}. Among "
        f"people of the same {nuisance} it is {less} who is, by {within}; {reversal.against} of "
        f"{len(reversal.parts)} values point that way (Simpson's paradox). The gap in all is "
        f"consistent with being explained by {nuisance}, not by {attribute} alone.{surely}",
    )


def reversed_in(reversal: Reversal, group: str, reference: str, nuisance: str) -> Exhibit:
    """The numbers of the reversal, as an exhibit shows them."""
    rows: list[list[object]] = [
        [stratum.name, percent(stratum.group[0] / stratum.group[1]), stratum.group[1],
         percent(stratum.reference[0] / stratum.reference[1]), stratum.reference[1],
         f"{100 * stratum.gap:+.1f}"]
        for stratum in reversal.parts
    ]  # fmt: skip
    group_all = [sum(stratum.group[index] for stratum in reversal.parts) for index in (0, 1)]
    base_all = [sum(stratum.reference[index] for stratum in reversal.parts) for index in (0, 1)]
    rows.append(
        ["all", percent(group_all[0] / group_all[1]), group_all[1],
         percent(base_all[0] / base_all[1]), base_all[1], f"{100 * reversal.crude:+.1f}"]
    )  # fmt: skip
    return Exhibit(
        "sentences",
        f"{group} and {reference} by {nuisance}",
        {
            "head": [nuisance, group, f"n, {group}", reference, f"n, {reference}", "Gap, points"],
            "rows": rows,
            "numeric": [1, 2, 3, 4, 5],
            "caption": f"Favourable answers. Within {nuisance}: "
            f"{100 * reversal.adjusted:+.1f} points (Mantel-Haenszel).",
        },
    )

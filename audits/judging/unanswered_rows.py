"""Whether a pass is borne by the rows that gave no answer, and by cells with few rows."""

from collections.abc import Callable
from dataclasses import replace

from audits.measurement import Estimate, SampleSize
from audits.specification.heads import HEAD
from audits.statistics.intervals import limits
from audits.statistics.minimum_of_shares import Cells

REMEDY = (
    "have those rows answered, or say in the data what became of them; leave them out of the rows "
    "only where they are nobody's refusal"
)
WORST_CELL = ("exact-worst-cell", "wilson-worst-cell")
MORE_ROWS = (
    "add rows of those cells, which the heat map shows, or join values of the label or of the "
    "nuisance with `map` or `cut`"
)


def unborne(estimate: Estimate, keeps: Callable[[Estimate], bool]) -> str | None:
    """Why the unanswered rows forbid the pass, or None.

    keeps: whether an estimate passes. Both ends must pass as they would if the rows had been
    answered so, interval and all: rows that nobody answered are no evidence.
    """
    open_rows = estimate.unanswered
    if open_rows is None:
        return None
    everyone = {key for key, _ in estimate.group} <= {HEAD}
    lacks = f"{_counted(open_rows.rows, of_everyone=everyone)} no {open_rows.what}"
    if open_rows.bounds is None:
        return f"{lacks}, and nothing bounds what that would change"
    for evidence in open_rows.evidence:
        end = replace(
            estimate,
            evidence=evidence,
            interval=limits(estimate.method, evidence, estimate.confidence),
        )
        if not keeps(end):
            low, high = open_rows.bounds.lower, open_rows.bounds.upper
            return f"{lacks}; with them the value could be anything from {low:.3g} to {high:.3g}"
    return None


def unranked(estimate: Estimate, keeps: Callable[[Estimate], bool]) -> str | None:
    """Why cells with too few rows alone forbid the pass, or None.

    keeps: whether an estimate passes.
    """
    if estimate.method.partition(" ")[0] not in WORST_CELL:
        return None
    cells = Cells.of(estimate.evidence)
    known = replace(cells, small=(), unranked=0).evidence()
    if not cells.unranked or not keeps(replace(estimate, evidence=known)):
        return None
    fewest = min(int(rows) for _, rows in cells.small)
    one = cells.unranked == 1
    return (
        f"{cells.unranked:,} cell{' has' if one else 's have'} too few rows to be ranked (the "
        f"fewest: {fewest:,}), and the accuracy there may lie outside; without "
        f"{'it' if one else 'them'} the rule would pass"
    )


def _counted(rows: SampleSize, *, of_everyone: bool) -> str:
    """`5 rows of the group and 1 row of the reference have`."""
    sides = rows if isinstance(rows, tuple) else (rows,)
    names = ("",) if of_everyone else (" of the group", " of the reference")
    parts = [
        f"{count:,} row{'' if count == 1 else 's'}{who}"
        for count, who in zip(sides, names, strict=False)
        if count
    ]
    verb = "has" if sum(sides) == 1 else "have"
    return f"{' and '.join(parts) or 'rows of other groups'} {verb}"

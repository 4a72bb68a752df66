"""What the smallest changes of rows come to: how many turned, at which cost, by which columns."""

from collections import Counter
from collections.abc import Sequence
from math import ceil

import numpy as np
from numpy.typing import NDArray

from audits.data.content_order import evenly
from audits.data.dataset import Dataset
from audits.measurement import Exhibit, Group, Measurement
from audits.models import Classifier
from audits.probing.subject import Subject
from audits.robustness.attacked_rows import Attacked, labels_of
from audits.robustness.losses import Labels
from audits.robustness.measuring import smallest
from audits.robustness.row_changes import Change
from audits.robustness.row_domains import UNIT, Domains
from audits.statistics.shares import Stated

# Points of a curve of costs, and rows of a table that are shown.
MOST_POINTS, MOST_SHOWN = 24, 12


def rows_of(
    data: Dataset, rows: NDArray[np.intp], labels: Labels, codes: NDArray[np.intp]
) -> Attacked:
    """Rows of a table as those that are attacked: without pixels. Each argument: shape (rows,)."""
    return Attacked(rows, np.zeros((len(rows), 0), np.float32), labels, codes, data.take(rows))


def labelled_rows(subject: Subject, model: Classifier, most: int) -> Attacked:
    """At most so many labelled rows of a table or of texts, spread evenly.

    Raises `NotApplicable` where no label is a class of the model.
    """
    labels, labelled = labels_of(subject, model.classes)
    order = subject.content_order
    rows = evenly(order[labelled[order]], most)
    return rows_of(subject.data, rows, labels[rows], subject.answered_codes[rows].astype(np.intp))


def cost_points(changes: Sequence[Change]) -> list[float]:
    """Costs at which a curve is drawn: of those found, to hundredths, at most so many."""
    costs = sorted({ceil(change.cost * 100 - 1e-9) / 100 for change in changes if change.is_turned})
    if len(costs) <= MOST_POINTS:
        return costs
    places = np.unique(np.linspace(0, len(costs) - 1, MOST_POINTS).astype(int))
    return [costs[index] for index in places]


def within(changes: Sequence[Change], cost: float) -> int:
    """How many rows turned at this cost or less."""
    return sum(change.cost <= cost + 1e-9 for change in changes)


def cost_quantile(
    metric: str, group: Group, share: float, changes: Sequence[Change], stated: Stated, note: str
) -> Measurement:
    """The cost at which this share of the rows has turned; rows that none turned are beyond it."""
    tried = [(cost, within(changes, cost)) for cost in cost_points(changes)]
    return smallest(metric, group, share, len(changes), tried, stated, note)


def told_of(changes: Sequence[Change], most_columns: int) -> str:
    """The search in words, for the bracket behind a method: no bracket stands in it."""
    queries = sum(change.queries for change in changes)
    incomplete = sum(not change.complete for change in changes)
    method = f"changes of up to {most_columns} columns, {queries:,} rows asked"
    searches = "search" if incomplete == 1 else "searches"
    return f"{method}, {incomplete:,} {searches} cut short" if incomplete else method


def shown_changes(
    title: str, changes: Sequence[Change], classes: Sequence[str], before: Sequence[int]
) -> Exhibit | None:
    """Rows with the cells that were changed, cheap and dear ones; None without any.

    before: the code that each row was answered.
    """
    pairs = sorted(
        ((change, code) for change, code in zip(changes, before, strict=True) if change.is_turned),
        key=lambda pair: (pair[0].cost, pair[0].row),
    )
    if not pairs:
        return None
    places = np.unique(np.linspace(0, len(pairs) - 1, MOST_SHOWN).astype(int))
    rows = [
        [
            str(change.row), classes[code], ", ".join(cell.description for cell in change.cells),
            classes[change.code] if change.code >= 0 else "nothing", round(change.cost, 3),
        ]
        for change, code in (pairs[index] for index in places)
    ]  # fmt: skip
    return Exhibit(
        "sentences",
        title,
        {
            "head": ["Row", "Answered", "Changed", "Then answered", "Cost"],
            "rows": rows,
            "numeric": [4],
            "caption": f"Cost in {UNIT}: 0.1 passes a tenth of the rows. Cheap and dear ones.",
            "left_out": len(pairs) - len(rows),
        },
    )


def often_changed(changes: Sequence[Change]) -> str:
    """The columns that the smallest changes touch, the most frequent first; in words."""
    counted = Counter(cell.column for change in changes for cell in change.cells)
    order = sorted(counted.items(), key=lambda item: (-item[1], item[0]))[:3]
    return ", ".join(f"{name} ({amount:,})" for name, amount in order)


def may_change(domains: Domains) -> list[tuple[str, str]]:
    """Each column and what may be done with it, for a table of facts: at most so many lines."""
    allowed = domains.descriptions
    free = [line for line in allowed if line[1] != "stays as it is"]
    still = [name for name, words in allowed if words == "stays as it is"]
    lines = free[: 20 - 4]
    if len(free) > len(lines):
        lines.append(("Further columns", f"{len(free) - len(lines):,} may be changed too"))
    if still:
        lines.append(
            ("Stay as they are", ", ".join(still[:20]) + (" ..." if len(still) > 20 else ""))
        )
    return lines

"""Kind `confusion_matrix`: labels against predictions.

content: `classes`; `rows`: counts, a row a label and a column a prediction, in that order.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from audits.report.components import Cell, Heat, Part
from audits.report.number_format import SHARE, with_unit
from audits.report.view import View

MOST = 10


def draw(view: View, exhibit: Mapping[str, Any], name: str) -> Iterator[Part]:
    """A heat table; the largest classes where there are too many."""
    classes, counts = exhibit["content"]["classes"], exhibit["content"]["rows"]
    sizes = [sum(row) for row in counts]
    largest = sorted(range(len(classes)), key=lambda index: -sizes[index])[:MOST]
    shown = sorted(largest)
    hidden = len(classes) - len(shown)
    more = f" {hidden} smaller classes stand in the JSON report." if hidden > 0 else ""
    yield Heat(
        name,
        exhibit["title"],
        "A row a label, a column an answer; in each cell the share of the row and the number of "
        f"rows.{more}",
        tuple(f"answered {classes[code]}" for code in shown),
        tuple(
            (
                f"label {classes[down]}",
                tuple(_cell(counts[down][across], sizes[down]) for across in shown),
            )
            for down in shown
        ),
        ends=("0 %", "100 %"),
    )


def _cell(count: int, size: int) -> Cell | None:
    if not size:
        return None
    share = count / size
    return Cell(1 + min(int(share * 5), 4), with_unit(share, SHARE), "", f"{count:,}")

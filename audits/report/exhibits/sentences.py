"""Kind `sentences`: a table of texts that can be searched and sorted.

content: `head` (column names), `rows` (a list of cells each), and optional `numeric` (places of
columns that hold numbers), `caption`, `left_out` (rows that were not sent).
"""

from collections.abc import Iterator, Mapping
from typing import Any

from audits.report.charts.shapes import columns
from audits.report.components import Heading, Part, Tabled
from audits.report.number_format import significant
from audits.report.view import View

MOST, LONGEST = 200, 400


def draw(view: View, exhibit: Mapping[str, Any], name: str) -> Iterator[Part]:
    """A heading and the table."""
    content = exhibit["content"]
    rows = [[_cell(cell) for cell in row] for row in content["rows"][:MOST]]
    hidden = max(0, len(content["rows"]) - MOST) + int(content.get("left_out", 0))
    caption = str(content.get("caption", ""))
    if hidden > 0:
        caption = f"{caption} {hidden:,} more rows are not shown here.".strip()
    yield Heading(f"{name}-title", exhibit["title"])
    yield Tabled(
        name,
        columns([str(word) for word in content["head"]], rows, caption),
        search=True,
        numeric=frozenset(content.get("numeric", ())),
    )


def _cell(value: object) -> str:
    if value is None:
        return "–"
    if isinstance(value, float):
        return significant(value)
    if isinstance(value, int):
        return f"{value:,}"
    text = str(value)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"

"""Kind `groups`: who is counted, and who is the reference and why.

content: `attributes`, `groups` (`{group, rows}` each), `reference` (a group or null), `why`.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from audits.report.charts.shapes import columns
from audits.report.components import Part, Tabled
from audits.report.number_format import TIGHT, plain
from audits.report.view import View, group_name

MOST = 30


def draw(view: View, exhibit: Mapping[str, Any], name: str) -> Iterator[Part]:
    """A folded table of group sizes."""
    content = exhibit["content"]
    total = sum(entry["rows"] for entry in content["groups"]) or 1
    ordered = sorted(content["groups"], key=lambda group: -group["rows"])
    rows = [
        (
            group_name(entry["group"]),
            f"{entry['rows']:,}",
            f"{plain(100 * entry['rows'] / total, 1)}{TIGHT}%",
            f"reference: {content.get('why') or ''}".rstrip(": ")
            if entry["group"] == content.get("reference")
            else "",
        )
        for entry in ordered[:MOST]
    ]
    hidden = len(ordered) - MOST
    caption = f"{hidden} smaller groups stand in the JSON report." if hidden > 0 else ""
    yield Tabled(
        name,
        columns(("Group", "Rows", "Share", ""), rows, caption),
        summary=exhibit["title"],
        numeric=frozenset({1, 2}),
    )

"""Kind `checklist`: questions of whoever would repeat the work, and what answers each.

content: `source`, `items` (each `key`, `section`, `item`, `standing`, `known`, `where`, `stated`,
`asks`, texts that may be empty).
"""

from collections.abc import Iterator, Mapping
from typing import Any

from audits.report.charts.shapes import columns
from audits.report.checklist import notes, rows
from audits.report.components import Heading, Part, Tabled, Text
from audits.report.view import View

HEAD = ("Item", "Standing", "What is known, stated or asked for")


def draw(view: View, exhibit: Mapping[str, Any], name: str) -> Iterator[Part]:
    """A heading, what the standings mean, and a table of each of the checklist's sections."""
    content = exhibit["content"]
    counts, source = notes(content)
    yield Heading(name, exhibit["title"])
    yield Text(counts)
    by_section: dict[str, list[tuple[str, ...]]] = {}
    for row in rows(view, content):
        cells = (row.item, row.standing, row.answer)
        by_section.setdefault(row.section, []).append(cells)
    for number, (section, of_section) in enumerate(by_section.items()):
        yield Tabled(f"{name}-{number}", columns(HEAD, of_section, section))
    yield Text(source)

"""Kind `table`: numbers by group, by size or of runs, none of which is about a single row.

content: as of `sentences`.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from audits.report.components import Part
from audits.report.exhibits import sentences
from audits.report.view import View


def draw(view: View, exhibit: Mapping[str, Any], name: str) -> Iterator[Part]:
    """A heading and the table."""
    yield from sentences.draw(view, exhibit, name)

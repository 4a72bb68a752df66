"""Kind `facts`: questions with their answers in words.

content: `facts` (`{question, answer}` each).
"""

from collections.abc import Iterator, Mapping
from typing import Any

from audits.report.charts.shapes import columns
from audits.report.components import Heading, Part, Tabled
from audits.report.view import View

MOST = 20


def draw(view: View, exhibit: Mapping[str, Any], name: str) -> Iterator[Part]:
    """A heading and a table of two columns."""
    rows = [(str(f["question"]), str(f["answer"])) for f in exhibit["content"]["facts"][:MOST]]
    yield Heading(name, exhibit["title"])
    yield Tabled(f"{name}-facts", columns(("Question", "Answer"), rows))

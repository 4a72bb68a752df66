"""Kind `statement`: one sentence for the top of a block; its title is the sentence's head.

content: `words`, and `tone`: flag (something was found), clear (nothing was) or note; optional
`unmatched`: `head`, `rows` and `left_out` of a table of what the sentence counts as left out.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from audits.report.charts.shapes import columns
from audits.report.components import Banner, Part, Tabled
from audits.report.view import View

TONES = {"flag": "stop", "clear": "clear", "note": "caveat"}


def draw(view: View, exhibit: Mapping[str, Any], name: str) -> Iterator[Part]:
    """A banner in the tone."""
    content = exhibit["content"]
    yield Banner(exhibit["title"], str(content["words"]), TONES.get(content.get("tone"), "caveat"))
    unmatched = content.get("unmatched")
    if unmatched:
        rows = [[str(cell) for cell in row] for row in unmatched["rows"]]
        total = len(rows) + int(unmatched.get("left_out", 0))
        more = f" The first {len(rows)} of them." if total > len(rows) else ""
        summary = f"{total:,} sentence{'' if total == 1 else 's'} about no word of the lists.{more}"
        yield Tabled(f"{name}-unmatched", columns(unmatched["head"], rows), summary=summary)

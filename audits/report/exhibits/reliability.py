"""Kind `reliability`: how far an explanation may be believed.

content: `rows` (`{metric, group, value, interval}` or `{metric, group, undetermined}`, and
`threshold` or null), `stamped` (true: do not rely on this), `doubts` (reasons), `unsure` (what is
neither held nor failed: an interval on both sides of its threshold), `not` (what it is not), and
optional `method`, `explained`, `left_out`.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from audits.report.components import Card, Part
from audits.report.number_format import between, with_unit
from audits.report.view import View, group_name
from audits.specification.counts import counted

MOST = 14
STAMP = "Do not rely on this"


def draw(view: View, exhibit: Mapping[str, Any], name: str) -> Iterator[Part]:
    """A card with its stamp."""
    content = exhibit["content"]
    doubts = [str(reason).rstrip(".") for reason in content.get("doubts", ())]
    unsure = [str(reason).rstrip(".") for reason in content.get("unsure", ())]
    doubts += [f"not sure: {reason}" for reason in unsure]
    words = "".join(f"{doubt[:1].upper()}{doubt[1:]}. " for doubt in doubts)
    left_out = content.get("left_out") or ()
    if left_out:
        words += f"{counted(len(left_out), 'row', 'rows')} could not be explained. "
    words += str(content.get("not") or "")
    stamped = bool(content.get("stamped"))
    yield Card(
        exhibit["title"],
        tuple(_row(view, row) for row in content["rows"][:MOST]),
        STAMP if stamped else "Not sure" if unsure else "With care",
        trusted=not stamped and not unsure,
        words=words.strip(),
    )


def _row(view: View, row: Mapping[str, Any]) -> tuple[str, str, str]:
    word = view.word(row["metric"])
    name = f"{word.phrase}, {group_name(row['group'])}" if row.get("group") else word.phrase
    least = row.get("threshold")
    if least is not None:
        name += f" (threshold {with_unit(least, word.scale)})"
    if "value" not in row:
        return name, "–", str(row.get("undetermined", ""))
    interval = between(row["interval"], word.scale) if row.get("interval") else ""
    return name, with_unit(row["value"], word.scale), interval

"""Kind `signed_bars`: amounts for and against.

content: `bars` (`{label, value, interval?}` each), and optional `unit`, `note`, `method`.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from audits.report.charts import bars, vega
from audits.report.charts.shapes import Bar, Bars, Figure, columns
from audits.report.numbers import DIFFERENCE, between, plain
from audits.report.parts import Figures, Part
from audits.report.view import View

MOST = 20


def draw(view: View, exhibit: Mapping[str, Any], name: str) -> Iterator[Part]:
    """One figure; the largest amounts where there are too many."""
    content = exhibit["content"]
    found = sorted(content["bars"], key=lambda bar: -abs(bar["value"]))
    if not found:
        return
    shown = tuple(
        Bar(
            str(bar["label"]),
            float(bar["value"]),
            plain(bar["value"], 2, signed=True),
            (bar["interval"][0], bar["interval"][1]) if bar.get("interval") else None,
        )
        for bar in found[:MOST]
    )
    chart = Bars(shown, str(content.get("unit", "weight")))
    spoken = "; ".join(f"{bar.label} {bar.text}" for bar in shown[:6])
    alt = f"Signed bars. {exhibit['title']}: {spoken}."
    rows = [
        (str(b["label"]), plain(b["value"], 3, signed=True),
         between(b["interval"], DIFFERENCE) if b.get("interval") else "")
        for b in found[:120]
    ]  # fmt: skip
    figure = Figure(
        f"fig-{name}", exhibit["title"], str(content.get("note", "")), alt,
        bars.draw(chart, alt=alt), columns(("What", "Weight", "Interval"), rows),
        str(content.get("method", f"Measured by {exhibit['probe']}.")), vega.bars_spec(chart),
    )  # fmt: skip
    yield Figures((figure,))

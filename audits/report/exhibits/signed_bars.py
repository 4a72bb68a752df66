"""Kind `signed_bars`: amounts for and against.

content: `bars` (`{label, value, interval?}` each), and optional `unit` (title of the axis),
`scale` (share, unit, difference ...; then the order is kept), `note`, `method`.
"""

from collections.abc import Iterator, Mapping
from math import floor, log10
from typing import Any

from audits.report.charts import bars, vega
from audits.report.charts.shapes import Bar, Bars, Figure, with_intervals
from audits.report.components import Figures, Part
from audits.report.exhibits._method import method_of
from audits.report.number_format import DIFFERENCE, between, plain, with_unit
from audits.report.view import View

MOST, MOST_DIGITS = 24, 6


def draw(view: View, exhibit: Mapping[str, Any], name: str) -> Iterator[Part]:
    """One figure; the largest amounts where there are too many."""
    content = exhibit["content"]
    scale = str(content.get("scale", DIFFERENCE))
    amounts = list(content["bars"])
    if "scale" not in content:
        amounts.sort(key=lambda bar: -abs(bar["value"]))
    if not amounts:
        return
    digits = _digits(max(abs(float(bar["value"])) for bar in amounts))
    shown = tuple(
        Bar(
            str(bar["label"]),
            float(bar["value"]),
            _shown(bar["value"], scale, digits),
            (bar["interval"][0], bar["interval"][1]) if bar.get("interval") else None,
        )
        for bar in amounts[:MOST]
    )
    chart = Bars(shown, str(content.get("unit") or content.get("title") or "weight"), scale)
    spoken = "; ".join(f"{bar.label} {bar.text}" for bar in shown[:6])
    alt = f"Signed bars. {exhibit['title']}: {spoken}."
    rows = [
        (str(b["label"]), _shown(b["value"], scale, digits),
         between(b["interval"], scale) if b.get("interval") else "")
        for b in amounts[:120]
    ]  # fmt: skip
    figure = Figure(
        f"fig-{name}", exhibit["title"], str(content.get("note", "")), alt,
        bars.draw(chart, alt=alt), with_intervals(("What", "Weight", "Interval"), rows),
        method_of(exhibit), vega.bars_spec(chart),
    )  # fmt: skip
    yield Figures((figure,))


def _digits(largest: float) -> int | None:
    """Two, or as many as leave the largest amount two that tell; None where that is too many."""
    digits = max(2, 1 - floor(log10(largest))) if largest > 0 else 2
    return digits if digits <= MOST_DIGITS else None


def _shown(value: float, scale: str, digits: int | None) -> str:
    if scale == DIFFERENCE and digits is not None:
        return plain(value, digits, signed=True)
    return with_unit(value, scale)

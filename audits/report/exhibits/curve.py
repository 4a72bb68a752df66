"""Kind `curve`: lines along an order, for any probe.

content: `series` (`{name, points: [[x, y]], intervals?: [[low, high]], muted?}` each; muted: drawn
without a colour, for it shows nothing), `x` and `y`
(`{title, scale?, domain?, logarithmic?}`), and optional `guides` (`{at, label, vertical?}`),
`diagonal` (its word), `note`, `method`. Scales: share, share difference, ratio, unit, number,
count.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from audits.report.charts import lines, vega
from audits.report.charts.shapes import Axis, Figure, Guide, Lines, Series, with_intervals
from audits.report.components import Figures, Part
from audits.report.exhibits._method import method_of
from audits.report.number_format import COUNT, NUMBER, bare, between
from audits.report.view import View

MOST_LINES, MOST_POINTS, MOST_ROWS = 5, 200, 120


def draw(view: View, exhibit: Mapping[str, Any], name: str) -> Iterator[Part]:
    """One figure: lines over one axis, with their intervals."""
    content = exhibit["content"]
    x, y = axis(content["x"]), axis(content["y"])
    series = tuple(
        Series(
            str(one["name"]),
            tuple((float(a), float(b)) for a, b in one["points"][:MOST_POINTS]),
            tuple((low, high) for low, high in one.get("intervals", ())[:MOST_POINTS]),
            -1 if one.get("muted") else index,
            dots=len(one["points"]) <= 24,
        )
        for index, one in enumerate(content["series"][:MOST_LINES])
        if one["points"]
    )
    if not series:
        return
    chart = Lines(series, x, y, guides(content), str(content.get("diagonal", "")))
    alt = f"Line chart. {exhibit['title']}: {y.title} along {x.title}."
    # Severities, depths and sizes are counted: "2", not "2.00".
    counted = x.scale == NUMBER and all(a.is_integer() for one in series for a, _ in one.points)
    scale = COUNT if counted else x.scale
    rows = [
        (one.name, bare(a, scale), bare(b, y.scale),
         between(one.intervals[index], y.scale) if index < len(one.intervals) else "")
        for one in series
        for index, (a, b) in enumerate(one.points)
    ][:MOST_ROWS]  # fmt: skip
    figure = Figure(
        f"fig-{name}", exhibit["title"], str(content.get("note", "")), alt,
        lines.draw(chart, alt=alt), with_intervals(("Line", x.title, y.title, "Interval"), rows),
        method_of(exhibit), vega.lines_spec(chart),
    )  # fmt: skip
    yield Figures((figure,))


def axis(description: Mapping[str, Any]) -> Axis:
    """An axis as an exhibit states it."""
    domain = description.get("domain")
    return Axis(
        str(description["title"]),
        str(description.get("scale", "number")),
        None if domain is None else (float(domain[0]), float(domain[1])),
        bool(description.get("logarithmic", False)),
    )


def guides(content: Mapping[str, Any]) -> tuple[Guide, ...]:
    """The straight lines an exhibit asks for."""
    return tuple(
        Guide(float(one["at"]), str(one.get("label", "")), bool(one.get("vertical", False)))
        for one in content.get("guides", ())
    )

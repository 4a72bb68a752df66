"""Kind `scatter`: points on two scales.

content: `points` (`{x, y, label?, series?}` each; series is a number from 0), `x` and `y` as in
`curve`, and optional `guides`, `diagonal`, `note`, `method`.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from audits.report.charts import scatter, vega
from audits.report.charts.shapes import Figure, Mark, Scatter, columns
from audits.report.components import Figures, Part
from audits.report.exhibits._method import method_of
from audits.report.exhibits.curve import axis, guides
from audits.report.number_format import bare
from audits.report.view import View

MOST_ROWS = 200


def draw(view: View, exhibit: Mapping[str, Any], name: str) -> Iterator[Part]:
    """One wide figure."""
    content = exhibit["content"]
    x, y = axis(content["x"]), axis(content["y"])
    marks = tuple(
        Mark(float(p["x"]), float(p["y"]), str(p.get("label", "")), int(p.get("series", 0)))
        for p in content["points"]
    )
    if not marks:
        return
    chart = Scatter(marks, x, y, guides(content), str(content.get("diagonal", "")))
    alt = f"Scatter plot of {len(marks)} points. {exhibit['title']}: {y.title} against {x.title}."
    rows = [(m.label, bare(m.x, x.scale), bare(m.y, y.scale)) for m in marks[:MOST_ROWS]]
    hidden = len(marks) - MOST_ROWS
    caption = f"{hidden} more points stand in the JSON report." if hidden > 0 else ""
    figure = Figure(
        f"fig-{name}", exhibit["title"], str(content.get("note", "")), alt,
        scatter.draw(chart, alt=alt), columns(("Which", x.title, y.title), rows, caption),
        method_of(exhibit),
        vega.scatter_spec(chart), wide=True,
    )  # fmt: skip
    yield Figures((figure,))

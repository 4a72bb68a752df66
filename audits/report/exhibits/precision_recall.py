"""Kind `precision_recall`: what is right among the alarms, as more of the positives are found.

content: `points` ([recall, precision] each), `chance` (share of positives), `n`.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from audits.report.charts import lines, vega
from audits.report.charts.shapes import Axis, Figure, Guide, Lines, Series, columns
from audits.report.components import Figures, Part
from audits.report.number_format import SHARE, between, with_unit
from audits.report.view import View


def draw(view: View, exhibit: Mapping[str, Any], name: str) -> Iterator[Part]:
    """The curve and its chance line."""
    content = exhibit["content"]
    points = sorted((float(recall), float(precision)) for recall, precision in content["points"])
    chance = float(content["chance"])
    chart = Lines(
        (Series("precision", tuple(points), (), 0, dots=len(points) <= 24),),
        Axis("recall: share of positives found", SHARE, (0.0, 1.0)),
        Axis("precision: share of alarms that are right", SHARE, (0.0, 1.0)),
        (Guide(chance, f"chance {with_unit(chance, SHARE)}"),),
    )
    estimate = view.estimate("average_precision")
    beside = (
        f"average precision {with_unit(estimate['value'], 'unit')} "
        f"{between(estimate['interval'], 'unit')}"
        if estimate
        else "the curve"
    )
    title = f"Precision and recall: {beside}"
    alt = f"Line chart. {title}; chance is {with_unit(chance, SHARE)}."
    stride = max(len(points) // 20, 1)
    rows = [(with_unit(r, SHARE), with_unit(p, SHARE)) for r, p in points[::stride]]
    yield Figures(
        (
            Figure(
                f"fig-{name}", title,
                f"Every cut of the score, n {content.get('n', 0):,}; the dashed line is chance",
                alt, lines.draw(chart, alt=alt), columns(("Recall", "Precision"), rows),
                "Precision and recall at every distinct score. Average precision is the step-wise "
                "area under the curve; a score that knows nothing gets the share of positives.",
                vega.lines_spec(chart),
            ),
        )
    )  # fmt: skip

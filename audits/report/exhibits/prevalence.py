"""Kind `prevalence`: precision and accuracy as positives get rarer, at the same error rates.

content: `points` (`{prevalence, precision, precision_interval, accuracy, accuracy_interval,
majority_share}` each), `n`, `prevalence` (as measured).
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from audits.report.charts import lines, vega
from audits.report.charts.shapes import Axis, Figure, Guide, Lines, Series, columns
from audits.report.components import Figures, Part
from audits.report.number_format import SHARE, between, plain, with_unit
from audits.report.view import View

# What people can picture: one in a hundred.
TOLD_AT = 0.01


def draw(view: View, exhibit: Mapping[str, Any], name: str) -> Iterator[Part]:
    """Three lines: precision, accuracy, and accuracy of always giving the frequent answer."""
    content = exhibit["content"]
    points = sorted(content["points"], key=lambda point: point["prevalence"])
    if len(points) < 2:
        return
    idle = tuple((p["prevalence"], p["majority_share"]) for p in points)
    here = float(content["prevalence"])
    chart = Lines(
        (
            _series("precision", points, 0),
            _series("accuracy", points, 1),
            Series("doing nothing", idle, (), -1),
        ),
        Axis("share of positives (prevalence)", SHARE, logarithmic=True),
        Axis("precision, accuracy", SHARE, (0.0, 1.0)),
        (Guide(here, f"here {with_unit(here, SHARE)}", vertical=True),),
    )
    nearest = min(points, key=lambda p: abs(p["prevalence"] - TOLD_AT))
    low, high = nearest["precision_interval"]
    wrong = [plain(100 * (1 - share), 0) for share in (nearest["precision"], high, low)]
    rare = plain(100 * nearest["prevalence"], 1).removesuffix(".0")
    positive = view.stated("positive")
    yes = f"“{positive}”" if positive is not None else "positive"
    title = (
        f"Where {rare} of 100 are {yes}, {wrong[0]} [{wrong[1]} to {wrong[2]}] of 100 answers "
        f"{yes} would be wrong"
    )
    spoken = "; ".join(
        f"at {with_unit(p['prevalence'], SHARE)} precision {with_unit(p['precision'], SHARE)}"
        for p in points[::3]
    )
    alt = f"Line chart. {title}. {spoken}."
    rows = [
        (with_unit(p["prevalence"], SHARE), with_unit(p["precision"], SHARE),
         between(p["precision_interval"], SHARE), with_unit(p["accuracy"], SHARE),
         between(p["accuracy_interval"], SHARE), with_unit(p["majority_share"], SHARE))
        for p in points
    ]  # fmt: skip
    head = ("Prevalence", "Precision", "Interval", "Accuracy", "Interval", "Doing nothing")
    yield Figures(
        (
            Figure(
                f"fig-{name}", title,
                f"The same error rates at another prevalence, n {content['n']:,}", alt,
                lines.draw(chart, alt=alt), columns(head, rows),
                "Label shift: the true and the false positive rate are held as measured and the "
                "share of positives is moved.",
                vega.lines_spec(chart),
            ),
        )
    )  # fmt: skip


def _series(of: str, points: Sequence[Mapping[str, Any]], style: int) -> Series:
    return Series(
        of,
        tuple((p["prevalence"], p[of]) for p in points),
        tuple((p[f"{of}_interval"][0], p[f"{of}_interval"][1]) for p in points),
        style,
        dots=True,
    )

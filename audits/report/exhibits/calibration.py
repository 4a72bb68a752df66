"""Kind `calibration`: whether the same score means the same risk.

content: `bins` (`{lower, upper, mean_score, observed, interval, n}` each) of everyone, or
`groups`: each `{group, bins}`.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from audits.report.charts import lines, vega
from audits.report.charts.shapes import Axis, Figure, Lines, Series, columns
from audits.report.components import Figures, Part
from audits.report.number_format import SHARE, between, plain, with_unit
from audits.report.view import View, group_name

MOST_LINES, MOST_ROWS = 4, 90


def draw(view: View, exhibit: Mapping[str, Any], name: str) -> Iterator[Part]:
    """Observed share against score, a line a group."""
    many = _grouped(exhibit["content"])
    many = sorted(many, key=lambda one: -sum(found["n"] for found in one[1]))
    shown = [one for one in many if len(one[1]) > 1][:MOST_LINES]
    if not shown:
        return
    series = tuple(
        Series(
            label,
            tuple((found["mean_score"], found["observed"]) for found in bins),
            tuple((found["interval"][0], found["interval"][1]) for found in bins),
            place,
            dots=True,
        )
        for place, (label, bins) in enumerate(shown)
    )
    scores = [found["mean_score"] for _, bins in shown for found in bins]
    probability = min(scores) >= 0 and max(scores) <= 1
    chart = Lines(
        series,
        Axis("mean score", SHARE if probability else "number", (0.0, 1.0) if probability else None),
        Axis("share that is positive", SHARE, (0.0, 1.0)),
        diagonal="if it kept its word" if probability else "",
    )
    title = exhibit["title"]
    alt = f"Line chart. {title}: observed share of positives against the mean score of each bin."
    rows = [
        (label, plain(found["mean_score"], 3), with_unit(found["observed"], SHARE),
         between(found["interval"], SHARE), f"{found['n']:,}")
        for label, bins in shown
        for found in bins
    ][:MOST_ROWS]  # fmt: skip
    hidden = len(many) - len(shown)
    yield Figures(
        (
            Figure(
                f"fig-{name}", title,
                "Observed share at each score, with intervals"
                + (f"; {hidden} smaller groups in the JSON report" if hidden else ""),
                alt, lines.draw(chart, alt=alt),
                columns(("Group", "Mean score", "Observed", "Interval", "n"), rows),
                "Bins of equal numbers of rows; in each the mean score and the share that is "
                "positive, with a Wilson interval.",
                vega.lines_spec(chart),
            ),
        )
    )  # fmt: skip


def _grouped(content: Mapping[str, Any]) -> list[tuple[str, list[Mapping[str, Any]]]]:
    groups = content.get("groups") or content.get("by_group") or ()
    found = [] if groups and "bins" not in content else [("everyone", list(content["bins"]))]
    return found + [(group_name(one["group"]), list(one["bins"])) for one in groups]

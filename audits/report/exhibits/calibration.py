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
    many = sorted(many, key=lambda one: -sum(score_bin["n"] for score_bin in one[1]))
    shown = [one for one in many if len(one[1]) > 1][:MOST_LINES]
    if not shown:
        return
    series = tuple(
        Series(
            label,
            tuple((score_bin["mean_score"], score_bin["observed"]) for score_bin in bins),
            tuple((score_bin["interval"][0], score_bin["interval"][1]) for score_bin in bins),
            index,
            dots=True,
        )
        for index, (label, bins) in enumerate(shown)
    )
    scores = [score_bin["mean_score"] for _, bins in shown for score_bin in bins]
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
        (label, plain(score_bin["mean_score"], 3), with_unit(score_bin["observed"], SHARE),
         between(score_bin["interval"], SHARE), f"{score_bin['n']:,}")
        for label, bins in shown
        for score_bin in bins
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
    overall = [] if groups and "bins" not in content else [("everyone", list(content["bins"]))]
    return overall + [(group_name(one["group"]), list(one["bins"])) for one in groups]

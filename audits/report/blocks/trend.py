"""One judged number over the last audits: a dot and an interval an audit, oldest first."""

from collections.abc import Sequence
from datetime import datetime

from audits.json_types import Json
from audits.report.charts import forest
from audits.report.charts.shapes import Dot, Figure, Forest, columns
from audits.report.number_format import POINTS, RATIO, TIGHT, between, with_unit
from audits.report.rule_phrases import bounds, rule_name, whose
from audits.report.view import WORDS, View

MOST_FIGURES = 2


def trend_figures(view: View, trend: Sequence[Json]) -> list[Figure]:
    """Of the worst findings that an earlier audit judged as well.

    trend: `audits.comparison.reports.trend_point` of each earlier audit, oldest first.
    """
    made = []
    for finding in sorted(view.findings, key=lambda each: each["verdict"] != "fail"):
        measured = view.measured(finding)
        if measured is None or "value" not in measured:
            continue
        earlier = [
            (point, value)
            for point in trend
            for value in point["values"]
            if value["id"] == finding["id"]
        ]
        if earlier:
            now = {**measured, "verdict": finding["verdict"]}
            made.append(_figure(view, finding, [*earlier, (_present(view), now)]))
        if len(made) == MOST_FIGURES:
            break
    return made


def day(moment: str | None, *, short: bool = False) -> str:
    """`22 Nov 2026, 06:41`, short `22 Nov, 06:41`, or a dash where nothing was said."""
    try:
        timestamp = datetime.fromisoformat(moment or "")
    except ValueError:
        return "–"
    return (
        f"{timestamp.day} {timestamp:%b, %H:%M}"
        if short
        else f"{timestamp.day} {timestamp:%b %Y, %H:%M}"
    )


def _present(view: View) -> Json:
    return {
        "finished": view["audit"].get("finished"),
        "gate": view["gate"],
        "version": view["model"].get("version") or view["dataset"].get("version"),
    }


def _figure(view: View, finding: Json, points: Sequence[tuple[Json, Json]]) -> Figure:
    rule = finding["rule"]
    word = view.word(rule["metric"])
    name = f"{rule_name(rule)}, {whose(view, finding)}"
    first, last = (with_unit(p[1]["value"], word.scale) for p in (points[0], points[-1]))
    title = f"{name}: {first} {len(points) - 1} audits ago, {last} now" if len(points) > 2 else (
        f"{name}: {first} before, {last} now"
    )  # fmt: skip
    low, high = bounds(rule)
    differ = len({point.get("version") for point, _ in points}) > 1
    dots = tuple(
        Dot(
            day(point.get("finished"), short=True),
            _version(point) if differ else "",
            value["value"],
            (value["interval"][0], value["interval"][1]),
            with_unit(value["value"], word.scale).removesuffix(f"{TIGHT}points"),
            between(value["interval"], word.scale).replace(" to ", ", "),
            value["verdict"],
        )
        for point, value in points
    )
    alt = f"Dots with intervals, oldest audit first. {title}."
    positive = all(dot.value > 0 for dot in dots)
    axis = "points" if word.scale == POINTS else word.phrase
    chart = Forest(dots, word.scale, axis, (low, high), word.null, word.scale == RATIO and positive)
    rows = [
        (
            day(point.get("finished")),
            str(point.get("version") or "–"),
            with_unit(value["value"], word.scale),
            between(value["interval"], word.scale),
            WORDS.get(value["verdict"], value["verdict"]),
            WORDS.get(point["gate"], point["gate"]),
        )
        for point, value in points
    ]
    return Figure(
        f"fig-trend-{finding['id'][:12]}", title,
        "The last audits of this name, oldest first; times are UTC", alt,
        forest.draw(chart, alt=alt),
        columns(("Audit of", "Version", "Value", "Interval", "Verdict", "Gate"), rows),
        "Each audit's own number and interval, held against the rule of its day; the band is the "
        "present one. Intervals of two audits that overlap may still differ surely, and of many "
        "audits some will stand apart by chance.",
    )  # fmt: skip


def _version(point: Json) -> str:
    version = str(point.get("version") or "")
    return version if len(version) <= 12 else f"{version[:12]}…"

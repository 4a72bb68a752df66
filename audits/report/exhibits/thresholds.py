"""Kind `thresholds`: what every cut of the score would do in each group.

content: `attribute`, `thresholds` (rising), `groups`: each `{group, n, selection_rate,
false_positive_rate?, false_negative_rate?}` with one value a threshold.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from audits.report.charts import lines, vega
from audits.report.charts.shapes import Axis, Figure, Guide, Lines, Series, columns
from audits.report.components import Figures, Part
from audits.report.metric_phrases import in_sentence, phrase
from audits.report.number_format import SHARE, significant, with_unit
from audits.report.view import View, group_name

METRICS = ("false_positive_rate", "false_negative_rate", "selection_rate")
# Five data colours: more lines could not be told apart.
MOST_LINES, MOST_ROWS = 5, 40


def draw(view: View, exhibit: Mapping[str, Any], name: str) -> Iterator[Part]:
    """A figure a rate; the largest groups as lines, the others in the numbers."""
    content = exhibit["content"]
    cuts = content["thresholds"]
    if len(cuts) < 2:
        return
    # By size here: a rate of few people jumps about, and would hide the others.
    groups = sorted(content["groups"], key=lambda found: -found["n"])
    groups = [g for g in groups if g["n"] >= view.smallest_group] or groups
    in_use = _in_use(view)
    figures: list[Figure] = []
    for metric in METRICS:
        shown = [g for g in groups if metric in g]
        if shown and (metric != "selection_rate" or not figures):
            figures.append(_figure(metric, cuts, shown, content["attribute"], in_use, name))
    if figures:
        yield Figures(tuple(figures))


def _in_use(view: View) -> float | None:
    return next(
        (spec["threshold"] for _, spec in view.columns("score") if spec.get("threshold")), None
    )


def _figure(
    metric: str,
    cuts: list[float],
    groups: list[Mapping[str, Any]],
    attribute: str,
    in_use: float | None,
    name: str,
) -> Figure:
    series = tuple(
        Series(group_name(g["group"]), tuple(zip(cuts, g[metric], strict=True)), (), place)
        for place, g in enumerate(groups[:MOST_LINES])
    )
    chart = Lines(
        series,
        Axis("scores at or above this cut are answered positive"),
        Axis(in_sentence(metric), SHARE, (0.0, 1.0)),
        () if in_use is None else (Guide(in_use, "cut in use", vertical=True),),
    )
    title = _title(metric, cuts, groups[:MOST_LINES])
    alt = f"Line chart of the {in_sentence(metric)} at every cut, by {attribute}. {title}."
    rows = [
        (group_name(g["group"]), significant(cut), with_unit(value, SHARE), f"{g['n']:,}")
        for g in groups[:MOST_LINES]
        for cut, value in list(zip(cuts, g[metric], strict=True))[:: max(-(-len(cuts) // 10), 1)]
    ][:MOST_ROWS]
    hidden = len(groups) - MOST_LINES
    more = f"; {hidden} smaller groups stand in the JSON report" if hidden > 0 else ""
    return Figure(
        f"fig-{name}-{metric.replace('_', '-')}",
        title,
        f"By {attribute}, at every cut of the score{more}",
        alt,
        lines.draw(chart, alt=alt),
        columns(("Group", "Cut", phrase(metric), "n"), rows),
        "Every cut of the score, counted again on the same rows. The lines have no intervals: "
        "read them to choose where to look, then audit the cut you chose.",
        vega.lines_spec(chart),
    )


def _title(metric: str, cuts: list[float], groups: list[Mapping[str, Any]]) -> str:
    """Whether one group stands above another at every cut that parts them."""
    if len(groups) < 2:
        return f"{phrase(metric)} at every cut"
    first, second = groups[0], groups[1]
    gaps = [a - b for a, b in zip(first[metric], second[metric], strict=True)]
    inner = [gap for gap in gaps if abs(gap) > 1e-9]
    one, other = group_name(first["group"]), group_name(second["group"])
    if inner and all(gap > 0 for gap in inner):
        return f"{phrase(metric)}: {one} lies above {other} at every cut"
    if inner and all(gap < 0 for gap in inner):
        return f"{phrase(metric)}: {other} lies above {one} at every cut"
    return f"{phrase(metric)}: the order of {one} and {other} depends on the cut"

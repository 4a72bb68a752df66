"""Kind `thresholds`: what every cut of the score would do in each group.

content: `attribute`, `thresholds` (rising), `groups`: each `{group, n, selection_rate,
false_positive_rate?, false_negative_rate?}` with one value a threshold; and optional
`second_opinion`: `{library, n, cut, accuracy, furthest_from_ours, groups, optimised}`, another
library's rates at one cut (`groups`: `{group, n, rate...}`) and the cuts that it would give each
group (`optimised`: `{constraint, accuracy, groups}`, there with `cuts`: `{cut, share}`).
"""

from collections.abc import Iterator, Mapping
from typing import Any

from audits.report.charts import lines, vega
from audits.report.charts.shapes import Axis, Figure, Guide, Lines, Series, columns
from audits.report.components import Figures, Folded, Part, Tabled, Text
from audits.report.metric_phrases import in_sentence, phrase
from audits.report.number_format import SHARE, significant, with_unit
from audits.report.view import View, group_name

METRICS = ("false_positive_rate", "false_negative_rate", "selection_rate")
# Five data colours: more lines could not be told apart.
MOST_LINES, MOST_ROWS = 5, 40
# Rates that differ by less are the same sum in another order.
ALIKE = 1e-9
# Shares are told to a tenth of a percent.
LEAST_DRAWN = 0.0005
AIMS = {
    "demographic_parity": "selects every group alike",
    "equalized_odds": "errs alike in every group",
}
NAMES = {"demographic_parity": "selected alike", "equalized_odds": "errors alike"}


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
    if content.get("second_opinion"):
        yield _second_opinion(content["second_opinion"], name)


def _second_opinion(found: Mapping[str, Any], name: str) -> Folded:
    """Rates that another library counted, and the cut that it would give each group."""
    cut, rows = significant(found["cut"]), f"{found['n']:,}"
    same = found["furthest_from_ours"] < ALIKE
    counted = (
        f"{found['library']} counts the same rates as we do at the cut {cut}, n {rows}."
        if same
        else f"{found['library']} counts other rates at the cut {cut}: up to "
        f"{100 * found['furthest_from_ours']:.1f} points from ours, n {rows}."
    )
    words = [counted]
    for each in found["optimised"]:
        words.append(
            f"A cut for each group that {AIMS.get(each['constraint'], each['constraint'])} would "
            f"be right in {with_unit(each['accuracy'], SHARE)} of the rows, where one cut is in "
            f"{with_unit(found['accuracy'], SHARE)}, n {rows}."
        )
    if found["optimised"]:
        words.append(
            "Such cuts treat people by their group, which the law may forbid; they are fitted to "
            "these rows and counted on them, so other rows will do less well."
        )
    else:
        words.append("Rows are weighted, which its search for cuts does not take.")
    table = [("one cut", group, cut) for group in found["groups"]]
    for each in found["optimised"]:
        aim = NAMES.get(each["constraint"], each["constraint"])
        table += [(aim, group, _cuts(group["cuts"])) for group in each["groups"]]
    lines_of = [
        (
            aim,
            group_name(group["group"]),
            cuts,
            *(with_unit(group[rate], SHARE) for rate in METRICS),
            f"{group['n']:,}",
        )
        for aim, group, cuts in table[:MOST_ROWS]
    ]
    heads = ("Cuts", "Group", "Cut", *(phrase(rate) for rate in METRICS), "n")
    return Folded(
        f"{name}-second-opinion",
        f"Second opinion: {found['library']}",
        (
            Text(" ".join(words)),
            Tabled(
                f"{name}-second-opinion-table",
                columns(heads, lines_of),
                numeric=frozenset(range(3, len(heads))),
            ),
        ),
    )


def _cuts(found: list[Mapping[str, float]]) -> str:
    """`0.51`, or `0.51 (82 %), 0.52 (18 %)` where answers are drawn between two."""
    if len(found) == 1 and found[0]["share"] > 1 - ALIKE:
        return significant(found[0]["cut"])
    drawn = [f"{significant(c['cut'])} ({with_unit(c['share'], SHARE)})" for c in found]
    if not drawn:
        return "none: all are answered alike"
    # What no cut answers is drawn, whatever the score.
    rest = 1 - sum(c["share"] for c in found)
    return ", ".join(
        [*drawn, f"by lot ({with_unit(rest, SHARE)})"] if rest > LEAST_DRAWN else drawn
    )


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
        Series(group_name(g["group"]), tuple(zip(cuts, g[metric], strict=True)), (), index)
        for index, g in enumerate(groups[:MOST_LINES])
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

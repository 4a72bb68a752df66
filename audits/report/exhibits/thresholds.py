"""Kind `thresholds`: what every cut of the score would do in each group.

content: `attribute`, `thresholds` (rising), `groups`: each `{group, n, selection_rate?,
false_positive_rate?, false_negative_rate?}` with one value a threshold (the selection rate is of
the favourable answer, and not there where a cut does not tell who is given it); and optional
`second_opinion`: `{library, n, cut, accuracy, furthest_from_ours, groups, optimised}`, another
library's rates at one cut (`groups`: `{group, n, rate...}`) and the cuts that it would give each
group (`optimised`: `{constraint, accuracy, groups}`, there with `cuts`: `{cut, share}`).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from audits.report.charts import lines
from audits.report.charts.shapes import Axis, Figure, Guide, Interval, Lines, Series, columns
from audits.report.components import Explorer, Figures, Folded, Part, Tabled, Text
from audits.report.metric_phrases import in_sentence, phrase
from audits.report.number_format import SHARE, between, significant, with_unit
from audits.report.pointwise import wilson, z_quantile
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


@dataclass(frozen=True, slots=True)
class _Line:
    """A group with its rates at every cut, and the rows that each rate is a share of."""

    name: str
    rows: int
    rates: Mapping[str, Sequence[float]]
    counts: Mapping[str, int | None]

    def intervals(self, metric: str, z: float) -> tuple[Interval, ...]:
        """Wilson's, at each cut by itself; none where it is not known of how many rows."""
        rows = self.counts[metric]
        return () if not rows else tuple(wilson(share, rows, z) for share in self.rates[metric])


def draw(view: View, exhibit: Mapping[str, Any], name: str) -> Iterator[Part]:
    """A slider over the cuts, a figure a rate; the largest groups as lines."""
    content = exhibit["content"]
    cuts = content["thresholds"]
    if len(cuts) < 2:
        return
    # By size here: a rate of few people jumps about, and would hide the others.
    groups = sorted(content["groups"], key=lambda of_group: -of_group["n"])
    groups = [g for g in groups if g["n"] >= view.smallest_group] or groups
    many = [_line(view, group) for group in groups]
    in_use = _in_use(view)
    z = z_quantile(view.confidence)
    figures: list[Figure] = []
    for metric in METRICS:
        shown = [line for line in many if metric in line.rates]
        if shown and (metric != "selection_rate" or not figures):
            figures.append(_figure(metric, cuts, shown, content["attribute"], in_use, name, z))
    if figures:
        yield _explorer(view, cuts, many, content["attribute"], in_use, name, z, figures)
        yield Figures(tuple(figures))
    if content.get("second_opinion"):
        yield _second_opinion(content["second_opinion"], name)


def _line(view: View, group: Mapping[str, Any]) -> _Line:
    """Rates are of all rows, of those with the label and of those without it."""
    base, n = view.estimate("base_rate", group["group"]), int(group["n"])
    positives = None if base is None else round(base["value"] * n)
    counts = {
        "selection_rate": n,
        "false_negative_rate": positives,
        "false_positive_rate": None if positives is None else n - positives,
    }
    rates = {metric: group[metric] for metric in METRICS if metric in group}
    return _Line(group_name(group["group"]), n, rates, counts)


def _explorer(
    view: View,
    cuts: Sequence[float],
    many: Sequence[_Line],
    attribute: str,
    in_use: float | None,
    name: str,
    z: float,
    figures: Sequence[Figure],
) -> Explorer:
    """Every rate of the largest groups at the cut in use, else at the middle one."""
    shown = list(many[:MOST_LINES])
    rates = [metric for metric in METRICS if all(metric in line.rates for line in shown)]
    cut_index = len(cuts) // 2
    if in_use is not None:
        cut_index = min(range(len(cuts)), key=lambda index: abs(cuts[index] - in_use))
    cells = []
    for line in shown:
        row = []
        for metric in rates:
            ends = line.intervals(metric, z)
            share = with_unit(line.rates[metric][cut_index], SHARE)
            row.append(f"{share} {between(ends[cut_index], SHARE)}" if ends else share)
        cells.append(tuple(row))
    return Explorer(
        id=f"{name}-cuts",
        title=f"What another cut of the score would do, by {attribute}",
        rates=tuple(phrase(metric) for metric in rates),
        cuts=tuple(float(f"{threshold:.4g}") for threshold in cuts),
        used_cut=cut_index,
        groups=tuple(line.name for line in shown),
        sizes=tuple(line.rows for line in shown),
        shares=tuple(tuple(tuple(line.rates[m]) for m in rates) for line in shown),
        counts=tuple(tuple(line.counts[m] for m in rates) for line in shown),
        cells=tuple(cells),
        z_quantile=z,
        in_use=in_use is not None,
        charts=tuple(figure.id for figure in figures),
    )


def _second_opinion(opinion: Mapping[str, Any], name: str) -> Folded:
    """Rates that another library counted, and the cut that it would give each group."""
    threshold, rows = significant(opinion["cut"]), f"{opinion['n']:,}"
    same = opinion["furthest_from_ours"] < ALIKE
    counted = (
        f"{opinion['library']} counts the same rates as we do at the cut {threshold}, n {rows}."
        if same
        else f"{opinion['library']} counts other rates at the cut {threshold}: up to "
        f"{100 * opinion['furthest_from_ours']:.1f} points from ours, n {rows}."
    )
    words = [counted]
    for each in opinion["optimised"]:
        words.append(
            f"A cut for each group that {AIMS.get(each['constraint'], each['constraint'])} would "
            f"be right in {with_unit(each['accuracy'], SHARE)} of the rows, where one cut is in "
            f"{with_unit(opinion['accuracy'], SHARE)}, n {rows}."
        )
    if opinion["optimised"]:
        words.append(
            "Such cuts treat people by their group, which the law may forbid; they are fitted to "
            "these rows and counted on them, so other rows will do less well."
        )
    else:
        words.append("Rows are weighted, which its search for cuts does not take.")
    table = [("one cut", group, threshold) for group in opinion["groups"]]
    rates = [rate for rate in METRICS if all(rate in group for group in opinion["groups"])]
    for each in opinion["optimised"]:
        aim = NAMES.get(each["constraint"], each["constraint"])
        table += [(aim, group, _cuts(group["cuts"])) for group in each["groups"]]
    lines_of = [
        (
            aim,
            group_name(group["group"]),
            cuts,
            *(with_unit(group[rate], SHARE) for rate in rates),
            f"{group['n']:,}",
        )
        for aim, group, cuts in table[:MOST_ROWS]
    ]
    heads = ("Cuts", "Group", "Cut", *(phrase(rate) for rate in rates), "n")
    return Folded(
        f"{name}-second-opinion",
        f"Second opinion: {opinion['library']}",
        (
            Text(" ".join(words)),
            Tabled(
                f"{name}-second-opinion-table",
                columns(heads, lines_of),
                numeric=frozenset(range(3, len(heads))),
            ),
        ),
    )


def _cuts(cuts: list[Mapping[str, float]]) -> str:
    """`0.51`, or `0.51 (82 %), 0.52 (18 %)` where answers are drawn between two."""
    if len(cuts) == 1 and cuts[0]["share"] > 1 - ALIKE:
        return significant(cuts[0]["cut"])
    drawn = [f"{significant(c['cut'])} ({with_unit(c['share'], SHARE)})" for c in cuts]
    if not drawn:
        return "none: all are answered alike"
    # What no cut answers is drawn, whatever the score.
    rest = 1 - sum(c["share"] for c in cuts)
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
    groups: list[_Line],
    attribute: str,
    in_use: float | None,
    name: str,
    z: float,
) -> Figure:
    shown = groups[:MOST_LINES]
    ends = {line.name: line.intervals(metric, z) for line in shown}
    series = tuple(
        Series(line.name, tuple(zip(cuts, line.rates[metric], strict=True)), ends[line.name], index)
        for index, line in enumerate(shown)
    )
    chart = Lines(
        series,
        Axis("scores at or above this cut are answered positive"),
        Axis(in_sentence(metric), SHARE, (0.0, 1.0)),
        () if in_use is None else (Guide(in_use, "cut in use", vertical=True),),
    )
    title = _title(metric, shown, ends)
    alt = f"Line chart of the {in_sentence(metric)} at every cut, by {attribute}. {title}."
    stride = max(-(-len(cuts) // 6), 1)
    rows = [
        (line.name, significant(threshold), with_unit(value, SHARE),
         between(ends[line.name][index], SHARE) if ends[line.name] else "", f"{line.rows:,}")
        for line in shown
        for index, (threshold, value) in enumerate(zip(cuts, line.rates[metric], strict=True))
        if index % stride == 0
    ][:MOST_ROWS]  # fmt: skip
    hidden = len(groups) - MOST_LINES
    more = f"; {hidden} smaller groups stand in the JSON report" if hidden > 0 else ""
    return Figure(
        f"fig-{name}-{metric.replace('_', '-')}",
        title,
        f"By {attribute}, at every cut of the score{more}",
        alt,
        lines.draw(chart, alt=alt),
        columns(("Group", "Cut", phrase(metric), "Interval", "n"), rows),
        "Every cut of the score, counted again on the same rows. The bands are Wilson intervals "
        "at each cut by itself: read them to choose where to look, then audit the cut you chose.",
    )


def _title(metric: str, groups: Sequence[_Line], ends: Mapping[str, Sequence[Interval]]) -> str:
    """Where the bands of the two largest groups leave each other, which one lies above."""
    if len(groups) < 2:
        return f"{phrase(metric)} at every cut"
    first, second = groups[0], groups[1]
    one, other = ends[first.name], ends[second.name]
    if not one or not other:
        return f"{phrase(metric)} of {first.name} and {second.name} at every cut"
    above = sum(_lies_above(a, b) for a, b in zip(one, other, strict=True))
    below = sum(_lies_above(b, a) for a, b in zip(one, other, strict=True))
    if above and not below:
        return f"{phrase(metric)}: {first.name} lies above {second.name} at {_of(above, one)}"
    if below and not above:
        return f"{phrase(metric)}: {second.name} lies above {first.name} at {_of(below, one)}"
    if above and below:
        either = f"{first.name} and {second.name}"
        return f"{phrase(metric)}: which of {either} is higher depends on the cut"
    return f"{phrase(metric)}: no cut tells {first.name} from {second.name}"


def _lies_above(one: Interval, other: Interval) -> bool:
    return one[0] is not None and other[1] is not None and one[0] > other[1]


def _of(number: int, cuts: Sequence[Interval]) -> str:
    return f"{number} of {len(cuts)} cuts, by intervals that do not overlap"

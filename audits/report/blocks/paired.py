"""Figures of answers paired row by row: who flipped, how far each group's rates moved."""

from collections.abc import Sequence

from audits.json_types import Json
from audits.report.blocks.metrics import MOST_DOTS
from audits.report.blocks.paired_tables import (
    change_table,
    flips_table,
    gap_table,
    moved_on,
    written,
)
from audits.report.charts import bars, forest
from audits.report.charts.shapes import Bar, Bars, Dot, Figure, Forest, Table
from audits.report.metric_phrases import in_sentence, phrase
from audits.report.number_format import (
    POINTS,
    SHARE,
    between,
    listed,
    with_unit,
)
from audits.report.view import View, group_name

FLIPS_METHOD = (
    "A row flipped where its answer is another than in the audit before. Shares have Wilson "
    "intervals, with sampling weights or clusters those of linearisation."
)
NOTICED = (
    " A number is another one where the two differ by more than a millionth of their size, a text "
    "where any character does."
)
# Of numbers nearly all change with any new model: then it is no news for whom.
NEARLY_ALL = 0.95
# What the answers are called, by their kind.
NOUNS = {"classes": "answers", "numbers": "predicted numbers", "scores": "scores", "texts": "texts"}
CHANGES_METHOD = (
    "The same rows then and now: Newcombe's method 10 for paired shares, and McNemar's exact test, "
    "Holm-adjusted over the groups; with sampling weights or clusters a t interval and t test of "
    "the rows' differences. Intervals are not adjusted. Grey and hollow: too few rows."
)
NUMBERS_METHOD = (
    "The same rows then and now: t interval and t test of the rows' differences (Student 1908), to "
    "first order for a root or R²; areas under the ROC curve by DeLong's method for the same rows "
    "(1988); with sampling weights or clusters linearised. Tests are Holm-adjusted over the "
    "groups, intervals are not adjusted. Grey and hollow: too few rows."
)
GAPS_METHOD = (
    "A group's change less its reference's, both paired (MOVER). These intervals are not adjusted "
    "for how many they are: of twenty gaps that did not move one may seem to."
)


def noun_of(paired: Json) -> str:
    """What changed; reports of earlier releases know classes only."""
    return NOUNS[paired.get("answers", "classes")]


def flips_figure(view: View, paired: Json) -> Figure | None:
    """Which share of each group's rows was answered otherwise than before, where it is news."""
    flips = view.ordered(paired["flips"])
    shown = [f for f in flips if len(f["group"]) < 2 and "value" in f][:MOST_DOTS]
    of_numbers = paired.get("answers") in ("numbers", "scores")
    if not shown or (of_numbers and min(f["value"] for f in shown) >= NEARLY_ALL):
        return None
    marks = tuple(
        Bar(
            group_name(f["group"]),
            f["value"],
            with_unit(f["value"], SHARE),
            (f["interval"][0], f["interval"][1]),
        )
        for f in shown
    )
    grouped = [f for f in shown if f["group"]]
    most = max(grouped or shown, key=lambda f: f["value"])
    noun = noun_of(paired)
    if not any(f["flipped"] for f in shown):
        title = f"No {noun[:-1]} changed"
    elif len(grouped) > 1 and len({f["value"] for f in grouped}) == 1:
        title = f"{with_unit(most['value'], SHARE)} of the {noun} changed in every group"
    else:
        title = (
            f"{noun.capitalize()} changed most for {group_name(most['group'])}: "
            f"{with_unit(most['value'], SHARE)} of its rows"
        )
    spoken = "; ".join(
        f"{group_name(f['group'])} {with_unit(f['value'], SHARE)} {between(f['interval'], SHARE)}"
        for f in shown
    )
    alt = f"Bar chart. {title}. {spoken}."
    chart = Bars(marks, f"share of rows whose {noun[:-1]} changed", SHARE)
    without = paired["without_answer"]
    note = f"The same {paired['rows']:,} rows then and now"
    return Figure(
        "fig-flips", title,
        f"{note}; {without:,} more lack an answer in one audit" if without else note,
        alt, bars.draw(chart, alt=alt), flips_table(paired, flips),
        FLIPS_METHOD + (NOTICED if noun != "answers" else ""),
    )  # fmt: skip


def change_figures(view: View, paired: Json) -> list[Figure]:
    """For each rate, how far it moved in every group, on the same rows."""
    made = []
    for metric in dict.fromkeys(d["metric"] for d in paired["differences"]):
        changes = view.ordered(d for d in paired["differences"] if d["metric"] == metric)
        scale = view.word(metric).scale
        method = CHANGES_METHOD if scale == SHARE else NUMBERS_METHOD
        figure = _forest(
            f"fig-change-{metric.replace('_', '-')}", _change_title(metric, changes), changes,
            change_table(changes, scale), method, f"Change of the {in_sentence(metric)}, now less "
            f"before{_in_points(scale)}", moved_on(scale),
        )  # fmt: skip
        made += [figure] if figure else []
    return made


def gap_figures(view: View, paired: Json) -> list[Figure]:
    """For each rate, how far the gaps to the reference moved."""
    made = []
    for metric in dict.fromkeys(g["metric"] for g in paired["gaps"]):
        gaps = view.ordered(g for g in paired["gaps"] if g["metric"] == metric)
        scale = view.word(metric).scale
        changed = [
            g
            for g in gaps
            if len(g["group"]) == 1 and "value" in g and not _holds_zero(g["interval"])
        ]
        title = f"{phrase(metric)}: " + (
            f"the gap moved for {_names(changed)}" if changed else "no gap surely moved"
        )
        figure = _forest(
            f"fig-gap-{metric.replace('_', '-')}", title, gaps,
            gap_table(gaps, moved_on(scale)), GAPS_METHOD,
            f"Change of the gap to the reference group{_in_points(scale)}", moved_on(scale),
        )  # fmt: skip
        made += [figure] if figure else []
    return made


def _forest(
    name: str,
    title: str,
    changes: Sequence[Json],
    table: Table,
    method: str,
    note: str,
    scale: str,
) -> Figure | None:
    shown = [f for f in changes if len(f["group"]) < 2 and ("value" in f or f.get("raw"))]
    dots = tuple(_dot(f, scale) for f in shown[:MOST_DOTS])
    if not dots:
        return None
    spoken = "; ".join(f"{dot.label} {dot.text} {dot.interval_text}" for dot in dots[:6])
    alt = f"Forest plot. {title}. {spoken}."
    unit = "points, now less before" if scale == POINTS else "now less before"
    chart = Forest(dots, scale, unit, None, 0.0)
    return Figure(name, title, note, alt, forest.draw(chart, alt=alt), table, method)


def _in_points(scale: str) -> str:
    return ", in points" if scale == SHARE else ""


def _dot(change: Json, scale: str) -> Dot:
    number = change if "value" in change else change["raw"]
    low, high = number["interval"]
    return Dot(
        group_name(change["group"]),
        f"n {_size(change['sample_size'])}",
        number["value"],
        (low, high),
        *written(number["value"], (low, high), scale),
        "none" if "value" in change else "not_run",
    )


def _size(sample: int | Sequence[int]) -> str:
    return f"{sample:,}" if isinstance(sample, int) else f"{sample[0]:,}"


def _change_title(metric: str, changes: Sequence[Json]) -> str:
    changed = [d for d in changes if d.get("is_change") and len(d["group"]) == 1]
    if changed:
        rose = [d for d in changed if d["value"] > 0]
        fell = [d for d in changed if d["value"] < 0]
        clauses = [
            f"{word} for {_names(differences)}"
            for word, differences in (("rose", rose), ("fell", fell))
            if differences
        ]
        return f"{phrase(metric)}: {listed(clauses)}"
    everyone = next((d for d in changes if not d["group"] and d.get("is_change")), None)
    if everyone is not None:
        word = "rose" if everyone["value"] > 0 else "fell"
        return f"{phrase(metric)}: {word} over all, in no single group surely"
    return f"{phrase(metric)}: no change is sure"


def _names(changes: Sequence[Json]) -> str:
    names = [group_name(f["group"]) for f in changes[:3]]
    return listed([*names, f"{len(changes) - 3} more"] if len(changes) > 3 else names)


def _holds_zero(interval: Sequence[float]) -> bool:
    return interval[0] <= 0 <= interval[1]

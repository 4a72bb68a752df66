"""Block 5: every score beside the model that does nothing."""

from collections.abc import Iterator
from dataclasses import replace

from audits.json_types import Json
from audits.report.blocks.generic import (
    absent,
    broken,
    drawn_exhibits,
    joined,
    remaining,
    rules_summary,
)
from audits.report.blocks.metrics import metric_figure
from audits.report.charts import forest, vega
from audits.report.charts.shapes import Dot, Figure, Forest, columns
from audits.report.components import Block, Figures, Folded, Part
from audits.report.metric_phrases import phrase
from audits.report.number_format import (
    POINTS,
    SHARE,
    UNIT,
    between,
    plain,
    probability,
    size,
    with_unit,
)
from audits.report.view import View, worst
from audits.specification.probe_manifest import MetricEntry, metrics_of, section

CLASSES = ("class_recall", "class_precision", "class_f1")
# The last two are the curve of the exhibit `prevalence`.
OWN = {
    *CLASSES, "majority_share", "precision_at_prevalence", "accuracy_at_prevalence",
}  # fmt: skip


def block(view: View) -> Block | None:
    """The block, or None where no imbalance probe was planned."""
    if "imbalance" not in view.sections:
        return None
    measurements = view.of_section("imbalance")
    judged = [v for m in measurements if (v := view.verdict(m)) != "none"]
    return Block(
        "imbalance", section("imbalance").title, lede(view), tuple(_parts(view)),
        worst(judged) if judged else "none",
        first=("fig-baseline",),
        open=tuple(broken(view, "imbalance")),
        absent=tuple(absent(view, "imbalance")),
        closing=section("imbalance").caveat,
    )  # fmt: skip


def lede(view: View) -> str:
    """Accuracy never stands alone: the model that always answers alike stands beside it."""
    accuracy, majority = view.estimate("accuracy"), view.estimate("majority_share")
    if accuracy is None or majority is None:
        return rules_summary(view, "imbalance") or section("imbalance").lede
    gain = view.estimate("accuracy_gain_over_majority")
    text = (
        f"Right {_shown(accuracy)} of the time, n {size(accuracy['sample_size'])}. Always "
        f"answering the most frequent class is right {_shown(majority)} of the time."
    )
    if gain is None:
        return text
    low = gain["interval"][0]
    if low is not None and low > 0:
        p = probability(gain.get("p_value"))
        return f"{text} The gain is {_points(gain)}{f', p {p}' if p else ''}."
    return f"{text} That is no better than always giving the same answer: {_points(gain)}."


def _shown(estimate: Json) -> str:
    return f"{with_unit(estimate['value'], SHARE)} {between(estimate['interval'], SHARE)}"


def _points(estimate: Json) -> str:
    return f"{with_unit(estimate['value'], POINTS)} {between(estimate['interval'], POINTS)}"


def _parts(view: View) -> Iterator[Part]:
    beside = _baseline(view)
    if beside is not None:
        yield Figures((beside,))
    figures = [figure for metric in CLASSES if (figure := _classes(view, metric))]
    if figures:
        yield Figures(tuple(figures))
    yield from joined(
        drawn_exhibits(view, "fairness", kinds=("precision_recall",)),
        drawn_exhibits(view, "imbalance", kinds=("prevalence",)),
    )
    yield from drawn_exhibits(view, "imbalance", but=("prevalence",))
    rest = remaining(view, "imbalance", {*OWN, *(m.name for m in _scores())}, simple=True)
    if any(view.judged(m) for m in view.of_section("imbalance") if m["group"]):
        yield from rest
        return
    groups = tuple(replace(part, key=False) for part in rest if isinstance(part, Figures))
    yield from (part for part in rest if not isinstance(part, Figures))
    if groups:
        yield Folded("more-imbalance", "The same by group", groups)


def _classes(view: View, metric: str) -> Figure | None:
    measurements = view.of_metric(metric)
    return metric_figure(view, metric, measurements) if measurements else None


def _scores() -> list[MetricEntry]:
    """The scores that say what a model that does nothing would have."""
    return [
        metric
        for section_name in ("fairness", "imbalance")
        for metric in metrics_of(section_name)
        if metric.idle is not None
    ]


def _idle(view: View, metric: MetricEntry) -> float | None:
    """What doing nothing scores: the majority class, chance, or answering always positive."""
    majority, base = view.estimate("majority_share"), view.estimate("base_rate")
    match metric.idle:
        case "majority share":
            return None if majority is None else float(majority["value"])
        case "share of positives":
            return None if base is None else float(base["value"])
        case "F1 of always positive":
            return None if base is None else 2 * base["value"] / (1 + base["value"])
        case "one of the classes":
            classes = {str(m["group"].get("class")) for m in view.of_metric("class_recall")}
            return 1 / max(len(classes), 2)
        case _:
            return metric.null


def _baseline(view: View) -> Figure | None:
    rows: list[tuple[str, ...]] = []
    dots = []
    for score in _scores():
        metric = score.name
        estimate, idle = view.estimate(metric), _idle(view, score)
        if estimate is None or idle is None:
            continue
        low, high = estimate["interval"]
        shown, reach = plain(estimate["value"], 3), between(estimate["interval"], UNIT)
        dots.append(
            Dot(phrase(metric), "", estimate["value"], (low, high), shown,
                reach.replace(" to ", ", "), "beside", beside=idle, row=len(rows))
        )  # fmt: skip
        rows.append((phrase(metric), shown, reach, plain(idle, 3), size(estimate["sample_size"])))
    if not dots:
        return None
    # `beside` is drawn in the first data colour: nothing here is a verdict.
    chart = Forest(tuple(dots), UNIT, "○ does nothing   ● this model")
    title = "Every score beside a model that does nothing"
    alt = "Dot plot. " + "; ".join(f"{r[0]} {r[1]} against {r[3]}" for r in rows) + "."
    return Figure(
        "fig-baseline", title,
        "Doing nothing: always the most frequent class; for F1, always positive; for the "
        "others, chance",
        alt, forest.draw(chart, alt=alt),
        columns(("Score", "This model", "Interval", "Does nothing", "n"), rows),
        "Each score with its own interval. The majority share is measured on the same rows; "
        "accuracy is tested against it exactly.",
        vega.forest_spec(chart),
    )  # fmt: skip

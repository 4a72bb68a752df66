"""Block 5: every score beside the model that does nothing."""

from collections.abc import Iterator, Mapping
from typing import Any

from audits.report.blocks.generic import drawn_exhibits, remaining
from audits.report.blocks.metrics import method, metric_figure
from audits.report.charts import forest, lines, vega
from audits.report.charts.shapes import Axis, Dot, Figure, Forest, Guide, Lines, Series, columns
from audits.report.numbers import POINTS, SHARE, UNIT, between, plain, probability, size, with_unit
from audits.report.parts import Block, Figures, Part
from audits.report.view import View, worst
from audits.report.vocabulary import phrase

Json = Mapping[str, Any]
BESIDE = (
    "accuracy", "balanced_accuracy", "f1", "average_precision", "roc_auc", "cohen_kappa",
    "matthews_correlation",
)  # fmt: skip
CLASSES = ("class_recall", "class_precision", "class_f1")
OWN = {*BESIDE, *CLASSES, "majority_share", "precision_at_prevalence"}


def block(view: View) -> Block | None:
    """The block, or None where no imbalance probe was planned."""
    if "imbalance" not in view.sections:
        return None
    found = view.of_section("imbalance")
    judged = [v for m in found if (v := view.verdict(m)) != "none"]
    return Block(
        "imbalance", "Accuracy against imbalance", lede(view), tuple(_parts(view)),
        worst(judged) if judged else "none",
    )  # fmt: skip


def lede(view: View) -> str:
    """Accuracy never stands alone: the model that always answers alike stands beside it."""
    accuracy, majority = view.estimate("accuracy"), view.estimate("majority_share")
    if accuracy is None or majority is None:
        return "Every score beside what a model that does nothing would get."
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


def _shown(found: Json) -> str:
    return f"{with_unit(found['value'], SHARE)} {between(found['interval'], SHARE)}"


def _points(found: Json) -> str:
    return f"{with_unit(found['value'], POINTS)} {between(found['interval'], POINTS)}"


def _parts(view: View) -> Iterator[Part]:
    beside = _baseline(view)
    if beside is not None:
        yield Figures((beside,))
    figures = [figure for metric in CLASSES if (figure := _classes(view, metric))]
    curve = _prevalence(view)
    if curve is not None:
        figures.append(curve)
    if figures:
        yield Figures(tuple(figures))
    yield from drawn_exhibits(view, "fairness", kinds=("precision_recall",))
    yield from drawn_exhibits(view, "imbalance")
    yield from remaining(view, "imbalance", OWN)


def _classes(view: View, metric: str) -> Figure | None:
    found = view.of_metric(metric)
    return metric_figure(view, metric, found) if found else None


def _idle(view: View, metric: str) -> float | None:
    """What doing nothing scores: the majority class, chance, or answering always positive."""
    majority, base = view.estimate("majority_share"), view.estimate("base_rate")
    if metric == "accuracy":
        return None if majority is None else float(majority["value"])
    if metric in ("average_precision", "f1"):
        if base is None:
            return None
        share: float = base["value"]
        return share if metric == "average_precision" else 2 * share / (1 + share)
    if metric == "balanced_accuracy":
        classes = {str(m["group"].get("class")) for m in view.of_metric("class_recall")}
        return 1 / max(len(classes), 2)
    return 0.5 if metric == "roc_auc" else 0.0


def _baseline(view: View) -> Figure | None:
    rows, dots = [], []
    for metric in BESIDE:
        found, idle = view.estimate(metric), _idle(view, metric)
        if found is None or idle is None:
            continue
        low, high = found["interval"]
        shown, reach = plain(found["value"], 3), between(found["interval"], UNIT)
        dots.append(
            Dot(phrase(metric), "", found["value"], (low, high), shown,
                reach.replace(" to ", ", "), "beside", beside=idle)
        )  # fmt: skip
        rows.append((phrase(metric), shown, reach, plain(idle, 3), size(found["sample_size"])))
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
        alt, forest.draw(chart, alt=alt, wide=True),
        columns(("Score", "This model", "Interval", "Does nothing", "n"), rows),
        "Each score with its own interval. The majority share is measured on the same rows; "
        "accuracy is tested against it exactly.",
        vega.forest_spec(chart), wide=True,
    )  # fmt: skip


def _prevalence(view: View) -> Figure | None:
    found = [m for m in view.of_metric("precision_at_prevalence") if "value" in m]
    places = sorted((float(m["group"]["prevalence"]), m) for m in found)
    if len(places) < 2:
        return None
    series = [
        Series(
            "precision",
            tuple((at, m["value"]) for at, m in places),
            tuple((m["interval"][0], m["interval"][1]) for _, m in places),
            0, dots=True,
        ),
        Series("chance", tuple((at, at) for at, _ in places), (), -1),
    ]  # fmt: skip
    base = view.estimate("base_rate")
    guides = (Guide(base["value"], "here", vertical=True),) if base else ()
    chart = Lines(
        tuple(series),
        Axis("share of positives (prevalence)", SHARE, logarithmic=True),
        Axis("precision", SHARE, (0.0, 1.0)),
        guides,
    )
    rare_at, rare = places[0]
    title = (
        f"Where {with_unit(rare_at, SHARE)} are positive, "
        f"{plain(100 * (1 - rare['value']), 0)} of 100 alarms would be wrong"
    )
    alt = "Line chart. " + "; ".join(
        f"at {with_unit(at, SHARE)} precision {with_unit(m['value'], SHARE)}" for at, m in places
    )
    rows = [
        (with_unit(at, SHARE), with_unit(m["value"], SHARE), between(m["interval"], SHARE),
         size(m["sample_size"]))
        for at, m in places
    ]  # fmt: skip
    return Figure(
        "fig-prevalence", title, "The same error rates at another prevalence", alt,
        lines.draw(chart, alt=alt),
        columns(("Prevalence", "Precision", "Interval", "n"), rows),
        f"Label shift: true and false positive rates are held and the prevalence is moved. "
        f"{method(view, 'precision_at_prevalence', found)}",
        vega.lines_spec(chart),
    )  # fmt: skip

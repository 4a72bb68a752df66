"""The reliability card: how far the explanations of one method may be believed.

What each number must reach is given with the subject (`audits.judging.advice`).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from audits.explanations.method_evaluation import Explained, MethodEvaluation
from audits.explanations.metric_names import Names
from audits.measurement import Estimate, Exhibit, Measurement, Undetermined
from audits.probing.advice import Advice
from audits.statistics.means_over_rows import mean_over_rows, next_draw

IS_NOT = (
    "Not a cause and not a reason: which parts of this input moved this answer, under one way of "
    "asking."
)


def card_measurements(
    evaluation: MethodEvaluation, names: Names, confidence: float
) -> Iterator[Measurement]:
    """Every number of the card, determined or not."""
    rows = evaluation.telling
    reason = evaluation.undetermined
    if reason is None and not rows:
        reason = "no unit moves the answer of any explained row"
    if reason is not None:
        owned = [names.sanity, names.deletion, names.insertion]
        owned += [names.stability] if names.draws_at_random else []
        owned += [names.fidelity] if names.surrogate else []
        for metric in owned:
            yield Undetermined(metric, (), reason, len(evaluation.rows))
        return
    if names.draws_at_random:
        yield from _stability(rows, names, confidence)
    if names.surrogate:
        values = [_unit(row.explanation.held_out or 0.0) for row in rows]
        yield mean_over_rows(names.fidelity, (), values, least=0, greatest=1, confidence=confidence)
    if evaluation.randomised.by is None:
        yield Undetermined(names.sanity, (), evaluation.randomised.reason, len(rows))
    else:
        yield mean_over_rows(
            names.sanity,
            (),
            [_unit(row.sanity) for row in rows],
            least=0,
            greatest=1,
            confidence=confidence,
            note=f"over rows, {evaluation.randomised.by} shuffled",
        )
    for metric, own, random in (
        (names.deletion, "deletion_area", "random_deletion_area"),
        (names.insertion, "insertion_area", "random_insertion_area"),
    ):
        for group, which in (((), own), ((("set", "random order"),), random)):
            areas = [_unit(getattr(row.curves, which)) for row in rows]
            yield mean_over_rows(metric, group, areas, least=0, greatest=1, confidence=confidence)


def _stability(rows: Sequence[Explained], names: Names, confidence: float) -> Iterator[Measurement]:
    seeds = len(rows[0].again)
    each = np.array([[row.agreement(seed) for row in rows] for seed in range(seeds)])
    kinds = ((), (("set", "strongest units"),), (("set", "rank correlation"),))
    for index, group in enumerate(kinds):
        draws = each[:, :, index].mean(axis=1) if seeds else []
        yield next_draw(
            names.stability,
            group,
            draws,
            least=-1 if index == 2 else 0,
            greatest=1,
            confidence=confidence,
            rows=len(rows),
        )


def _unit(value: float) -> float:
    return min(max(value, 0.0), 1.0)


@dataclass(frozen=True, slots=True)
class Judged:
    """doubts: why these explanations should not be relied on. unsure: what too few rows or seeds
    leave open, neither held nor failed. Both empty where everything was held. least: what each
    metric must reach."""

    doubts: tuple[str, ...] = ()
    unsure: tuple[str, ...] = ()
    least: Mapping[str, float] = field(default_factory=dict)


def judged(
    evaluation: MethodEvaluation, measurements: Sequence[Measurement], names: Names, advice: Advice
) -> Judged:
    """The whole interval of each number against its threshold, and the curves."""
    known = (names.stability, names.fidelity, names.sanity)
    thresholds = {name: advice[name].limit for name in known if name in advice}
    if evaluation.undetermined is not None:
        return Judged((evaluation.undetermined,), least=thresholds)
    rows = evaluation.telling
    if not rows:
        return Judged(("no unit moves the answer of any explained row",), least=thresholds)
    shuffled = evaluation.randomised.by
    says = {
        names.stability: "two seeds agree on {value:.2f} of the weight",
        names.fidelity: "the surrogate's R² is {value:.2f}",
        names.sanity: f"{{value:.2f}} of it changes when the {shuffled} are shuffled",
    }
    doubts, unsure = [], []
    for measured in measurements:
        least = thresholds.get(measured.metric)
        if least is None or measured.group:
            continue
        if isinstance(measured, Estimate):
            text = says[measured.metric].format(value=measured.value)
            span = measured.interval
            if span.upper < least:
                doubts.append(f"{text}, under {least:.2f}")
            elif span.lower < least:
                unsure.append(
                    f"{text}, and the interval {span.lower:.2f} to {span.upper:.2f} lies on both "
                    f"sides of {least:.2f}"
                )
        elif measured.metric != names.sanity or shuffled is not None:
            unsure.append(f"{measured.metric} is undetermined: {measured.reason}")
    lost = np.mean([r.curves.random_deletion_area - r.curves.deletion_area for r in rows])
    gained = np.mean([r.curves.insertion_area - r.curves.random_insertion_area for r in rows])
    if lost + gained <= 0:
        doubts.append("taking its strongest units away moves the answer no more than random ones")
    return Judged(tuple(doubts), tuple(unsure), thresholds)


def row_doubts(row: Explained, names: Names, least: Mapping[str, float]) -> list[str]:
    """Doubts of one row; its curves alone are too coarse to judge it by.

    least: what each metric must reach.
    """
    if not row.moves:
        return ["no unit moves this answer"]
    doubts = []
    stable, fits = least.get(names.stability), least.get(names.fidelity)
    if row.again and stable is not None and row.stability < stable:
        doubts.append(f"two seeds agree on {row.stability:.2f} of the weight, under {stable:.2f}")
    if row.explanation.held_out is not None and fits is not None:
        fit = _unit(row.explanation.held_out)
        if fit < fits:
            doubts.append(f"the surrogate's R² is {fit:.2f}, under {fits:.2f}")
    return doubts


def card_exhibit(
    evaluation: MethodEvaluation, measurements: Sequence[Measurement], title: str, judgement: Judged
) -> Exhibit:
    """The card with its stamp, for the report."""
    rows = []
    for measured in measurements:
        entry: dict[str, object] = {
            "metric": measured.metric,
            "group": dict(measured.group),
            "threshold": judgement.least.get(measured.metric) if not measured.group else None,
        }
        if isinstance(measured, Estimate):
            entry["value"] = measured.value
            entry["interval"] = [measured.interval.lower, measured.interval.upper]
        else:
            entry["undetermined"] = measured.reason
        rows.append(entry)
    return Exhibit(
        "reliability",
        f"How far {title} may be believed here",
        {
            "method": evaluation.method.name,
            "rows": rows,
            "explained": len(evaluation.rows),
            "left_out": [f"row {row}: {why}" for row, why in evaluation.left_out.items()],
            "stamped": bool(judgement.doubts),
            "doubts": list(judgement.doubts),
            "unsure": list(judgement.unsure),
            "not": IS_NOT,
        },
    )

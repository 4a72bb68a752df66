"""Numbers then and now, predictions or scores: how far each group's errors moved."""

from collections.abc import Iterator, Mapping
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from audits.comparison.differences import differences_and_gaps
from audits.comparison.group_changes import ComparedGroups, changed_or_not, compared_groups, flips
from audits.data.arrays import Floats
from audits.data.clusters import cluster_codes
from audits.data.dataset import Role
from audits.data.groups import row_groups, slices
from audits.data.row_weights import amounts
from audits.errors import NotApplicable
from audits.json_types import JsonObject
from audits.measurement import Group
from audits.planning.plan import Plan
from audits.probing.subject import Subject
from audits.specification.roles import Kind
from audits.statistics.enough_rows import ABSOLUTE, SIGNED, SQUARED
from audits.statistics.paired_means import (
    Measure,
    Moving,
    Sample,
    area,
    explained,
    mean,
    mean_change,
    root,
)
from audits.statistics.paired_shares import Change
from audits.statistics.shares import Stated
from audits.statistics.unseen_area_change import one_unseen_move

Differences: TypeAlias = Mapping[str, list[JsonObject]]
# A number is another one where it differs by more than this share of its size.
NOTICEABLE = 1e-6
NEEDS = {
    "mean_absolute_error": ABSOLUTE,
    "root_mean_squared_error": SQUARED,
    "r_squared": SQUARED,
}


def pair_predictions(subject: Subject, now: Floats, before: Floats, plan: Plan) -> JsonObject:
    """Mean errors of predicted numbers; without labels, their mean."""
    stated = Stated(plan.settings.confidence, plan.settings.smallest_group)
    column = subject.data.one(Role.LABEL)
    label = column.numbers if column is not None and column.kind is Kind.NUMBER else None
    known = np.isfinite(now) & np.isfinite(before)
    if label is not None:
        known &= np.isfinite(label)
    sample = _sample(subject)

    def measured(rows: NDArray[np.int32]) -> Mapping[str, Change]:
        subsample = sample.taken(rows)
        label_here = None if label is None else label[rows]
        then = _errors(before[rows], label_here, subsample)
        today = _errors(now[rows], label_here, subsample)
        return {
            name: mean_change(
                then[name], today[name], subsample, stated, needs=NEEDS.get(name, SIGNED)
            )
            for name in today
        }

    return _comparison(subject, plan, "numbers", (before, now, known), measured)


def pair_scores(subject: Subject, now: Floats, before: Floats, plan: Plan) -> JsonObject:
    """Area under the ROC curve and Brier score, and the mean score."""
    known, measured = _scored(subject, now, before, plan)
    return _comparison(subject, plan, "scores", (before, now, known), measured)


def scores_beside(subject: Subject, now: Floats, before: Floats, plan: Plan) -> Differences:
    """`differences` and `gaps` of the scores that go with classes: their area and Brier score."""
    known, measured = _scored(subject, now, before, plan, has_mean=False)
    nothing = np.zeros(len(now), dtype=bool)
    whole = compared_groups(subject, plan, changed_or_not(nothing, nothing))
    return _differences(subject, whole, known, measured, plan)


def _scored(
    subject: Subject, now: Floats, before: Floats, plan: Plan, *, has_mean: bool = True
) -> tuple[NDArray[np.bool_], Measure]:
    """The rows that are compared, shape (rows,), and what is measured of some of them."""
    stated = Stated(plan.settings.confidence, plan.settings.smallest_group)
    known = np.isfinite(now) & np.isfinite(before)
    positive = _positive(subject)
    if positive is not None:
        known &= positive >= 0
    both = now[known], before[known]
    shares = all(
        len(probabilities) and probabilities.min() >= 0 and probabilities.max() <= 1
        for probabilities in both
    )
    most = 1.0 if shares else None
    sample = _sample(subject)

    def measured(rows: NDArray[np.int32]) -> Mapping[str, Change]:
        rows_taken = sample.taken(rows)
        then, today = before[rows], now[rows]
        changes: dict[str, Change] = {}
        if positive is not None:
            is_positive = positive[rows] == 1
            if (change := _area(then, today, is_positive, rows_taken, stated)) is not None:
                changes["roc_auc"] = change
            if shares:
                off = (
                    mean((then - is_positive) ** 2, rows_taken),
                    mean((today - is_positive) ** 2, rows_taken),
                )
                changes["brier_score"] = mean_change(*off, rows_taken, stated, most=1.0)
        if has_mean:
            means = mean(then, rows_taken), mean(today, rows_taken)
            changes["mean_score"] = mean_change(*means, rows_taken, stated, most=most)
        return changes

    return known, measured


def _area(
    then: Floats, now: Floats, positive: NDArray[np.bool_], sample: Sample, stated: Stated
) -> Change | None:
    sizes = [sample.taken(side).size for side in (positive, ~positive)]
    if (
        min(sizes) == 0
        or min(float(sample.row_weights @ side) for side in (positive, ~positive)) <= 0
    ):
        return None
    undetermined_reason = None
    for size, kind in zip(sizes, ("positive", "negative"), strict=True):
        if size < stated.smallest_group:
            rows = "row" if size == 1 else "rows"
            undetermined_reason = (
                undetermined_reason
                or f"{size} {kind} {rows} where {stated.smallest_group} are needed"
            )
    unseen = (0.0, 0.0)
    if sample.weights is not None:
        unseen = one_unseen_move(then, now, positive, sample.weights, sample.counts)
    return mean_change(
        area(then, positive, sample), area(now, positive, sample), sample, stated,
        method="delong-paired", most=1.0, undetermined_reason=undetermined_reason, unseen=unseen,
    )  # fmt: skip


def _errors(predicted: Floats, label: Floats | None, sample: Sample) -> Mapping[str, Moving]:
    if label is None:
        return {"mean_prediction": mean(predicted, sample)}
    error = predicted - label
    moving = {
        "mean_absolute_error": mean(np.abs(error), sample),
        "root_mean_squared_error": root(error * error, sample),
        "mean_error": mean(error, sample),
    }
    if (share := explained(error * error, label, sample)) is not None:
        moving["r_squared"] = share
    return moving


def _positive(subject: Subject) -> NDArray[np.int8] | None:
    """Shape (rows,): 1, 0, or -1 without a label; None where no label says what is positive."""
    column = subject.data.one(Role.LABEL)
    if column is None or column.kind is not Kind.CATEGORY:
        return None
    try:
        positive = subject.positive
    except NotApplicable:
        return None
    labels = column.categories
    return np.where(labels.codes < 0, -1, labels.equals(positive)).astype(np.int8)


def _sample(subject: Subject) -> Sample:
    counts, weights = amounts(subject.data)
    return Sample(len(subject.data), counts, weights, cluster_codes(subject.data))


def _comparison(
    subject: Subject,
    plan: Plan,
    kind: str,
    answers: tuple[Floats, Floats, NDArray[np.bool_]],
    measured: Measure,
) -> JsonObject:
    before, now, known = answers
    stated = Stated(plan.settings.confidence, plan.settings.smallest_group)
    unanswered = ~(np.isfinite(before) & np.isfinite(now))
    distance = np.abs(np.where(unanswered, 0.0, now) - np.where(unanswered, 0.0, before))
    sizes = np.maximum(np.abs(np.nan_to_num(now)), np.abs(np.nan_to_num(before)))
    crossing = changed_or_not(distance > NOTICEABLE * sizes, unanswered)
    whole = compared_groups(subject, plan, crossing)
    entry: JsonObject = {
        "answers": kind,
        "rows": whole.rows,
        "without_answer": whole.without_answer,
        "confidence": stated.confidence,
        "flips": [flips(group, crossing, stated) for group in whole.groups],
        **_differences(subject, whole, known, measured, plan),
    }
    sample = _sample(subject)
    answered = np.flatnonzero(~unanswered & (sample.row_weights > 0)).astype(np.int32)
    if len(answered):
        rows_taken = sample.taken(answered)
        still = Moving(0.0, np.zeros(len(answered)))
        change = mean_change(still, mean(distance[answered], rows_taken), rows_taken, stated)
        if change.limits is not None and change.undetermined_reason is None:
            entry["moved_by"] = {"value": change.now, "interval": [max(0.0, change.limits[0]),
                                     change.limits[1]], "method": change.method}  # fmt: skip
    return entry


def _differences(
    subject: Subject, whole: ComparedGroups, known: NDArray[np.bool_], measured: Measure, plan: Plan
) -> Differences:
    stated = Stated(plan.settings.confidence, plan.settings.smallest_group)
    rows = np.flatnonzero(known & (_sample(subject).row_weights > 0)).astype(np.int32)
    by_group = dict(_groups(subject, whole, rows, measured)) if len(rows) else {}
    metrics = dict.fromkeys(name for changes in by_group.values() for name in changes)
    in_order = (
        (name, {group: changes[name] for group, changes in by_group.items() if name in changes})
        for name in metrics
    )
    return differences_and_gaps(whole.groups, in_order, stated, shares=False)


def _groups(
    subject: Subject, whole: ComparedGroups, rows: NDArray[np.int32], measured: Measure
) -> Iterator[tuple[Group, Mapping[str, Change]]]:
    yield (), measured(rows)
    for division, group in row_groups(subject.protected, whole.divisions):
        dealt = slices(rows, group, len(division.groups))
        for name, group_name in zip(division.groups, dealt, strict=True):
            if len(group_name):
                yield name, measured(group_name)

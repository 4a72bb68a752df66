"""Whether the model does better than always giving the most frequent answer."""

from collections.abc import Iterator, Sequence

import numpy as np

from audits.data.dataset import Kind, Role
from audits.data.tallies import Tally
from audits.errors import NotApplicable
from audits.imbalance.agreement import agreement
from audits.measurement import Estimate, Group, Measurement, Undetermined
from audits.probing.confusion import Confusion, confusion
from audits.probing.probe import Asks, Idle, Metric, Scale, Subject, probe
from audits.probing.used_cells import UsedCells, used_cells
from audits.specification.parameter_bounds import Confidence, Cost, Draws, SmallestGroup
from audits.statistics.intervals import limits, one_sided_p
from audits.statistics.matrix_scores import as_f1
from audits.statistics.share_measurements import (
    Share,
    Stated,
    method_of,
    rate,
    share_of,
    too_few,
)
from audits.statistics.shares import as_summed
from audits.statistics.tests import more_often
from audits.statistics.with_interval import stated_value

# Of answers that tell nothing so few seem opposed by chance, and bad ones are nearer to chance.
_BY_CHANCE, _OPPOSED = 0.002, -0.3


@probe(
    metrics=(
        Metric(
            "majority_share",
            "Share of the most frequent label: the accuracy of a model that does nothing.",
            Scale.SHARE,
        ),
        Metric(
            "accuracy_gain_over_majority",
            "Accuracy minus the share of the most frequent label; 0 is what doing nothing gives.",
            Scale.SHARE_DIFFERENCE,
            null=0.0,
        ),
        Metric(
            "balanced_accuracy",
            "Recall averaged over the classes; one answer for all gives 1 / classes.",
            Scale.UNIT,
            idle=Idle.CLASSES,
        ),
        Metric(
            "matthews_correlation",
            "Correlation of label and prediction, -1 to 1; 0 is no skill.",
            Scale.UNIT,
            null=0.0,
            idle=Idle.NULL,
            title="Matthews correlation",
        ),
        Metric(
            "f1",
            "Harmonic mean of precision and recall of the positive class.",
            Scale.UNIT,
            title="F1",
            idle=Idle.ALWAYS_POSITIVE,
        ),
        Metric(
            "cohen_kappa",
            "Agreement of label and prediction beyond chance; 0 is chance.",
            Scale.UNIT,
            null=0.0,
            title="Cohen's kappa",
            idle=Idle.NULL,
        ),
        Metric(
            "expected_cost",
            "Mean cost of a row: misses of the positive class and false alarms of it, each costing "
            "1 where nobody states another cost.",
            Scale.NUMBER,
        ),
    ),
    honours=(Role.WEIGHT, Role.COUNT, Role.CLUSTER),
    needs=(Role.LABEL,),
    asks=Asks.PREDICTION,
    label=Kind.CATEGORY,
    version=6,
)
def accuracy_against_majority(
    subject: Subject,
    *,
    smallest_group: SmallestGroup = 30,
    confidence: Confidence = 0.95,
    cost_false_positive: Cost = 1.0,
    cost_false_negative: Cost = 1.0,
    draws: Draws = 2000,
) -> Iterator[Measurement]:
    """Accuracy beside the share of the most frequent label, and scores that see imbalance.

    The gain comes with an exact test that accuracy is above that share on the same rows. With
    more than two classes and none named positive, f1 and cost are not measured.

    smallest_group: a number with a smaller denominator is undetermined, with its raw value.
    confidence: of every interval.
    cost_false_positive: of a negative that is answered positive.
    cost_false_negative: of a positive that is answered negative.
    draws: of the intervals of correlation and kappa.
    """
    stated = Stated(confidence, smallest_group)
    confusions = confusion(subject)
    costs = (cost_false_positive, cost_false_negative)
    everyone: list[tuple[Group, Tally]] = [((), confusions.overall)]
    for division, tally in zip(confusions.divisions, confusions.groups, strict=True):
        everyone += [(group, tally[index]) for index, group in enumerate(division.groups)]
    positive = _positive(subject)
    for group, tally in everyone:
        cells = used_cells(confusions, tally)
        yield from _majority(group, cells, stated)
        yield _balanced(group, cells, stated)
        for measured in agreement(subject, group, tally, cells, stated, draws):
            if not group and len(cells.classes) == 2:
                _tell_of_opposed_codes(measured, subject)
            yield measured
        if positive is not None:
            yield _f1(group, tally, confusions, positive, stated)
            yield _cost(group, tally, confusions, positive, costs, stated)


def _tell_of_opposed_codes(measurement: Measurement, subject: Subject) -> None:
    """Two classes that agree less than by chance may be coded the other way round on one side."""
    if not isinstance(measurement, Estimate) or measurement.metric != "matthews_correlation":
        return
    widest = limits(measurement.method, measurement.evidence, 1 - _BY_CHANCE)
    if measurement.value < _OPPOSED and widest.upper < 0:
        message = (
            "the answers run against the labels: the two agree less often than by chance (Matthews "
            f"correlation {measurement.value:.2f}). Where a value of the one means the opposite in "
            "the other, such as 1 for a default and 1 for an approval, say so with a `map` on "
            "either"
        )
        subject.warn(message)


def _positive(subject: Subject) -> str | None:
    try:
        return subject.positive
    except NotApplicable as missing:
        message = f"f1 and cost are not measured: {missing.reason}; {missing.remedy}"
        subject.warn(message)
        return None


def _majority(group: Group, cells: UsedCells, stated: Stated) -> Iterator[Measurement]:
    """The majority's share, and by how much accuracy is above it on the same rows."""
    metric, tally = "accuracy_gain_over_majority", cells.tally
    rows = int(tally.rows.sum())
    amounts = tally.rows if tally.weights is None else tally.weights
    labels = np.bincount(cells.label, amounts, minlength=len(cells.classes))
    if float(labels.sum()) <= 0:
        reason = too_few(rows, stated.smallest_group)
        yield Undetermined("majority_share", group, reason, rows)
        yield Undetermined(metric, group, reason, rows)
        return
    # Classes are in text order, so a tie goes to the first.
    majority = int(labels.argmax())
    rivals = _rivals(cells, majority)
    share = share_of(tally, cells.is_label(majority), cells.anything)
    yield _most_frequent(group, share, len(rivals), stated)
    method, evidence, p_value = _gain(cells, rivals)
    right, most = share_of(tally, cells.right, cells.anything), float(labels.max())
    value = (right.successes - most) / right.trials
    undetermined_reason = right.undetermined_reason(stated.smallest_group)
    yield stated_value(
        metric, group, value, method, evidence, rows, undetermined_reason, stated, p_value=p_value
    )


def _most_frequent(group: Group, share: Share, rivals: int, stated: Stated) -> Measurement:
    """The share of the label that is the most frequent here; so many may be it in truth."""
    method = method_of(share, "wilson-most", "linearised-most")
    return stated_value(
        "majority_share", group, share.value, method, (*share.evidence, float(rivals)), share.rows,
        share.undetermined_reason(stated.smallest_group), stated,
    )  # fmt: skip


def _gain(cells: UsedCells, rivals: Sequence[int]) -> tuple[str, tuple[float, ...], float]:
    """Method, evidence and one-sided p-value of the gain over the most frequent answer."""
    evidence: tuple[float, ...] = ()
    p_value, plain = 0.0, True
    for rival in rivals:
        label = cells.is_label(rival)
        better, worse = cells.right & ~label, ~cells.right & label
        differ = share_of(cells.tally, better | worse, cells.anything)
        ahead = share_of(cells.tally, better, better | worse)
        evidence += (*differ.evidence, *ahead.evidence)
        plain = differ.effective is None
        if plain:
            b = int(ahead.successes)
            p_value = max(p_value, more_often(b, int(ahead.trials) - b))
    method = "exact-paired" if plain else "korn-graubard-paired"
    if not plain:
        p_value = one_sided_p(method, evidence, 0.0, above=True)
    return method, evidence, p_value


def _rivals(cells: UsedCells, majority: int) -> list[int]:
    """The most frequent label and those that may be more frequent in truth.

    The majority is the label that happened to be the most frequent in these rows. A label is
    left out only where it is less frequent beyond all doubt (one in a million).
    """
    labels, most = [majority], cells.is_label(majority)
    for index in range(len(cells.classes)):
        if index == majority:
            continue
        ahead = share_of(cells.tally, most, most | cells.is_label(index))
        method = method_of(ahead, "clopper-pearson", "korn-graubard")
        if limits(method, ahead.evidence, 1 - 2e-6).lower <= 0.5:
            labels.append(index)
    return labels


def _balanced(group: Group, cells: UsedCells, stated: Stated) -> Measurement:
    """Mean recall of the classes that have labels."""
    metric, rows = "balanced_accuracy", int(cells.tally.rows.sum())
    shares = {
        name: share_of(cells.tally, cells.right, cells.is_label(index))
        for index, name in enumerate(cells.classes)
    }
    shares = {name: share for name, share in shares.items() if share.possible}
    if not shares:
        return Undetermined(metric, group, too_few(rows, stated.smallest_group), rows)
    if len(shares) < 2:
        reason = f"only one class has labels here: {next(iter(shares))!r}"
        return Undetermined(metric, group, reason, rows)
    method = method_of(next(iter(shares.values())), "mover", "linearised-mover")
    weight = 1 / len(shares)
    parts = as_summed(list(shares.values()))
    evidence = tuple(number for share in parts for number in (weight, *share.evidence))
    value = sum(share.value for share in shares.values()) / len(shares)
    undetermined_reasons = (
        f"of class {name!r}: {undetermined_reason}"
        for name, share in sorted(shares.items(), key=lambda item: item[1].rows)
        if (undetermined_reason := share.undetermined_reason(stated.smallest_group)) is not None
    )
    return stated_value(
        metric, group, value, method, evidence, rows, next(undetermined_reasons, None), stated
    )


def _f1(
    group: Group, tally: Tally, confusions: Confusion, positive: str, stated: Stated
) -> Measurement:
    label, predicted = confusions.is_label(positive), confusions.is_prediction(positive)
    share = share_of(tally, label & predicted, label | predicted)
    return as_f1(rate("f1", group, share, stated))


def _cost(
    group: Group,
    tally: Tally,
    confusions: Confusion,
    positive: str,
    costs: tuple[float, float],
    stated: Stated,
) -> Measurement:
    metric, rows = "expected_cost", int(tally.rows.sum())
    label, predicted = confusions.is_label(positive), confusions.is_prediction(positive)
    least = min(0.0, *costs)
    # Every row is one of these events; those of equal cost are one.
    events = (
        ((predicted & ~label), costs[0]),
        ((label & ~predicted), costs[1]),
        (label == predicted, 0.0),
    )
    dearer = sorted({price for _, price in events if price > least}, reverse=True)
    shares = []
    for price in dearer:
        cells = np.logical_or.reduce([cell for cell, own in events if own == price])
        shares.append(share_of(tally, cells, confusions.anything))
    if not all(share.possible for share in shares) or rows == 0:
        return Undetermined(metric, group, too_few(rows, stated.smallest_group), rows)
    if not shares:
        return Undetermined(metric, group, "every answer costs the same", rows)
    evidence: tuple[float, ...] = (least,)
    for price, share in zip(dearer, as_summed(shares), strict=True):
        evidence += (price - least, *share.evidence)
    paid = zip(dearer, shares, strict=True)
    value = least + sum((price - least) * share.value for price, share in paid)
    method = method_of(shares[0], "exact-cost", "korn-graubard-cost")
    undetermined_reason = next(
        (
            undetermined_reason
            for share in shares
            if (undetermined_reason := share.undetermined_reason(stated.smallest_group))
        ),
        None,
    )
    return stated_value(metric, group, value, method, evidence, rows, undetermined_reason, stated)

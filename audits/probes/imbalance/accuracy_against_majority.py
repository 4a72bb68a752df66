"""Whether the model does better than always giving the most frequent answer."""

from collections.abc import Iterator
from math import sqrt

import numpy as np

from audits.agreement import as_f1, bootstrapped, cohen_kappa, matthews_correlation
from audits.clusters import squared_error
from audits.confusion import Confusion, confusion
from audits.counts import Tally
from audits.dataset import Kind, Role
from audits.errors import NotApplicable
from audits.intervals import limits, one_sided_p
from audits.means import Mean, measured
from audits.measurement import Estimate, Group, Measurement, Undetermined
from audits.probe import Asks, Metric, Scale, Subject, probe
from audits.rates import Stated, method_of, rate, share_of, too_few
from audits.significance import more_often


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
        ),
        Metric(
            "matthews_correlation",
            "Correlation of label and prediction, -1 to 1; 0 is no skill.",
            Scale.UNIT,
            null=0.0,
        ),
        Metric("f1", "Harmonic mean of precision and recall of the positive class.", Scale.UNIT),
        Metric(
            "cohen_kappa",
            "Agreement of label and prediction beyond chance; 0 is chance.",
            Scale.UNIT,
            null=0.0,
        ),
        Metric(
            "expected_cost",
            "Mean cost of a row under the stated costs of the two kinds of error.",
            Scale.NUMBER,
        ),
    ),
    honours=(Role.WEIGHT, Role.COUNT, Role.CLUSTER),
    needs=(Role.LABEL,),
    asks=Asks.PREDICTION,
    label=Kind.CATEGORY,
)
def accuracy_against_majority(
    subject: Subject,
    *,
    smallest_group: int = 30,
    confidence: float = 0.95,
    cost_false_positive: float = 1.0,
    cost_false_negative: float = 1.0,
    draws: int = 2000,
) -> Iterator[Measurement]:
    """Accuracy beside the share of the most frequent label, and scores that see imbalance.

    The gain comes with an exact test that accuracy is above that share on the same rows. With
    more than two classes and none named positive, f1 and cost are not measured.

    smallest_group: a number with a smaller denominator is undetermined, with its raw value.
    confidence: of every interval.
    cost_false_positive: of a negative that is answered positive.
    cost_false_negative: of a positive that is answered negative.
    draws: of the bootstrap of correlation and kappa.
    """
    stated = Stated(confidence, smallest_group)
    found = confusion(subject)
    costs = (cost_false_positive, cost_false_negative)
    everyone: list[tuple[Group, Tally]] = [((), found.overall)]
    for division, tally in zip(found.divisions, found.groups, strict=True):
        everyone += [(group, tally[at]) for at, group in enumerate(division.groups)]
    positive = _positive(subject)
    for group, tally in everyone:
        yield from _majority(group, tally, found, stated)
        yield _balanced(group, tally, found, stated)
        yield from _agreement(subject, group, tally, found, stated, draws)
        if positive is not None:
            yield _f1(group, tally, found, positive, stated)
            yield _cost(group, tally, found, positive, costs, stated)


def _positive(subject: Subject) -> str | None:
    try:
        return subject.positive
    except NotApplicable as missing:
        message = f"f1 and cost are not measured: {missing.reason}; {missing.remedy}"
        if message not in subject.warnings:
            subject.warnings.append(message)
        return None


def _majority(
    group: Group, tally: Tally, found: Confusion, stated: Stated
) -> Iterator[Measurement]:
    """The majority's share, and by how much accuracy is above it on the same rows."""
    metric = "accuracy_gain_over_majority"
    rows = int(tally.rows.sum())
    held = tally.rows if tally.weights is None else tally.weights
    labels = held.sum(axis=1)
    if float(labels.sum()) <= 0:
        reason = too_few(rows, stated.smallest_group)
        yield Undetermined("majority_share", group, reason, rows)
        yield Undetermined(metric, group, reason, rows)
        return
    # Classes are in text order, so a tie goes to the first.
    majority = found.is_label(found.classes[int(labels.argmax())])
    yield rate("majority_share", group, share_of(tally, majority, found.anything), stated)
    better, worse = found.right & ~majority, ~found.right & majority
    if tally.clustered is None and (tally.weights is None or tally.squares is None):
        b, c = int(tally.rows[better].sum()), int(tally.rows[worse].sum())
        evidence: tuple[float, ...] = (float(b), float(c), float(rows))
        method, value, p_value = "tango", (b - c) / rows, more_often(b, c)
    else:
        gain = better.astype(float) - worse.astype(float)
        mean = _cell_mean(tally, gain)
        evidence, method, value = (*mean.evidence, -1.0, 1.0), "bounded-student_t", mean.value
        p_value = 1.0
        if mean.error <= 0:
            # Of clusters that are all alike, each says as much as one row.
            evidence, method = (value, mean.freedom + 1, -1.0, 1.0), "hoeffding"
        elif value > 0:
            p_value = one_sided_p(method, evidence, 0.0, above=True)
    interval = limits(method, evidence, stated.confidence)
    few = _lacking(tally, found, stated)
    if few is not None:
        yield Undetermined(metric, group, few, rows, (value, interval))
        return
    yield Estimate(
        metric, group, value, interval, stated.confidence, rows, method, evidence, p_value=p_value
    )


def _balanced(group: Group, tally: Tally, found: Confusion, stated: Stated) -> Measurement:
    """Mean recall of the classes that have labels."""
    metric, rows = "balanced_accuracy", int(tally.rows.sum())
    shares = {name: share_of(tally, found.right, found.is_label(name)) for name in found.classes}
    shares = {name: share for name, share in shares.items() if share.possible}
    if not shares:
        return Undetermined(metric, group, too_few(rows, stated.smallest_group), rows)
    method = method_of(next(iter(shares.values())), "mover", "linearised-mover")
    weight = 1 / len(shares)
    evidence = tuple(part for share in shares.values() for part in (weight, *share.evidence))
    value = sum(share.value for share in shares.values()) / len(shares)
    interval = limits(method, evidence, stated.confidence)
    for name, share in sorted(shares.items(), key=lambda item: item[1].rows):
        few = share.lacking(stated.smallest_group)
        if few is not None:
            reason = f"class {name!r} has {few}"
            return Undetermined(metric, group, reason, rows, (value, interval))
    return Estimate(metric, group, value, interval, stated.confidence, rows, method, evidence)


def _lacking(tally: Tally, found: Confusion, stated: Stated) -> str | None:
    """Why nothing can be said of all rows together: too few, or too few clusters."""
    return share_of(tally, found.right, found.anything).lacking(stated.smallest_group)


def _agreement(
    subject: Subject, group: Group, tally: Tally, found: Confusion, stated: Stated, draws: int
) -> Iterator[Measurement]:
    rows = int(tally.rows.sum())
    held = tally.rows if tally.weights is None else tally.weights
    right = share_of(tally, found.right, found.anything)
    few = right.lacking(stated.smallest_group)
    # Clustered rows are drawn as if they were as few as their accuracy is precise.
    effective = None if right.clusters is None else right.effective
    constant = min(np.count_nonzero(held.sum(0)), np.count_nonzero(held.sum(1))) < 2
    for metric, measure in (
        ("matthews_correlation", matthews_correlation),
        ("cohen_kappa", cohen_kappa),
    ):
        if rows < 2 or (constant and metric == "matthews_correlation"):
            reason = few or "all labels, or all predictions, are the same: nothing to correlate"
            yield Undetermined(metric, group, reason, rows)
            continue
        value = float(measure(held))
        purpose = f"{metric} " + "".join(f"{name}={level};" for name, level in group)
        method, evidence = bootstrapped(
            value, tally, measure, draws, subject.rng(purpose), effective=effective
        )
        interval = limits(method, evidence, stated.confidence)
        if few is not None:
            yield Undetermined(metric, group, few, rows, (value, interval))
        elif interval.lower >= interval.upper:
            yield Undetermined(metric, group, "no variation", rows)
        else:
            yield Estimate(
                metric, group, value, interval, stated.confidence, rows, method, evidence
            )


def _f1(group: Group, tally: Tally, found: Confusion, positive: str, stated: Stated) -> Measurement:
    label, said = found.is_label(positive), found.is_prediction(positive)
    share = share_of(tally, label & said, label | said)
    return as_f1(rate("f1", group, share, stated))


def _cost(
    group: Group,
    tally: Tally,
    found: Confusion,
    positive: str,
    costs: tuple[float, float],
    stated: Stated,
) -> Measurement:
    label, said = found.is_label(positive), found.is_prediction(positive)
    price = (said & ~label) * costs[0] + (label & ~said) * costs[1]
    if int(tally.rows.sum()) == 0:
        return Undetermined("expected_cost", group, too_few(0, stated.smallest_group), 0)
    within = (min(0.0, *costs), max(0.0, *costs))
    few = _lacking(tally, found, stated)
    cost = _cell_mean(tally, price)
    return measured("expected_cost", group, cost, stated, within=within, few=few)


def _cell_mean(tally: Tally, values: "np.ndarray[tuple[int, ...], np.dtype[np.float64]]") -> Mean:
    """Mean over rows of a value that depends on the cell alone."""
    rows = int(tally.rows.sum())
    held = tally.rows if tally.weights is None else tally.weights
    squares = tally.rows if tally.squares is None else tally.squares
    total = float(held.sum())
    value = float((held * values).sum()) / total
    if tally.clustered is not None:
        around = np.asarray(values - value, dtype=np.float64).reshape(-1)
        sums = tally.clustered.within(np.ones(around.size, dtype=bool)).sums(around)
        return Mean(value, sqrt(squared_error(sums)) / total, float(max(1, len(sums) - 1)), rows)
    deviation = float((squares * (values - value) ** 2).sum()) * rows / max(1, rows - 1)
    return Mean(value, sqrt(deviation) / total, float(max(1, rows - 1)), rows)

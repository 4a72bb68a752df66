"""Whether a score of 0.7 means seven in ten, in each group."""

from collections.abc import Iterator

import numpy as np

from audits.auc import Ranked, slices
from audits.calibration import Bins, binned, calibration_error
from audits.dataset import Kind, Role
from audits.groups import divisions_of, row_groups
from audits.intervals import limits
from audits.means import Mean, measured
from audits.measurement import (
    Estimate,
    Exhibit,
    Group,
    Measurement,
    Undetermined,
    group_to_json,
    interval_to_json,
)
from audits.probe import Asks, Metric, Scale, Subject, probe
from audits.rates import Stated, too_few
from audits.scored import scored


@probe(
    metrics=(
        Metric(
            "brier_score",
            "Mean squared distance of the probability and what happened; 0 is perfect.",
            Scale.UNIT,
        ),
        Metric(
            "expected_calibration_error",
            "Mean distance of probability and frequency over 15 bins of equal size, debiased.",
            Scale.UNIT,
            null=0.0,
        ),
    ),
    needs=(Role.LABEL,),
    asks=Asks.SCORE,
    label=Kind.CATEGORY,
)
def calibration(
    subject: Subject,
    *,
    smallest_group: int = 30,
    confidence: float = 0.95,
    draws: int = 2000,
) -> Iterator[Measurement | Exhibit]:
    """Brier score and expected calibration error of the score, overall and by group.

    smallest_group: a group with fewer rows is undetermined, with its raw value.
    confidence: of every interval.
    draws: simulated data sets of each group's calibration test and interval.
    """
    stated = Stated(confidence, smallest_group)
    held = scored(subject)
    known = held.scores[held.rows]
    low, high = float(known.min()), float(known.max())
    divisions = divisions_of(subject.data, subject.protected, subject.warnings)
    if low < 0 or high > 1:
        reason = f"not a probability: scores run from {low:g} to {high:g}"
        sizes: dict[Group, int] = {(): len(held.rows)}
        for division in divisions:
            sizes |= dict(zip(division.groups, division.rows.tolist(), strict=True))
        for name, size in sizes.items():
            for metric in ("brier_score", "expected_calibration_error"):
                yield Undetermined(metric, name, reason, size)
        return
    order = held.sorted
    overall = held.ranked(order)
    drawn: list[dict[str, object]] = [{"group": {}, "bins": _bins(overall, stated)}]
    yield from _measured(subject, (), overall, stated, draws)
    # Arrays as long as the data: let go before the groups' are made.
    del overall
    for division, group in row_groups(subject.protected, divisions):
        for at, rows in enumerate(slices(order, group, len(division.groups))):
            found = held.ranked(rows) if len(rows) else None
            name = division.groups[at]
            yield from _measured(subject, name, found, stated, draws)
            if found is not None and len(name) == 1 and _rows(found) >= smallest_group:
                bins = _bins(found, stated)
                drawn.append({"group": group_to_json(name), "bins": bins})
    yield Exhibit("calibration", "Frequency against probability", {"groups": drawn})


def _rows(held: Ranked) -> int:
    return held.rows_positive + held.rows_negative


def _measured(
    subject: Subject, group: Group, held: Ranked | None, stated: Stated, draws: int
) -> Iterator[Measurement]:
    rows = 0 if held is None else _rows(held)
    if held is None or rows < 2:
        for metric in ("brier_score", "expected_calibration_error"):
            yield Undetermined(metric, group, too_few(rows, stated.smallest_group), rows)
        return
    yield measured("brier_score", group, _brier(held), stated, within=(0.0, 1.0))
    purpose = "calibration " + "".join(f"{name}={value};" for name, value in group)
    found = calibration_error(held, draws, subject.rng(purpose))
    metric = "expected_calibration_error"
    method = f"bootstrap ({draws} draws, debiased)"
    interval = limits(method, found.evidence, stated.confidence)
    if interval.lower >= interval.upper:
        yield Undetermined(metric, group, "no variation", rows)
    elif rows < stated.smallest_group:
        reason = too_few(rows, stated.smallest_group)
        yield Undetermined(metric, group, reason, rows, (found.value, interval))
    else:
        yield Estimate(
            metric,
            group,
            found.value,
            interval,
            stated.confidence,
            rows,
            method,
            found.evidence,
            p_value=found.p_value,
        )


def _brier(held: Ranked) -> Mean:
    """From the distinct scores: each has one loss for positives and one for negatives."""
    loss = np.concatenate(((1 - held.scores) ** 2, held.scores**2))
    amount = np.concatenate((held.positives, held.negatives))
    square = np.concatenate((held.squared_positives, held.squared_negatives))
    rows = _rows(held)
    total = float(amount.sum())
    value = float(loss @ amount) / total
    # The squared weights take the place of row by row sums.
    deviation = float(square @ (loss - value) ** 2) * rows / max(1, rows - 1)
    return Mean(value, float(np.sqrt(deviation)) / total, float(max(1, rows - 1)), rows)


def _bins(held: Ranked, stated: Stated) -> list[dict[str, object]]:
    bins: Bins = binned(held)
    found: list[dict[str, object]] = []
    for at in range(len(bins.weight)):
        rows = float(bins.rows[at])
        observed = float(bins.observed[at])
        interval = limits("wilson", (observed * rows, rows), stated.confidence)
        found.append(
            {
                "lower": float(bins.lower[at]),
                "upper": float(bins.upper[at]),
                "mean_score": float(bins.score[at]),
                "observed": observed,
                "interval": interval_to_json(interval),
                "n": round(rows),
            }
        )
    return found

"""How far predicted numbers are off, in which direction, and for whom."""

from collections.abc import Iterator, Mapping
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from audits.counts import amounts
from audits.dataset import Kind, Role
from audits.errors import NotApplicable
from audits.groups import Division, divisions_of, row_groups, slices, warn_of_clusters
from audits.means import (
    Mean,
    changed,
    difference,
    mean_of,
    measured,
    measured_root,
    spread,
    weighted_mean,
)
from audits.measurement import Group, Measurement, Undetermined
from audits.probe import Asks, Metric, Scale, Subject, probe
from audits.rates import Stated, too_few

Floats = NDArray[np.float64]

MEANINGS = {
    "mean_absolute_error": "Mean distance of the prediction from the label.",
    "root_mean_squared_error": "Root of the mean squared distance of prediction and label.",
    "mean_error": "Mean of prediction minus label: above 0, predictions are too high.",
    "r_squared": "Share of the label's variance that the prediction explains.",
}


@probe(
    metrics=(
        *(
            Metric(
                name,
                meaning,
                Scale.UNIT if name == "r_squared" else Scale.NUMBER,
                two_sided=name == "mean_error",
                null=0.0 if name in ("mean_error", "r_squared") else None,
            )
            for name, meaning in MEANINGS.items()
        ),
        *(
            Metric(
                f"{name}_difference",
                f"{name.replace('_', ' ').capitalize()} of the group minus the reference's.",
                Scale.DIFFERENCE,
                overall=False,
                two_sided=True,
                null=0.0,
            )
            for name in MEANINGS
        ),
    ),
    honours=(Role.WEIGHT, Role.COUNT),
    needs=(Role.LABEL,),
    asks=Asks.PREDICTION,
    label=Kind.NUMBER,
)
def regression_error(
    subject: Subject, *, smallest_group: int = 30, confidence: float = 0.95
) -> Iterator[Measurement]:
    """Errors of predicted numbers overall and by group, and their differences.

    smallest_group: a group with fewer rows is undetermined, with its raw values.
    confidence: of every interval.
    """
    stated = Stated(confidence, smallest_group)
    label, predicted = subject.labels.numbers, subject.predicted_numbers
    rows = np.flatnonzero(np.isfinite(label) & np.isfinite(predicted)).astype(np.int32)
    if len(rows) == 0:
        raise NotApplicable("no row has both a label and a prediction", "give them their values")
    if len(rows) < len(label):
        message = f"{len(label) - len(rows)} rows lack a label or a prediction: no error has them"
        if message not in subject.warnings:
            subject.warnings.append(message)
    warn_of_clusters(subject.data, subject.warnings)
    counts, weights = amounts(subject.data)

    def means(chosen: NDArray[np.int32]) -> Mapping[str, Mean]:
        held = [None if part is None else part[chosen] for part in (counts, weights)]
        return _means(label[chosen], predicted[chosen], held[0], held[1])

    yield from _measured((), means(rows), stated)
    divisions = divisions_of(subject.data, subject.protected, subject.warnings)
    for division, group in row_groups(subject.protected, divisions):
        found = [means(chosen) for chosen in slices(rows, group, len(division.groups))]
        yield from _division(division, found, stated)


def _means(
    label: Floats, predicted: Floats, counts: Floats | None, weights: Floats | None
) -> Mapping[str, Mean]:
    if len(label) == 0:
        return {}
    error = predicted - label
    found = {
        "mean_absolute_error": mean_of(np.abs(error), counts, weights),
        "root_mean_squared_error": mean_of(error * error, counts, weights),
        "mean_error": mean_of(error, counts, weights),
    }
    from_mean = (label - weighted_mean(label, counts, weights)) ** 2
    variance = weighted_mean(from_mean, counts, weights)
    if variance > 0:
        lost = found["root_mean_squared_error"].value / variance
        influence = -(error * error - lost * from_mean) / variance
        found["r_squared"] = spread(1 - lost, influence, counts, weights)
    return found


def _measured(group: Group, found: Mapping[str, Mean], stated: Stated) -> Iterator[Measurement]:
    for metric in MEANINGS:
        mean = found.get(metric)
        if mean is None:
            rows = next((other.rows for other in found.values()), 0)
            yield Undetermined(metric, group, _why_not(rows, stated), rows)
        elif metric == "root_mean_squared_error":
            yield measured_root(metric, group, mean, stated)
        else:
            yield measured(metric, group, mean, stated)


def _why_not(rows: int, stated: Stated) -> str:
    few = rows < stated.smallest_group
    return too_few(rows, stated.smallest_group) if few else "the label has no variation"


def _division(
    division: Division, found: list[Mapping[str, Mean]], stated: Stated
) -> Iterator[Measurement]:
    for group, means in zip(division.groups, found, strict=True):
        yield from _measured(group, means, stated)
    reference = division.reference
    known = [at for at in range(len(division.groups)) if division.known[at]]
    if reference is None or len(known) < 2:
        return
    base: Mapping[str, Mean] = {}
    if reference in division.groups:
        base = found[division.groups.index(reference)]
    for at in known:
        group = division.groups[at]
        if group == reference:
            continue
        for metric in MEANINGS:
            own, other = found[at].get(metric), base.get(metric)
            name = f"{metric}_difference"
            if own is None or other is None:
                sizes = tuple(
                    next((mean.rows for mean in side.values()), 0) for side in (found[at], base)
                )
                why = _why_not(min(sizes), stated)
                yield Undetermined(name, group, why, (sizes[0], sizes[1]), reference=reference)
                continue
            if metric == "root_mean_squared_error":
                own, other = _rooted(own), _rooted(other)
            yield difference(name, group, reference, own, other, stated)


def _rooted(square: Mean) -> Mean:
    """The root of a mean of squares; where that is 0 there is no error to carry over."""
    if square.value <= 0:
        return square
    return changed(square, sqrt(square.value), lambda value: 0.5 / sqrt(value))

"""What rows without an answer could make of numbers that are no plain shares.

Of two classes, an unanswered row is one of two, whose label is known. A number of everyone or of
one group that only rises, or only falls, as more of the positive (or of the negative) are answered
positive is least and greatest at one of the four corners: all answered right, all wrong, all
positive, all negative. So the probe measures those four tables too.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from audits.data.dataset import Categories, Column, Dataset
from audits.data.outcome import known_levels
from audits.errors import NotApplicable
from audits.measurement import Estimate, Exhibit, Group, Interval, Measurement, Unanswered
from audits.probing.probe import Asks, Probe, Subject
from audits.specification.roles import Kind, Role

Found = Measurement | Exhibit
Key = tuple[str, Group]


def filled(
    probe: Probe, subject: Subject, parameters: Mapping[str, Any], measurements: Sequence[Found]
) -> list[Found]:
    """The measurements, with the ends that the four corners give where there are none yet."""
    open_ = [each for each in measurements if _is_open(each)]
    if not open_ or probe.label is not Kind.CATEGORY or probe.asks is not Asks.PREDICTION:
        return list(measurements)
    corners: list[dict[Key, Estimate]] = []
    for data in _corners(subject):
        each = replace(subject, data=data, warnings=[], on_progress=lambda fraction: None)
        corners.append(
            {
                (made.metric, made.group): made
                for made in probe(each, **parameters)
                if isinstance(made, Estimate)
            }
        )
    return [
        _with_ends(each, corners) if corners and _is_open(each) else each for each in measurements
    ]


def _is_open(measurement: Found) -> bool:
    """An estimate of one group (a corner is none of a comparison) that lacks its ends."""
    return (
        isinstance(measurement, Estimate)
        and measurement.reference is None
        and measurement.unanswered is not None
        and measurement.unanswered.bounds is None
    )


def _with_ends(estimate: Found, corners: Sequence[Mapping[Key, Estimate]]) -> Found:
    assert isinstance(estimate, Estimate)
    assert estimate.unanswered is not None
    made = [corner.get((estimate.metric, estimate.group)) for corner in corners]
    method = estimate.method.partition(" (")[0]
    ends = [each for each in made if each is not None and each.method.partition(" (")[0] == method]
    if len(ends) < len(corners):
        return estimate  # in some corner it is made otherwise, or not at all
    low, high = min(ends, key=lambda e: e.value), max(ends, key=lambda e: e.value)
    bounds = Interval(low.value, high.value)
    rows = estimate.unanswered.rows
    return replace(estimate, unanswered=Unanswered(rows, (low.evidence, high.evidence), bounds))


def _corners(subject: Subject) -> Iterator[Dataset]:
    """The table four times over, its unanswered rows answered; none where that means nothing."""
    data, label = subject.data, subject.data.one(Role.LABEL)
    if subject.unanswered is not None or label is None:
        return
    predictions = subject.predictions
    try:
        positive = subject.positive
    except NotApplicable:
        return
    levels = known_levels(data, subject.model_classes)
    if len(levels) != 2:
        return
    (negative,) = (level for level in levels if level != positive)
    code_of = {level: code for code, level in enumerate(levels)}
    codes = np.array([*(code_of[level] for level in predictions.levels), -1])[predictions.codes]
    is_positive = label.categories.equals(positive)
    yes, no = code_of[positive], code_of[negative]
    for up, down in ((yes, no), (no, yes), (yes, yes), (no, no)):
        answered = np.where(codes < 0, np.where(is_positive, up, down), codes)
        values = Categories(answered.astype(np.int8), levels)
        recorded = data.one(Role.PREDICTION)
        if recorded is None:
            yield Dataset((*data.columns, Column("\0answer", Role.PREDICTION, values)))
        else:
            changed = (replace(c, values=values) if c is recorded else c for c in data.columns)
            yield Dataset(tuple(changed))

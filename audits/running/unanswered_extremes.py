"""What rows without an answer could make of numbers that are no plain shares.

Of two classes, an unanswered row is one of two, whose label is known. A number of everyone or of
one group that only rises, or only falls, as more of the positive (or of the negative) are answered
positive is least and greatest at one of the four corners: all answered right, all wrong, all
positive, all negative. So the probe measures those four tables too.

Of a score two tables are enough. The Brier score is least where every unanswered row has the score
of its label, 0 or 1, and greatest where it has the other; an area and an average precision only
rise as positives are ranked higher and negatives lower, so they are greatest where the unanswered
rows of the one stand above all others and those of the other below all.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeGuard

import numpy as np

from audits.data.dataset import Categories, Column, Dataset, Numbers
from audits.data.outcome import known_levels
from audits.errors import NotApplicable
from audits.measurement import Estimate, Exhibit, Group, Interval, Measurement, Unanswered
from audits.probing.probe import Asks, Probe, Subject
from audits.specification.roles import Kind, Role

Found = Measurement | Exhibit
Key = tuple[str, Group]
# Numbers of scores whose ends are known.
_OF_PROBABILITIES, _OF_RANKS = ("brier_score",), ("roc_auc", "average_precision")


def filled(
    probe: Probe, subject: Subject, parameters: Mapping[str, Any], measurements: Sequence[Found]
) -> list[Found]:
    """The measurements, with the ends that the four corners give where there are none yet."""
    open_ = [each for each in measurements if _is_open(each)]
    if not open_ or probe.label is not Kind.CATEGORY:
        return list(measurements)
    tables: Iterator[Dataset] = iter(())
    if probe.asks is Asks.PREDICTION:
        tables = _corners(subject)
    elif probe.asks is Asks.SCORE:
        open_ = [each for each in open_ if each.metric in (*_OF_PROBABILITIES, *_OF_RANKS)]
        is_probability = any(each.metric in _OF_PROBABILITIES for each in open_)
        tables = _ends_of_scores(subject, is_probability=is_probability) if open_ else tables
    corners: list[dict[Key, Estimate]] = []
    for data in tables:
        each = replace(subject, data=data, warnings=[], on_progress=lambda fraction: None)
        corners.append(
            {
                (made.metric, made.group): made
                for made in probe(each, **parameters)
                if isinstance(made, Estimate)
            }
        )
    identities = {id(each) for each in open_}
    return [
        _with_ends(each, corners) if corners and _is_open(each) and id(each) in identities else each
        for each in measurements
    ]


def _is_open(measurement: Found) -> TypeGuard[Estimate]:
    """An estimate of one group (a corner is none of a comparison) that lacks its ends."""
    return (
        isinstance(measurement, Estimate)
        and measurement.reference is None
        and measurement.unanswered is not None
        and measurement.unanswered.bounds is None
    )


def _with_ends(estimate: Estimate, corners: Sequence[Mapping[Key, Estimate]]) -> Estimate:
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


def _ends_of_scores(subject: Subject, *, is_probability: bool) -> Iterator[Dataset]:
    """The table with its unanswered rows scored as wrongly and as rightly as can be.

    is_probability: whether the number is one of probabilities, whose ends are 0 and 1; else of
    ranks. None where the label is of more than two classes.
    """
    data, label, score = subject.data, subject.data.one(Role.LABEL), subject.data.one(Role.SCORE)
    if subject.unanswered is not None or label is None or score is None:
        return
    try:
        is_positive = label.categories.equals(subject.positive)
    except NotApplicable:
        return
    scores = subject.scores
    known = np.isfinite(scores)
    if not known.any():
        return
    least, most = (0.0, 1.0) if is_probability else (
        float(scores[known].min()) - 1, float(scores[known].max()) + 1,
    )  # fmt: skip
    for up, down in ((least, most), (most, least)):
        values = Numbers(np.where(known, scores, np.where(is_positive, up, down)))
        yield Dataset(tuple(replace(c, values=values) if c is score else c for c in data.columns))


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

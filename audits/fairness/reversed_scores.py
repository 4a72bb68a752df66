"""Scores that run backwards: of everyone, or of one group beside another."""

from collections.abc import Sequence
from typing import TypeGuard

from audits.measurement import Estimate, Measurement
from audits.probing.subject import Subject
from audits.specification.suggestions import listed
from audits.statistics.intervals import limits

_AREA, _CHANCE = "roc_auc", 0.5
# Of scores that tell nothing so few run backwards by chance. A score that was turned round is as
# far below as a useful one is above; nearer to even it is a bad one.
_BY_CHANCE, _TURNED = 0.002, 0.4


def tell_of_reversal(measurement: Measurement, subject: Subject) -> None:
    """A score that ranks against the labels, by more than chance, may run the other way."""
    if _is_below_chance(measurement):
        subject.warn(
            f"the score runs backwards: rows with the label {subject.positive!r} have the smaller "
            f"ones (ROC AUC {measurement.value:.3f}). A larger score means `positive`; if it was "
            "meant for the other class, name that one as `positive`"
        )


def tell_of_turned_groups(areas: Sequence[Measurement], subject: Subject) -> None:
    """Groups of one attribute whose scores run backwards, where another's run rightly."""
    turned = [area for area in areas if _is_below_chance(area, len(areas))]
    right = any(isinstance(area, Estimate) and area.metric == _AREA
                and area.interval.lower > _CHANCE for area in areas)  # fmt: skip
    if turned and right:
        groups = listed(
            f"{name} {'unknown' if value is None else value} (ROC AUC {area.value:.3f})"
            for area in turned
            for name, value in area.group
        )
        subject.warn(
            f"the score runs backwards in a part of the rows: of {groups} those with the label "
            f"{subject.positive!r} have the smaller ones, of other groups the larger: their scores "
            "or labels may be written the other way round"
        )


def _is_below_chance(measurement: Measurement, looked_at: int = 1) -> TypeGuard[Estimate]:
    return (
        isinstance(measurement, Estimate)
        and measurement.metric == _AREA
        and runs_backwards(measurement, looked_at)
    )


def runs_backwards(estimate: Estimate, looked_at: int = 1) -> bool:
    """Whether a share of pairs in the right order is far below even, by more than chance.

    looked_at: how many such estimates are looked at together.
    """
    if estimate.value > _TURNED:
        return False
    widest = limits(estimate.method, estimate.evidence, 1 - _BY_CHANCE / looked_at)
    return widest.upper < _CHANCE

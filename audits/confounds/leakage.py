"""Columns that all but equal the label, and whether the label drifts along the file."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from audits.confounds.binning import binned
from audits.confounds.cross_validated_skill import Skill, cross_validated
from audits.confounds.testability import useless
from audits.confounds.variables import Variable, present
from audits.statistics.tests import cramers_v, independence_p

# A single column right this often, or explaining this share, is asked about.
TOO_GOOD = 0.99
CERTAIN = 0.001
BLOCKS = 10
FINE = 200


@dataclass(frozen=True, slots=True)
class Leak:
    """A column that alone gives the label away; `chance` is always giving the same answer."""

    column: str
    value: float
    chance: float
    rows: int


def leak(name: str, column: Variable, label: Variable, rng: np.random.Generator) -> Leak | None:
    """Whether a column alone all but equals the label."""
    rows = present(label) & present(column)
    predictor, here = column.take(rows).used(), label.take(rows).used()
    if useless(predictor) is not None or len(here) < BLOCKS or np.ptp(here.values) == 0:
        return None
    # Cut finely, so that a threshold inside a class of values hides little.
    skill = cross_validated([predictor], here, rng, bins=min(FINE, len(here) // 4))
    return suspected(name, skill)


def suspected(name: str, skill: Skill) -> Leak | None:
    """The column where it tells the label so well that it is asked about."""
    if skill.value < TOO_GOOD or (skill.explained is None and skill.p_value > CERTAIN):
        return None
    return Leak(name, skill.value, skill.chance, skill.rows)


def warn_of_leaks(leaks: Sequence[Leak], warn: Callable[[str], None]) -> None:
    """A line of the report's warnings for each."""
    for suspect in leaks:
        warn(f"{suspect.column!r} alone all but equals the label: is it known before the answer?")


def drift(label: Variable) -> tuple[float, float] | None:
    """(Cramér's V, p-value) of the label and tenths of the file; None where too short."""
    rows = present(label)
    here = binned(label.take(rows), 5)
    if len(here) < 10 * BLOCKS or len(np.unique(here.codes)) < 2:
        return None
    assert here.levels is not None
    block = np.arange(len(here)) * BLOCKS // len(here)
    table = np.zeros((BLOCKS, len(here.levels)))
    np.add.at(table, (block, here.codes), 1)
    return cramers_v(table), independence_p(table)

"""Which variants another one beats at everything: Pareto dominance of measured numbers.

Qualities (accuracy, the worst group's, the gap) are facts of the judged rows, and sizes are
counted: they are compared as they are. Times and energies are told by their intervals alone, so
that a variant is no faster because its calls happened to be. What makes one better must be beyond
the doubt of its interval; what must not be worse need only not be worse.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Criterion:
    """What variants are compared by. exact: by values; else by intervals. words: for readers."""

    name: str
    words: str
    higher_is_better: bool
    exact: bool


ACCURACY = Criterion("accuracy", "accuracy", True, True)
WORST = Criterion("worst_group", "worst group's accuracy", True, True)
GAP = Criterion("gap", "gap between groups", False, True)
LATENCY = Criterion("latency", "latency", False, False)
ENERGY = Criterion("energy", "energy", False, False)
SIZE = Criterion("size", "size on disk", False, True)
PACKED = Criterion("packed", "size of the download", False, True)
CHANGED = Criterion("changed", "share of answers that changed", False, True)
CRITERIA = (ACCURACY, WORST, GAP, CHANGED, LATENCY, ENERGY, SIZE, PACKED)
# A row more or less answered well is no difference by itself; a byte is one.
SURE = (SIZE, PACKED, LATENCY, ENERGY)


@dataclass(frozen=True, slots=True)
class Level:
    """A value with its interval, of one variant by one criterion."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, eq=False)
class Scored:
    """A variant. levels: by the criterion's name, those that are known."""

    name: str
    levels: Mapping[str, Level]


def compared_by(variants: Sequence[Scored]) -> tuple[Criterion, ...]:
    """The criteria that are known of every variant: what is not known beats and excuses nothing."""
    return tuple(c for c in CRITERIA if all(c.name in each.levels for each in variants))


def dominated(variants: Sequence[Scored]) -> Mapping[str, tuple[str, ...]]:
    """By each variant's name those that beat it: at least as good at all, surely better at one."""
    criteria = compared_by(variants)
    return {
        one.name: tuple(
            other.name
            for other in variants
            if other is not one and _beats(other, one, criteria)
        )
        for one in variants
    }  # fmt: skip


def _beats(one: Scored, other: Scored, criteria: Sequence[Criterion]) -> bool:
    pairs = [(c, one.levels[c.name], other.levels[c.name]) for c in criteria]
    if any(_is_worse(c, mine, its) for c, mine, its in pairs):
        return False
    return any(c in SURE and _is_worse(c, its, mine) for c, mine, its in pairs)


def _is_worse(criterion: Criterion, one: Level, other: Level) -> bool:
    """By value; what is told by intervals only where the two lie apart."""
    if not criterion.higher_is_better:
        one, other = (_turned(each) for each in (one, other))
    return one.value < other.value if criterion.exact else one.high < other.low


def _turned(level: Level) -> Level:
    return Level(-level.value, -level.high, -level.low)

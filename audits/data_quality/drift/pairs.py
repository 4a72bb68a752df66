"""The columns of two sets of rows, each beside its namesake and read in the same way."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audits.data.arrays import narrowest
from audits.data.dataset import (
    Categories,
    Column,
    Dataset,
    Images,
    Numbers,
    Sequences,
    Signals,
    Sounds,
    Texts,
    Values,
)
from audits.data.nuisances import extracted
from audits.specification.roles import Role

# What a row is, what it is labelled and what it was answered; ids and times always differ.
COMPARED = (
    Role.FEATURE, Role.PROTECTED, Role.NUISANCE, Role.LABEL, Role.PREDICTION, Role.SCORE,
)  # fmt: skip
ANSWERS = (Role.LABEL, Role.PREDICTION, Role.SCORE)


@dataclass(frozen=True, eq=False)
class Pair:
    """One column in both sets of rows.

    before, now: numbers, shape (rows,), NaN where missing; or codes of one list of `levels`, shape
    (rows,), -1 where missing. levels: None of numbers.
    """

    name: str
    role: Role
    before: NDArray[Any]
    now: NDArray[Any]
    levels: tuple[str, ...] | None = None

    @property
    def is_number(self) -> bool:
        """Whether its values are numbers and not sorts."""
        return self.levels is None


def pairs(before: Dataset, now: Dataset, warn: Callable[[str], None]) -> Iterator[Pair]:
    """Each compared column of both, by name; what is no number and no category
    by what is measured on it.

    A column that only one side has, or that holds another kind of values there, is told and left
    out.
    """
    sides = before, now
    columns = [{c.name: c for c in side if c.role in COMPARED} for side in sides]
    if any(
        isinstance(c.values, Texts | Images | Signals) for side in columns for c in side.values()
    ):
        for side, named in zip(sides, columns, strict=True):
            measured = extracted(side, lambda done: None, warn)
            named |= {column.name: column for column in measured if column.name not in named}
    unpaired = sorted(columns[0].keys() ^ columns[1].keys())
    if unpaired:
        warn(f"drift is not looked for in columns that one side lacks: {', '.join(unpaired)}")
    for name in sorted(columns[0].keys() & columns[1].keys()):
        pair = paired(columns[0][name], columns[1][name], warn)
        if pair is not None:
            yield pair


def paired(before: Column, now: Column, warn: Callable[[str], None]) -> Pair | None:
    """The two columns in one form; None of texts and files, and where the kinds differ."""
    match before.values, now.values:
        case Numbers(old), Numbers(new):
            return Pair(now.name, now.role, old, new)
        case Categories(), Categories():
            levels = tuple(sorted({*before.values.levels, *now.values.levels}))
            codes = _recoded(before.values, levels), _recoded(now.values, levels)
            return Pair(now.name, now.role, *codes, levels)
        case (Texts(), Texts()) | (Images(), Images()) | (Sounds(), Sounds()):
            return None
        case Sequences(), Sequences():
            return None
    warn(
        f"drift is not looked for in {now.name!r}, which holds {before.kind}s on one side and "
        f"{now.kind}s on the other"
    )
    return None


def _recoded(values: Values, levels: tuple[str, ...]) -> NDArray[np.signedinteger]:
    assert isinstance(values, Categories)
    codes_of = {level: code for code, level in enumerate(levels)}
    # As narrow as one more than the last code allows, since they are counted from the missing on.
    codes = np.array(
        [*(codes_of[level] for level in values.levels), -1], dtype=narrowest(len(levels) + 1)
    )
    return np.asarray(codes[values.codes])

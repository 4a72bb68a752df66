"""Which rows are looked at: all, or each split, and which split a model was trained on."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from audits.confounds.variables import MOST_EXPANDED
from audits.data.dataset import Dataset
from audits.data.tallies import amounts
from audits.errors import NotApplicable
from audits.measurement import Group
from audits.specification.roles import Role

TRAINING = ("train", "training", "fit")


@dataclass(frozen=True, eq=False)
class Scope:
    """Rows that are looked at together. `fitted`: the rows a rule for them is fitted to."""

    split: str | None
    rows: NDArray[np.intp]
    fitted: NDArray[np.intp] | None = None

    @property
    def group(self) -> Group:
        return () if self.split is None else (("split", self.split),)


def written_out(data: Dataset) -> Dataset:
    """The table with a `count` column's rows repeated."""
    counts, _ = amounts(data)
    if counts is None:
        return data
    times = counts.astype(np.int64)
    if int(times.sum()) > MOST_EXPANDED:
        raise NotApplicable(
            f"the count column stands for {int(times.sum()):,} rows",
            f"give a sample of at most {MOST_EXPANDED:,}",
        )
    return data.take(np.repeat(np.arange(len(data)), times))


def scopes(data: Dataset) -> list[Scope]:
    """All rows, or the training split first and then the others."""
    column = data.one(Role.SPLIT)
    if column is None:
        return [Scope(None, np.arange(len(data)))]
    held = column.categories
    sizes = held.amounts()
    named = [at for at, level in enumerate(held.levels) if level.lower() in TRAINING]
    training = named[0] if named else int(np.argmax(sizes))
    rows = {at: np.flatnonzero(held.codes == at) for at in np.flatnonzero(sizes).tolist()}
    if len(rows) < 2:
        return [Scope(held.levels[at], found) for at, found in rows.items()]
    others = [at for at in rows if at != training]
    return [
        Scope(held.levels[training], rows[training]),
        *(Scope(held.levels[at], rows[at], rows[training]) for at in others),
    ]


def joined(scope: Scope) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
    """The fitted rows and then the scope's own, and which are the fitted ones."""
    assert scope.fitted is not None
    rows = np.concatenate([scope.fitted, scope.rows])
    return rows, np.arange(len(rows)) < len(scope.fitted)


def names(found: Sequence[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    held = list(found)
    return held[0] if len(held) == 1 else f"{', '.join(held[:-1])} and {held[-1]}"

"""Which rows are looked at: all, or each split, and which split a model was trained on."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from audits.confounds.variables import MOST_EXPANDED
from audits.data.dataset import Dataset
from audits.data.row_weights import amounts
from audits.errors import NotApplicable
from audits.measurement import Group
from audits.specification.roles import Role
from audits.specification.split_parts import training_parts


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
    categories = column.categories
    sizes = categories.amounts()
    parts = training_parts(column.source or column.name, categories.levels)
    named = [code for code, level in enumerate(categories.levels) if level in parts]
    training = named[0] if named else int(np.argmax(sizes))
    rows = {
        code: np.flatnonzero(categories.codes == code) for code in np.flatnonzero(sizes).tolist()
    }
    if len(rows) < 2:
        return [Scope(categories.levels[code], members) for code, members in rows.items()]
    others = [code for code in rows if code != training]
    return [
        Scope(categories.levels[training], rows[training]),
        *(Scope(categories.levels[code], rows[code], rows[training]) for code in others),
    ]


def joined(scope: Scope) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
    """The fitted rows and then the scope's own, and which are the fitted ones."""
    assert scope.fitted is not None
    rows = np.concatenate([scope.fitted, scope.rows])
    return rows, np.arange(len(rows)) < len(scope.fitted)


def names(items: Sequence[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    listed = list(items)
    return listed[0] if len(listed) == 1 else f"{', '.join(listed[:-1])} and {listed[-1]}"

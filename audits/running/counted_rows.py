"""Whether weights and counts of the measured rows can be summed, and counts that say otherwise.

Looked at once the rows are chosen: a count may not be missing, so that a code for a cell that was
suppressed leaves by `rows`, with its row.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from audits.data.arrays import Flags
from audits.data.dataset import Categories, Column, Dataset, Numbers
from audits.errors import Problem, Refused
from audits.specification.counts import counted
from audits.specification.roles import Role
from audits.specification.yaml_spelling import in_yaml

SUMMED = (Role.WEIGHT, Role.COUNT)
_COMPARED = (Role.PROTECTED, Role.LABEL, Role.PREDICTION)
# All nines, as statistical offices write for cells that they do not publish.
_CODES = (99.0, 999.0, 9_999.0, 99_999.0, 999_999.0)
# So many rows hold the code, and so many times as many as any number of about its size.
_FEWEST, _TIMES = 3, 3
# A single one is told where it is this often as large as all others.
_FAR = 2.0
# Most rows of a table with suppressed cells show their count.
_MOST = 0.5


def check_summed(data: Dataset) -> None:
    """Raises `Refused` naming every weight or count that is missing, negative or not whole."""
    problems = [problem for column in _summed(data) for problem in _unfit(column)]
    if problems:
        raise Refused(problems)


def told_of_unweighed(data: Dataset, column: Column, role: Role, left_out: Flags) -> Iterator[str]:
    """Of whom the rows are that a choice by weights or counts leaves out, for they have none.

    data: all rows. column: the chosen one, as numbers or as texts; left_out: shape (rows,). The
    group, label or answer is named that most often has none, where that is no chance: 3.3 standard
    errors over the share of all.
    """
    missing = left_out & (
        column.values.codes < 0 if isinstance(column.values, Categories)
        else np.isnan(column.numbers)
    )  # fmt: skip
    if not missing.any():
        return
    share, worst, most = missing.mean(), None, 3.3
    for other in data:
        if other.role not in _COMPARED or not isinstance(other.values, Categories):
            continue
        values = other.values
        of_missing = values.take(np.flatnonzero(missing)).amounts()
        for level, rows, without in zip(values.levels, values.amounts(), of_missing, strict=True):
            if rows and (off := (without - rows * share) / np.sqrt(rows * share)) > most:
                worst, most = (other.name, level, int(without), int(rows)), off
    if worst is not None:
        name, level, without, rows = worst
        yield (
            f"{int(missing.sum()):,} rows without a {role} are left out, and they are not like the "
            f"others: {without:,} of {rows:,} with {name} {level} have none. Nothing is measured "
            "of them, and what is measured may be otherwise with them"
        )


def told_of_suppressed(data: Dataset) -> Iterator[str]:
    """Nines among the weights and counts that may stand for cells that were suppressed."""
    for column in _summed(data):
        for code, rows in _suppressed(column.numbers):
            name = column.source or column.name
            total = float(column.numbers.sum())
            yield (
                f"{code:.0f} stands in {counted(rows, 'row', 'rows')} of column {name!r} and "
                f"counts as that many, {code * rows / total:.0%} of all ({total:,.0f}): if it is "
                "written for cells that are suppressed or not known, leave them out with "
                f"`rows: {{{in_yaml(name)}: {{except: {code:.0f}}}}}`"
            )


def _summed(data: Dataset) -> list[Column]:
    return [c for role in SUMMED for c in data.having(role) if isinstance(c.values, Numbers)]


def _unfit(column: Column) -> Iterator[Problem]:
    values, role, name = column.numbers, column.role, column.source or column.name
    without = f"leave such rows out with `rows: {{{in_yaml(name)}: {{from: 0}}}}`"
    faults = (
        (np.isnan(values), "is missing", "give every row one, that of rows like it where nothing "
         f"else is known; or {without}, and the others alone are judged", "missing_weight"),
        (values < 0, "is negative", f"mend it, or {without}", "bad_weight"),
        (np.full(1, not values.any()), "is 0 in every row", "mend them", "bad_weight"),
        (values % 1 > 0 if role is Role.COUNT else np.zeros(1, bool), "is not whole",
         "say `role: weight`", "bad_count"),
    )  # fmt: skip
    for where, what, remedy, code in faults:
        if where.any():
            rows = f" ({counted(int(where.sum()), 'row', 'rows')})" if len(where) > 1 else ""
            yield Problem(f"dataset.columns.{name}", f"a {role} {what}{rows}", remedy, code)
            return


def _suppressed(values: NDArray[np.floating]) -> Iterator[tuple[float, int]]:
    """Such codes with their rows: far more frequent than numbers of their size, or far larger."""
    numbers, rows_of = np.unique(values, return_counts=True)
    for code in _CODES:
        index_of_code = np.flatnonzero(numbers == code)
        if not len(index_of_code):
            continue
        rows, others = int(rows_of[index_of_code[0]]), np.delete(numbers, index_of_code[0])
        if rows > _MOST * len(values) or not len(others):
            continue
        near = np.delete(rows_of, index_of_code[0])[(others > code / 2) & (others < 2 * code)]
        often = rows >= _FEWEST and rows >= _TIMES * near.max(initial=1)
        far = code > 99 and rows < _FEWEST and code >= _FAR * others.max()
        if often or far:
            yield code, rows

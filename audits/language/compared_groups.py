"""Rows of each group beside those of its reference, in cases that were asked about both."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from audits.data.arrays import Flags, Floats
from audits.data.groups import Division, divisions_of, row_groups
from audits.language.decision_study import Study
from audits.measurement import Group
from audits.specification.roles import Role
from audits.statistics.means import Codes


@dataclass(frozen=True, eq=False)
class Compared:
    """Rows of a group and of its reference in cases that have both.

    rows: positions. sides: 1 of the group, -1 of the reference; others: codes of what else the
    person is; strata: those and the case; all of shape (rows,). alone: rows of either that are in
    no such case.
    """

    group: Group
    reference: Group
    rows: NDArray[np.intp]
    sides: Floats
    others: Codes
    strata: Codes
    alone: int


def groups_of(study: Study) -> Iterator[tuple[Group, Flags]]:
    """Each group with its rows, shape (rows,); crossings too."""
    for division, codes in _divided(study):
        for index, group in enumerate(division.groups):
            yield group, np.asarray(codes == index)


def compared(study: Study) -> Iterator[Compared]:
    """Each known group beside its reference."""
    columns = {column.name: column for column in study.data.having(Role.PROTECTED)}
    cases = study.units.cases
    for division, codes in _divided(study):
        reference = division.reference
        if reference is None:
            continue
        here = division.groups.index(reference) if reference in division.groups else -2
        others = _joined(
            [
                np.zeros(len(cases), dtype=np.int32),
                *(
                    column.categories.codes
                    for name, column in columns.items()
                    if name not in division.attributes
                ),
            ]
        )
        strata = _joined([cases, others])
        for index, group in enumerate(division.groups):
            if group == reference or not division.known[index]:
                continue
            sides = np.where(codes == index, 1.0, np.where(codes == here, -1.0, 0.0))
            both = np.intersect1d(strata[sides > 0], strata[sides < 0])
            rows = np.flatnonzero((sides != 0) & np.isin(strata, both))
            alone = int((sides != 0).sum()) - len(rows)
            yield Compared(
                group, reference, rows, sides[rows], others[rows], strata[rows], alone
            )  # fmt: skip


def _divided(study: Study) -> list[tuple[Division, NDArray[np.signedinteger]]]:
    columns = study.data.having(Role.PROTECTED)
    # What is left out of too many crossings is told where the audit's own groups are.
    return list(row_groups(columns, divisions_of(study.data, columns, lambda text: None)))


def _joined(columns: list[NDArray[np.signedinteger]]) -> Codes:
    """Codes of rows that are alike in all of these, shape (rows,)."""
    _, codes = np.unique(np.stack(columns).astype(np.int64), axis=1, return_inverse=True)
    return codes.reshape(-1).astype(np.int32)

"""Whom the items of a test are about: everyone, each protected group, each system by itself."""

from collections.abc import Iterator

import numpy as np

from audits.data.arrays import Flags
from audits.data.groups import divisions_of, row_groups
from audits.data.texts import texts
from audits.measurement import Group
from audits.probing.subject import Subject
from audits.specification.roles import Role


def item_groups(subject: Subject) -> Iterator[tuple[Group, Flags]]:
    """Each group with its rows, shape (rows,); systems are never mixed."""
    columns = subject.data.having(Role.PROTECTED)
    divisions = divisions_of(subject.data, columns, subject.warn)
    groups: list[tuple[Group, Flags]] = [((), np.ones(len(subject.data), dtype=bool))]
    for division, codes in row_groups(columns, divisions):
        groups += [(group, codes == index) for index, group in enumerate(division.groups)]
    for system, of_system in _systems(subject):
        for group, rows in groups:
            yield (*system, *group), rows & of_system


def _systems(subject: Subject) -> list[tuple[Group, Flags]]:
    column = subject.data.one(Role.SYSTEM)
    if column is None:
        return [((), np.ones(len(subject.data), dtype=bool))]
    names = texts(column)
    return [
        ((("system", name),), np.array([other == name for other in names], dtype=bool))
        for name in sorted(set(names), key=lambda name: (name is None, name or ""))
    ]

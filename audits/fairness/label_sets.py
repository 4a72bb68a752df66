"""Rows that may have several labels at once, beside the labels that were answered."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from audits.data.arrays import Flags
from audits.data.clusters import cluster_codes
from audits.data.dataset import Categories, Column, Texts
from audits.errors import NotApplicable
from audits.probing.subject import Subject
from audits.specification.counts import counted
from audits.specification.members import (
    PRESENT,
    SIGNS,
    NotAList,
    members_of,
    parted_otherwise,
    semicolons_for,
    standing_elsewhere,
)
from audits.specification.missing_words import Words, is_doubtful
from audits.specification.roles import Role

# What is put behind a label's name to name the column of its answers.
ANSWERED = " (answered)"
_MOST_NAMED = 8


@dataclass(frozen=True, eq=False)
class LabelSets:
    """The rows of which both sets are known.

    rows: shape (rows,), their positions in the data. names: of the labels. truth, answered: shape
    (rows, labels). clusters: shape (rows,), codes, or None.
    """

    rows: NDArray[np.intp]
    names: tuple[str, ...]
    truth: Flags
    answered: Flags
    clusters: NDArray[np.int32] | None


def label_sets(subject: Subject) -> LabelSets:
    """Both sets of every row that has them; the others are told to `warn`, as are odd labels.

    The roles `label_set` and `answer_set` are either a column of lists each, or a column of two
    classes for each label, whose answers stand in a column of its name and `ANSWERED`. Raises
    `NotApplicable` where no row has both, or a cell is no list.
    """
    data = subject.data
    labels, answers = (data.having(role) for role in (Role.LABEL_SET, Role.ANSWER_SET))
    if not labels or not answers:
        raise NotApplicable(
            "there are no sets of labels and answers", "give `label_set`, or a column of each role"
        )
    if all(isinstance(column.values, Categories) for column in (*labels, *answers)):
        names, (truth, answered), known = _of_columns(labels, answers)
    else:
        both = (data.require(Role.LABEL_SET), data.require(Role.ANSWER_SET))
        names, (truth, answered), known = _of_lists(both)
    rows = np.flatnonzero(known)
    if not len(rows):
        raise NotApplicable("no row has its labels and an answer", "give rows that have both")
    if len(rows) < len(data):
        one = "row lacks its labels or the answer: it is in no number of the label set"
        many = "rows lack their labels or the answer: they are in no number of the label set"
        subject.warn(counted(len(data) - len(rows), one, many))
    clusters = cluster_codes(data)
    sets = LabelSets(
        rows, names, truth[rows], answered[rows], None if clusters is None else clusters[rows]
    )
    _tell_of_odd_labels(subject, sets)
    return sets


def _of_columns(
    labels: Sequence[Column], answers: Sequence[Column]
) -> tuple[tuple[str, ...], tuple[Flags, Flags], Flags]:
    named = {column.name: column for column in answers}
    names = tuple(column.name for column in labels)
    pairs = [(column, named[f"{column.name}{ANSWERED}"]) for column in labels]
    known = np.logical_and.reduce([c.categories.codes >= 0 for pair in pairs for c in pair])
    truth, answered = (np.column_stack([_there(pair[side]) for pair in pairs]) for side in (0, 1))
    return names, (truth, answered), np.asarray(known)


def _there(column: Column) -> Flags:
    return column.categories.equals(column.positive or PRESENT)


def _of_lists(both: Sequence[Column]) -> tuple[tuple[str, ...], tuple[Flags, Flags], Flags]:
    cells = [_lists(column) for column in both]
    names = tuple(sorted({name for side in cells for own in side for name in own or ()}))
    for column in both:
        _refuse_other_signs(column, names)
    codes = {name: code for code, name in enumerate(names)}
    sets = []
    for side in cells:
        flags = np.zeros((len(side), len(names)), dtype=bool)
        for row, own in enumerate(side):
            flags[row, [codes[name] for name in own or ()]] = True
        sets.append(flags)
    known = [all(side[row] is not None for side in cells) for row in range(len(cells[0]))]
    return names, (sets[0], sets[1]), np.array(known, dtype=bool)


def _refuse_other_signs(column: Column, names: Sequence[str]) -> None:
    """Raises `NotApplicable` where cells are labels that stand elsewhere too, with a sign."""
    assert isinstance(column.values, Texts)
    known = standing_elsewhere(names)
    for row, cell in enumerate(column.values.values.tolist()):
        if cell is not None and (sign := parted_otherwise(cell, known)):
            raise NotApplicable(
                f"row {row + 1} of {column.name!r} holds {cell[:60]!r}, labels with {sign!r} "
                "between them, which is read as one",
                semicolons_for(column.source or column.name, sign),
            )


def _lists(column: Column) -> list[frozenset[str] | None]:
    """The labels of each row, None where the cell is missing; equal cells are read once."""
    if not isinstance(column.values, Texts):
        raise NotApplicable(
            f"column {column.name!r} holds {column.kind}s, not lists of labels",
            f"declare `{column.name}: {{kind: text}}`, and write lists: {json.dumps(['a', 'b'])}",
        )
    known: dict[str, frozenset[str]] = {}
    lists: list[frozenset[str] | None] = []
    for row, cell in enumerate(column.values.values.tolist()):
        if cell is not None and cell not in known:
            if Words().holds(cell) or is_doubtful(cell):
                raise NotApplicable(
                    f"row {row + 1} of {column.name!r} holds {cell.strip()!r}, which may say that "
                    "nothing is known",
                    "leave the cell blank where nothing is known; write a list where it is a "
                    f"label's name, {json.dumps([cell.strip()])}, or `[]` where the row has none",
                )
            try:
                known[cell] = members_of(cell)
            except NotAList as why:
                raise NotApplicable(
                    f"row {row + 1} of {column.name!r} cannot be read: {why}",
                    'write lists of labels: ["a", "b"], or a;b',
                ) from None
        lists.append(None if cell is None else known[cell])
    return lists


def _tell_of_odd_labels(subject: Subject, sets: LabelSets) -> None:
    """Labels that no row has, and labels that rows have and nobody was ever answered."""
    there, answered = sets.truth.sum(axis=0), sets.answered.sum(axis=0)
    _refuse_spellings(sets.names, there > 0, answered > 0)
    _refuse_strangers(sets.names, there > 0, answered > 0)
    nowhere = [name for name, rows in zip(sets.names, there, strict=True) if not rows]
    if nowhere:
        verb = "has" if len(nowhere) == 1 else "have"
        subject.warn(f"{_listed(nowhere)} {verb} no row: of what nobody has, no F1 is told")
    for note in _joined(sets.names):
        subject.warn(note)
    never = [
        f"{name!r} ({rows:,} of {len(sets.rows):,} rows have it)"
        for name, rows, given in zip(sets.names, there.tolist(), answered.tolist(), strict=True)
        if rows and not given
    ]
    if never:
        shown = ", ".join(never[:_MOST_NAMED])
        more = f" and {len(never) - _MOST_NAMED} more" if len(never) > _MOST_NAMED else ""
        subject.warn(f"never answered, as if there were no such label: {shown}{more}")


def _refuse_spellings(names: Sequence[str], there: Flags, answered: Flags) -> None:
    """Raises `NotApplicable` where one side spells labels by other capitals or blanks alone.

    there, answered: shape (labels,): whether any row has the label, or was answered it.
    """
    meant: dict[str, str] = {name.strip().casefold(): name
                             for name, row in zip(names, there, strict=True) if row}  # fmt: skip
    otherwise = {
        name: meant[name.strip().casefold()]
        for name, row, given in zip(names, there, answered, strict=True)
        if given and not row and name.strip().casefold() in meant
    }
    if otherwise:
        shown = ", ".join(
            f"{name!r} is {own!r}" for name, own in [*otherwise.items()][:_MOST_NAMED]
        )
        raise NotApplicable(
            f"answers spell labels otherwise than the rows do: {shown}",
            "spell each label alike on both sides",
        )


def _refuse_strangers(names: Sequence[str], there: Flags, answered: Flags) -> None:
    """Raises `NotApplicable` where no label stands on both sides: sets of codes, and of names.

    there, answered: as of `_refuse_spellings`. Where neither side has any, all sets are alike.
    """
    if (there & answered).any():
        return
    sides = [[name for name, row in zip(names, side, strict=True) if row]
             for side in (there, answered)]  # fmt: skip
    shown = [_listed(side) if side else "none of the labels" for side in sides]
    raise NotApplicable(
        f"no label stands on both sides: rows have {shown[0]}, and were answered {shown[1]}",
        "write labels alike on both sides, and as `label_set.labels` names them (codes or names)",
    )


def _joined(names: Sequence[str]) -> Iterator[str]:
    """Labels that are others with a sign between them, as where a list was parted otherwise."""
    alone = {name for name in names if not any(sign in name for sign in SIGNS)}
    for sign in SIGNS:
        joined = [
            name
            for name in names
            if len(parts := [piece.strip() for piece in name.split(sign)]) > 1 and alone >= {*parts}
        ]
        if joined:
            is_one = len(joined) == 1
            verb = "is made of other labels" if is_one else "are made of other labels"
            own = "a label of its own" if is_one else "labels of their own"
            yield (
                f"{_listed(joined)} {verb} with {sign!r} between them, and {own} here: where one "
                "means several, part them by `;`"
            )


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(map(repr, names[:_MOST_NAMED]))
    more = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
    return f"the label{'' if len(names) == 1 else 's'} {shown}{more}"

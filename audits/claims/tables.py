"""From the rows of a dataset to what is told of each system on each data set."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from audits.claims.answer_spellings import check_labels, notations
from audits.claims.cells import printed_value
from audits.claims.column_words import column_words
from audits.claims.scores import (
    Reported,
    Scores,
    StatedError,
    Summary,
    is_right_or_wrong,
)
from audits.data.arrays import Floats
from audits.data.dataset import (
    Categories,
    Column,
    Dataset,
    Numbers,
)
from audits.errors import NotApplicable
from audits.specification.roles import Role


@dataclass(frozen=True, slots=True)
class Layout:
    """Where in the table things stand, as the document says.

    columns: that hold values, one a system (or, beside a column of systems, one a data set).
    errors: columns with the numbers behind ±: one for all systems, or one each. sets: the column
    that says the data set. error: what these numbers are.
    """

    columns: tuple[str, ...]
    errors: tuple[str, ...]
    sets: str
    error: StatedError


@dataclass(frozen=True, eq=False)
class Results:
    """What is told of each system on each data set (None: of the only one).

    systems: in the order in which they stand in the document, else in text order. sets: in text
    order. reference: the baseline that a column names, or None. unanswered: of how many rows a
    system has no answer or no score, where it has some of the data set. silent: systems, each with
    the data set, that have rows of it and no value in any of them, where an answer was asked for.
    """

    reported: Mapping[tuple[str, str | None], Reported]
    systems: tuple[str, ...]
    sets: tuple[str | None, ...]
    reference: str | None
    notes: tuple[str, ...] = ()
    unanswered: Mapping[tuple[str, str | None], int] = field(default_factory=dict)
    silent: tuple[tuple[str, str | None], ...] = ()


@dataclass(frozen=True, slots=True)
class _Cell:
    """A value: of which system, on which data set, of which unit, the number behind its ±, and of
    how many runs it is; None where that is not said."""

    system: str
    data_set: str | None
    unit: str | None
    value: float
    error: float | None
    runs: int | None


def results_of(
    data: Dataset, layout: Layout, answered: Callable[[str], float] | None = None
) -> Results:
    """Raises `NotApplicable` with what to add where the table does not say who scored what.

    answered: 1 or 0 for a system whose rows without an answer are taken as right, or as wrong;
    left out, they are in no score and are counted.
    """
    system = data.one(Role.SYSTEM)
    if system is None and not layout.columns:
        raise NotApplicable(
            "nothing says which system a row is of",
            "give the column of systems the role `system`, or name the columns that hold one "
            "system's values each in `columns`",
        )
    for name in (*layout.columns, *layout.errors):
        if name not in data:
            raise NotApplicable(
                f"there is no column {name!r} among those that the audit reads",
                f"declare it in the document, `columns: {{{name}: {{role: feature}}}}`; those that "
                f"are read are {', '.join(one.name for one in data)}",
            )
    notes: list[str] = []
    unanswered: Counter[tuple[str, str | None]] = Counter()
    cells = list(_cells(data, layout, system, notes, unanswered, answered))
    if not cells:
        raise NotApplicable("no row has a value", "give the scores of both systems")
    if system is None:
        names = layout.columns
        reference = None
    else:
        names, reference = system.categories.levels, system.reference
    reported = _reported(cells, layout, notes)
    there = {name for name, _ in reported}
    sets = sorted({data_set for _, data_set in reported}, key=lambda name: (name is not None, name))
    return Results(
        reported,
        tuple(name for name in names if name in there),
        tuple(sets),
        reference,
        tuple(notes),
        {key: n for key, n in unanswered.items() if isinstance(reported.get(key), Scores)},
        # A table of scores leaves a cell empty for what nobody has tried.
        tuple(
            key for key in unanswered
            if key not in reported and (key[0] not in there or data.one(Role.LABEL) is not None)
        ),
    )  # fmt: skip


def _cells(
    data: Dataset,
    layout: Layout,
    system: Column | None,
    notes: list[str],
    unanswered: Counter[tuple[str, str | None]],
    answered: Callable[[str], float] | None,
) -> Iterator[_Cell]:
    """Every value of the table, one after the other; `unanswered` takes cells without one.

    A row without a label asks nothing. answered: as of `results_of`.
    """
    label = data.one(Role.LABEL)
    truths = column_words(label, len(data))
    units = column_words(data.one(Role.ID), len(data))
    by_row = layout.sets in data and layout.sets not in layout.columns
    sets = column_words(data[layout.sets] if by_row else None, len(data))
    runs = data.one(Role.COUNT)
    numbers = None if runs is None else runs.numbers
    if layout.columns:
        values = [_values(data, data[name]) for name in layout.columns]
    elif data.one(Role.SCORE) is not None:
        values = [_values(data, data.require(Role.SCORE))]
    else:
        values = [_right(data, data.require(Role.PREDICTION))]
    bars = _bars(data, layout, len(values))
    labels = column_words(system, len(data))
    if label is not None and isinstance(label.values, Categories):
        check_labels(label, list(zip(sets, units, strict=True)), truths)
        notes.extend(notations(data, layout.columns, system, truths))
    rows = [row for row in range(len(data)) if not by_row or sets[row] is not None]
    if len(rows) < len(data):
        notes.append(f"{len(data) - len(rows):,} rows have no data set and are left out")
    unnamed = 0 if system is None else sum(labels[row] is None for row in rows)
    if unnamed:
        notes.append(f"{unnamed:,} rows have no system and are left out")
    for column, (written, bar) in enumerate(zip(values, bars, strict=True)):
        for row in rows:
            value, error = written[0][row], written[1][row] if bar is None else bar[row]
            name = layout.columns[column] if system is None else labels[row]
            if name is None or (label is not None and truths[row] is None):
                continue
            data_set = sets[row]
            if system is not None and len(values) > 1:
                data_set = layout.columns[column]
            if not np.isfinite(value):
                unanswered[name, data_set] += 1
                if answered is None or label is None:
                    continue
                value = answered(name)
            unit = units[row]
            if system is None and unit is None:
                unit = f"row {row}"  # in one row the values of all systems belong together
            yield _Cell(
                name, data_set, unit, float(value), float(error) if np.isfinite(error) else None,
                None if numbers is None or not np.isfinite(numbers[row]) else int(numbers[row]),
            )  # fmt: skip


def _bars(data: Dataset, layout: Layout, columns: int) -> Sequence[Floats | None]:
    """The numbers behind ± of each column of values, None where they stand in its cells."""
    bars = [_values(data, data[name])[0] for name in layout.errors]
    if not bars:
        return [None] * columns
    if len(bars) not in (1, columns):
        raise NotApplicable(
            f"{columns} columns of values and {len(bars)} of error bars",
            "name one column of error bars for each, in the same order, or one for all",
        )
    return bars if len(bars) == columns else bars * columns


def _values(data: Dataset, column: Column) -> tuple[Floats, Floats]:
    """Values and the numbers behind ±, NaN where there is none; answers are right or wrong."""
    nothing = np.full(len(data), np.nan)
    if data.one(Role.LABEL) is not None:
        return _right(data, column)
    if isinstance(column.values, Numbers):
        return column.values.values, nothing
    words = column_words(column, len(data))
    read = [None if word is None else printed_value(word) for word in words]
    unread = [
        word
        for word, cell in zip(words, read, strict=True)
        if cell is None and word not in (None, "-", "–", "—")
    ]
    if unread:
        raise NotApplicable(
            f"column {column.name!r} holds {unread[0]!r}, which is no number with its error",
            "write 93.1, 93.1 ± 0.4 or 93.1 (0.4), or give the dataset a `label` where these are "
            "answers",
        )
    values = [np.nan if cell is None else cell.value for cell in read]
    errors = [np.nan if cell is None or cell.error is None else cell.error for cell in read]
    return np.array(values), np.array(errors)


def _right(data: Dataset, column: Column) -> tuple[Floats, Floats]:
    """1 where the answer is the label and 0 where it is another; NaN without either."""
    label = data.require(Role.LABEL)
    if not isinstance(label.values, Categories):
        raise NotApplicable(
            "the label holds numbers, of which an answer is not right or wrong",
            "give the systems' errors as scores, with `better: lower`, and no label",
        )
    truths, answers = column_words(label, len(data)), column_words(column, len(data))
    right = [
        np.nan if truth is None or answer is None else float(truth == answer)
        for truth, answer in zip(truths, answers, strict=True)
    ]
    return np.array(right), np.full(len(right), np.nan)


def _reported(
    cells: Sequence[_Cell], layout: Layout, notes: list[str]
) -> dict[tuple[str, str | None], Reported]:
    """Summaries where a number stands behind ± or runs are said, else scores one by one."""
    summed = any(cell.error is not None or cell.runs is not None for cell in cells)
    summed = summed or layout.error.runs is not None
    if summed and all(cell.data_set is None for cell in cells):
        # Rows of means are of a data set each, or of a system each.
        names = {(cell.system, cell.unit) for cell in cells}
        if len(names) == len(cells) > len({cell.system for cell in cells}):
            cells = [_of_unit(cell) for cell in cells]
    by_source: dict[tuple[str, str | None], list[_Cell]] = {}
    for cell in cells:
        by_source.setdefault((cell.system, cell.data_set), []).append(cell)
    return {
        source: _summary(source, several, layout.error)
        if summed or (len(several) == 1 and source[1] is not None)
        else _scores(source, several, notes)
        for source, several in by_source.items()
    }


def _of_unit(cell: _Cell) -> _Cell:
    return _Cell(cell.system, cell.unit, None, cell.value, cell.error, cell.runs)


def _summary(source: tuple[str, str | None], cells: Sequence[_Cell], error: StatedError) -> Summary:
    if len(cells) > 1:
        named = source[0] if source[1] is None else f"{source[0]} on {source[1]}"
        raise NotApplicable(
            f"{len(cells)} rows are of {named}, each with a mean of its own",
            "name the column that tells them apart in `dataset_column`",
        )
    (cell,) = cells
    return error.summary(cell.value, cell.error, cell.runs)


def _scores(source: tuple[str, str | None], cells: Sequence[_Cell], notes: list[str]) -> Scores:
    """In an order that the file does not decide; a unit that stands twice is its mean."""
    if any(cell.unit is None for cell in cells):
        return Scores(np.sort([cell.value for cell in cells]))
    by_unit: dict[str, list[float]] = {}
    for cell in cells:
        by_unit.setdefault(str(cell.unit), []).append(cell.value)
    if len(by_unit) < len(cells):
        notes.append(
            f"{source[0]} has several scores of the same unit, which are taken as one, their mean"
        )
    keys = tuple(sorted(by_unit))
    if is_right_or_wrong(Scores(np.array([cell.value for cell in cells]))):
        twice = next((key for key in keys if len({*by_unit[key]}) > 1), None)
        if twice is not None:
            raise NotApplicable(
                f"{source[0]} is both right and wrong about {twice!r}, which stands several times",
                "keep one row of each item and system, the last of those that were tried again, in "
                "pandas `frame.drop_duplicates([SYSTEM, ITEM], keep='last')`",
            )
    return Scores(np.array([float(np.mean(by_unit[key])) for key in keys]), keys)

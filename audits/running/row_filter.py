"""The rows of a table that an audit is about, taken once it is read."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from audits.data.arrays import Flags
from audits.data.dataset import Categories, Column, Dataset, Numbers
from audits.data.local_suppression import without_small_cells
from audits.data.precision import in_precision
from audits.data.reading.sums_below import row_that_sums
from audits.data.reading.totals import totals
from audits.data.training_rows import in_training
from audits.data.whole_pools import told_of_pools
from audits.errors import Refused
from audits.planning.row_filters import Rows
from audits.running.counted_rows import (
    SUMMED,
    check_summed,
    told_of_suppressed,
    told_of_unweighed,
)
from audits.running.repeated_ids import told_of_repeated_ids
from audits.specification.counts import counted
from audits.specification.document import ColumnSpec
from audits.specification.few_people import FEWEST
from audits.specification.missing_words import MISSING_CELL
from audits.specification.roles import Kind, Role
from audits.specification.timestamps import FORM, last_of, moment_of, parts_week

# `audits.report.notes` knows it by its beginning.
ONLY_TRAINED = "every row that is measured is one that the model was trained on"

Read = Callable[[Mapping[str, ColumnSpec]], Dataset]


@dataclass(frozen=True, eq=False)
class AuditedRows:
    """data: the rows that are measured. whole: with the other parts of the split as well, for
    what compares them; None where nothing was left out of the split. in_file: rows of the file.
    notes: what a reader must know of it before any number. of_the_file: those of how the file was
    read that are about rows which are measured.
    """

    data: Dataset
    whole: Dataset | None
    in_file: int
    notes: tuple[str, ...] = ()
    of_the_file: tuple[str, ...] = ()


def choose(
    data: Dataset,
    rows: Sequence[Rows],
    specs: Mapping[str, ColumnSpec],
    read: Read,
    *,
    protect: bool = False,
) -> AuditedRows:
    """The rows that all of these choose; raises `Refused` where none is left.

    specs: the columns as the plan reads them. read: the file again, for columns that are chosen
    by and not read otherwise, or read as something else. protect: whether protected values are
    taken from people who would stand in a group of under five (`settings.disclosure`).
    """
    total = len(data)
    parts = [column.categories.codes for column in data.having(Role.SPLIT)]
    if not rows:
        data, notices = _protected(data, parts) if protect else (data, ())
        check_summed(data)
        pools = (
            *told_of_suppressed(data),
            *told_of_pools(data),
            *told_of_repeated_ids(data),
            *_pooled(data),
        )
        notes = (*pools, *_sums(data), *_trained_on(data), *notices)
        return AuditedRows(data, None, total, notes, data.notes)
    of_the_file = data.notes
    is_chosen, others = np.ones(total, dtype=bool), np.ones(total, dtype=bool)
    of_spans: list[str] = []
    for choice in rows:
        column = _chosen_by(choice, data, specs, read)
        where = _where(choice, column)
        of_spans.extend(_told_of_weeks(choice, column))
        spec = specs.get(choice.column)
        if spec is not None and spec.role in SUMMED:
            of_spans.extend(told_of_unweighed(data, column, spec.role, ~where))
        is_chosen &= where
        if spec is None or spec.role is not Role.SPLIT:
            others &= where
    if not is_chosen.any():
        choices = " and ".join(choice.phrase() for choice in rows)
        raise Refused.because(
            "rows", f"no row is left: none has {choices}", "choose other values, or `rows: all`"
        )
    data, notices = _protected(data, [*parts, is_chosen, others]) if protect else (data, ())
    rows_asked = data if is_chosen.all() else data.take(np.flatnonzero(is_chosen))
    rows_asked = _without_left_out(rows_asked, rows)
    whole = None
    if int(others.sum()) > len(rows_asked):
        whole = data if others.all() else data.take(np.flatnonzero(others))
    check_summed(rows_asked)
    audited_rows = _rows_in_words(
        rows, specs, len(rows_asked), total, None if whole is None else len(whole)
    )
    sums = (
        *told_of_suppressed(rows_asked),
        *told_of_pools(rows_asked),
        *told_of_repeated_ids(rows_asked),
        *_sums(rows_asked),
    )
    notes = (audited_rows, *of_spans, *sums, *_trained_on(rows_asked), *notices)
    of_the_file = tuple(
        note for note in of_the_file if (row := row_that_sums(note)) is None or is_chosen[row]
    )
    return AuditedRows(rows_asked, whole, total, notes, of_the_file)


def _without_left_out(data: Dataset, rows: Sequence[Rows]) -> Dataset:
    """The columns that these choices name values of, without the classes that no row has now."""
    named = {choice.column for choice in rows if choice.values or choice.left_out}
    columns = []
    for column in data:
        values = column.values
        if (column.source or column.name) in named and isinstance(values, Categories):
            column = replace(column, values=values.used())
        columns.append(column)
    return Dataset(tuple(columns), data.notes)


def _protected(
    data: Dataset, parts: Sequence[NDArray[np.generic]]
) -> tuple[Dataset, tuple[str, ...]]:
    """Without small cells, and what a reader must know of it: that it was done, not of how many."""
    data, changed = without_small_cells(data, parts)
    if not data.having(Role.PROTECTED):
        return data, ()
    count = "some rows count" if changed >= FEWEST else "a few rows, or none, count"
    return data, (
        f"people who would stand in a group of under {FEWEST} are not told apart "
        f"(`settings.disclosure: protect`): {count} as unknown for that; single rows are not shown",
    )


def _chosen_by(choice: Rows, data: Dataset, specs: Mapping[str, ColumnSpec], read: Read) -> Column:
    """The column as the choice needs it, read again where it is read as something else."""
    spec = specs.get(choice.column)
    kind = Kind.CATEGORY
    named = choice.values or choice.left_out
    if not named and not any(isinstance(e, str) for e in (choice.start, choice.end)):
        kind = Kind.NUMBER
    column = next((c for c in data if (c.source or c.name) == choice.column), None)
    fits = column is not None and column.kind is kind and (named or not (spec and spec.cut))
    if not fits:
        again = ColumnSpec(kind=kind)
        if spec is not None:
            form = ("missing", "decimal", "thousands", "unit", "percent")
            keys = form if kind is Kind.NUMBER else form[:1]
            again = again.model_copy(update={key: getattr(spec, key) for key in keys})
        column = next(iter(read({choice.column: again})))
    assert column is not None
    return column


def _where(choice: Rows, column: Column) -> Flags:
    named = choice.values or choice.left_out
    if named:
        categories = column.categories
        codes = [categories.levels.index(value) for value in named if value in categories.levels]
        if MISSING_CELL in named:
            codes.append(-1)
        has_one = np.asarray(np.isin(categories.codes, codes))
        return has_one if choice.values else ~has_one
    return _inside(choice, column)


def _inside(choice: Rows, column: Column) -> Flags:
    """Rows with a number, or a date, in the span; a missing one is in none."""
    low, high = -np.inf, np.inf
    match column.values:
        case Numbers(values, precision):
            numbers = values
            low = low if choice.start is None else in_precision(float(choice.start), precision)
            high = high if choice.end is None else in_precision(float(choice.end), precision)
        case Categories(codes, levels):
            moments = [moment_of(level) for level in levels]
            if None in moments:
                strange = levels[moments.index(None)][:60]
                raise Refused.because(
                    f"rows.{choice.column}",
                    f"{strange!r} is no date that can be read",
                    FORM,
                    "not_a_date",
                )
            numbers = np.array([*(float(moment or 0.0) for moment in moments), np.nan])[codes]
            low = low if choice.start is None else float(moment_of(str(choice.start)) or 0.0)
            high = high if choice.end is None else last_of(str(choice.end))
        case _:
            raise AssertionError("read as numbers or categories")
    return np.asarray((numbers >= low) & (numbers <= high))


def _told_of_weeks(choice: Rows, column: Column) -> Iterator[str]:
    """Weeks of the column inside which an end of the span falls: a week is read as its Monday."""
    if not isinstance(column.values, Categories):
        return
    ends = [(str(choice.start), moment_of), (str(choice.end), last_of)]
    for (end, moment), is_left_out in zip(ends, (True, False), strict=True):
        if end == str(None) or (end_moment := moment(end)) is None:
            continue
        parted = [parts_week(level, end_moment) for level in column.values.levels]
        rows = int(np.array([*parted, False])[column.values.codes].sum())
        if rows:
            week = column.values.levels[parted.index(True)]
            what = "left out" if is_left_out else "measured"
            yield (
                f"{end} falls inside the week {week!r} of column {choice.column!r}: a week is read "
                f"as its Monday, so {counted(rows, 'row of it is', 'rows of it are')} {what}; "
                "choose whole weeks, or give days"
            )


def _rows_in_words(
    rows: Sequence[Rows],
    specs: Mapping[str, ColumnSpec],
    used: int,
    total: int,
    of_parts: int | None,
) -> str:
    names = {name: spec.rename or name for name, spec in specs.items()}
    where = " and ".join(choice.phrase(names.get(choice.column)) for choice in rows)
    text = f"measured on {used:,} of {total:,} rows: {where}"
    if any(choice.is_default for choice in rows):
        text += (
            ". Nobody chose: a part of the split that is named so is taken, since the other rows "
            "may be what the model was fitted to; `rows: all` takes every row, and "
            "`rows: {split: …}` a part"
        )
    if of_parts is not None:
        text += f". What compares the parts of the split reads {of_parts:,} rows of every part"
    return text


def _sums(data: Dataset) -> Iterator[str]:
    """Rows among those measured that read like sums of the others."""
    count = data.one(Role.COUNT)
    people = None if count is None else np.nan_to_num(count.numbers)
    for column in data:
        if isinstance(column.values, Categories):
            codes, levels = column.values.codes, column.values.levels
            amounts = column.values.amounts()
            total, by = float(len(data)), None
            if people is not None and count is not None:
                known = codes >= 0
                amounts = np.bincount(codes[known], people[known], len(levels)).round().astype(int)
                total, by = float(people.sum()), count.source or count.name
            counts = dict(zip(levels, amounts.tolist(), strict=True))
            yield from totals(column.source or column.name, counts, round(total), by)


def _trained_on(data: Dataset) -> list[str]:
    """That every row is of the training part of a split, in the words that each section repeats."""
    warnings = []
    for column in data.having(Role.SPLIT):
        split = column.categories
        known = split.codes >= 0
        if known.any() and in_training(column)[known].all():
            values = sorted({split.levels[code] for code in split.codes[known].tolist()})
            warnings.append(f"{ONLY_TRAINED}: {column.name} is {' or '.join(values)}")
    return warnings


def _pooled(data: Dataset) -> list[str]:
    """A split whose parts are measured together, by nobody's choice or by somebody's."""
    warnings = []
    for column in data.having(Role.SPLIT):
        split = column.categories
        parts = [level for code, level in enumerate(split.levels) if (split.codes == code).any()]
        if len(parts) > 1:
            shown = ", ".join(parts[:8]) + (" ..." if len(parts) > 8 else "")
            warnings.append(
                f"all parts of {column.name} are measured together ({shown}): if the model was "
                "fitted to one of them, its rows hide what it does to new people; choose with "
                "`rows: {split: …}`"
            )
    return warnings

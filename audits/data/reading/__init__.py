"""Tables from files: CSV, Parquet, JSON lines, and a zip of pictures or sounds with a table.

Streamed a batch at a time; only the columns that are needed are kept; every column that does
not fit is reported, all at once.
"""

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from audits.data.dataset import Categories, Column, Dataset, Numbers
from audits.data.precision import in_precision
from audits.data.reading.columns import Fed, PendingColumn
from audits.data.reading.member_columns import with_members
from audits.data.reading.non_numeric_cells import BadColumn
from audits.data.reading.opening import with_table
from audits.data.reading.profiling import profile_dataset
from audits.data.reading.read_column import Read
from audits.data.reading.reading_notes import reading_notes
from audits.data.reading.table import Table, bad, give_back_memory
from audits.errors import Problem, Refused
from audits.specification.document import ColumnSpec
from audits.specification.suggestions import did_you_mean

__all__ = ["profile_dataset", "read_dataset"]


def read_dataset(
    path: Path,
    specs: Mapping[str, ColumnSpec],
    *,
    reads: Sequence[str] = (),
    as_words: Collection[str] | None = None,
    encoding: str | None = None,
    guessed_kinds: Collection[str] = (),
) -> Dataset:
    """The columns that the plan names.

    specs: by the column's name in the file, each with its kind, as a plan resolves it.
    reads: those of them that feed the model, named as in the file or as renamed. A fed column
        that is cut, mapped or compared in another form than the file's keeps what stands in the
        file in `Column.fed`.
    as_words: those of them that the model takes as text, and not as numbers; None where it does
        not say.
    encoding: as the document says; None where the bytes say it or it is guessed.
    guessed_kinds: those of them of whose numbers nobody said whether they are classes.
    Raises `Refused` with every bad column (`dataset.columns.NAME`), or why the file is unfit.
    """
    return with_table(
        Path(path), lambda table: _read(table, specs, reads, as_words, guessed_kinds), encoding
    )


def _read(
    table: Table,
    specs: Mapping[str, ColumnSpec],
    reads: Sequence[str],
    as_words: Collection[str] | None,
    guessed_kinds: Collection[str],
) -> Dataset:
    table = with_members(table, specs)
    renamed = {spec.rename: name for name, spec in specs.items() if spec.rename}
    sources = [renamed.get(name, name) for name in reads]
    words = None if as_words is None else {renamed.get(name, name) for name in as_words}
    assert specs.keys() >= set(sources), "a plan names every column that is fed"
    problems = [_lost(name, table) for name in specs if name not in table.names]
    pending = {
        name: PendingColumn(
            name, specs[name], _fed(name, sources, words), table.pictures, table.sounds
        )
        for name in table.names
        if name in specs
    }
    if not pending:
        raise Refused(
            problems
            or [Problem("dataset.columns", "no column is named", "name the label, for example")]
        )
    rows = 0
    broken: set[str] = set()
    for batch in table.batches(list(pending)):
        rows += len(batch[next(iter(pending))])
        for name, column in pending.items():
            if name not in broken:
                try:
                    column.add(batch[name])
                except BadColumn as error:
                    broken.add(name)
                    problems.append(_problem(name, error))
    if not rows:
        raise bad("the table has a header and no rows", "upload rows", "no_rows")
    unbroken = {name: column for name, column in pending.items() if name not in broken}
    reads_of: list[Read] = []
    columns = _typed(unbroken, problems, reads_of, table.class_codes)
    # Numbers are pyarrow's until they are joined.
    give_back_memory()
    _check_references(columns, problems)
    if problems:
        raise Refused(problems)
    return Dataset(
        tuple(columns), (*table.notes, *table.noticed(), *reading_notes(reads_of, guessed_kinds))
    )


def _fed(name: str, sources: Sequence[str], words: Collection[str] | None) -> Fed:
    if name not in sources:
        return Fed.NOTHING
    if words is None:
        return Fed.UNKNOWN
    return Fed.WORDS if name in words else Fed.NUMBERS


def _typed(
    pending: Mapping[str, PendingColumn],
    problems: list[Problem],
    readings: list[Read],
    class_codes: Collection[str],
) -> list[Column]:
    """The columns; `readings` takes how each of them was read."""
    columns = []
    for name, column in pending.items():
        spec = column.spec
        try:
            values, fed = column.values()
        except BadColumn as error:
            problems.append(_problem(name, error))
            continue
        readings.append(Read(column, values, name in class_codes))
        threshold = spec.threshold
        if threshold is not None and isinstance(values, Numbers):
            threshold = in_precision(threshold, values.precision)
        columns.append(
            Column(
                spec.rename or name, spec.role, values, spec.reference, spec.positive,
                tuple(spec.favourable) if isinstance(spec.favourable, list) else spec.favourable,
                threshold, fed=fed, source=name, of=spec.of,
            )
        )  # fmt: skip
    return columns


def _check_references(columns: Sequence[Column], problems: list[Problem]) -> None:
    for column in columns:
        field = f"dataset.columns.{column.source}"
        if column.reference is not None and isinstance(column.values, Categories):
            levels = column.values.levels
            if column.reference not in levels:
                problems.append(
                    Problem(f"{field}.reference", f"no row has the value {column.reference!r}",
                            f"the values are {', '.join(levels[:20])}", "unknown_value")
                )  # fmt: skip


def _lost(name: str, table: Table) -> Problem:
    names, field = table.names, f"dataset.columns.{name}"
    for column in table.left_out:
        if column.name == name:
            return column.problem(field)
    hint = did_you_mean(name, names, f"it has {', '.join(names[:20])}")
    return Problem(field, "the dataset has no such column", hint, "unknown_column")


def _problem(name: str, error: BadColumn) -> Problem:
    return Problem(f"dataset.columns.{name}", error.reason, error.remedy, error.code)

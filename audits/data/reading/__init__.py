"""Tables from files: CSV, Parquet, JSON lines, and a zip of images with a table.

Streamed a batch at a time; only the columns that are needed are kept; every column that does
not fit is reported, all at once.
"""

from collections.abc import Collection, Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path

from audits.data.dataset import Categories, Column, Dataset
from audits.data.reading.columns import Fed, PendingColumn
from audits.data.reading.non_numeric_cells import BadColumn
from audits.data.reading.opening import with_table
from audits.data.reading.profiling import profile_dataset
from audits.data.reading.reading_notes import Read, told
from audits.data.reading.table import Table, bad, give_back_memory
from audits.errors import Problem, Refused
from audits.specification.document import ColumnSpec
from audits.specification.roles import RESERVED_GROUP_KEYS, Kind, Role

__all__ = ["profile_dataset", "read_dataset"]


def read_dataset(
    path: Path,
    specs: Mapping[str, ColumnSpec],
    *,
    reads: Sequence[str] = (),
    as_words: Collection[str] | None = None,
    encoding: str | None = None,
) -> Dataset:
    """The columns that the plan names, and the further ones that the model reads as features.

    specs: by the column's name in the file.
    reads: columns that feed the model, named as in the file or as renamed. A fed column that is
        cut, mapped or compared in another form than the file's keeps what stands in the file in
        `Column.fed`.
    as_words: those of them that the model takes as text, and not as numbers; None where it does
        not say.
    encoding: as the document says; None where the bytes say it or it is guessed.
    Raises `Refused` with every bad column (`dataset.columns.NAME`), or why the file is unfit.
    """
    return with_table(Path(path), lambda table: _read(table, specs, reads, as_words), encoding)


def _read(
    table: Table,
    specs: Mapping[str, ColumnSpec],
    reads: Sequence[str],
    as_words: Collection[str] | None,
) -> Dataset:
    renamed = {spec.rename: name for name, spec in specs.items() if spec.rename}
    sources = [renamed.get(name, name) for name in reads]
    words = None if as_words is None else {renamed.get(name, name) for name in as_words}
    wanted = {**dict(specs), **{n: ColumnSpec() for n in sources if n not in specs}}
    problems = [_lost(name, table) for name in wanted if name not in table.names]
    pending = {
        name: PendingColumn(name, wanted[name], _fed(name, sources, words), table.pictures)
        for name in table.names
        if name in wanted
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
    kept = {name: column for name, column in pending.items() if name not in broken}
    reads_of: list[Read] = []
    columns = _typed(kept, problems, reads_of)
    # Numbers are pyarrow's until they are joined.
    give_back_memory()
    _check(columns, problems)
    if problems:
        raise Refused(problems)
    return Dataset(tuple(columns), (*table.told, *told(reads_of)))


def _fed(name: str, sources: Sequence[str], words: Collection[str] | None) -> Fed:
    if name not in sources:
        return Fed.NOTHING
    if words is None:
        return Fed.UNKNOWN
    return Fed.WORDS if name in words else Fed.NUMBERS


def _typed(
    pending: Mapping[str, PendingColumn], problems: list[Problem], found: list[Read]
) -> list[Column]:
    """The columns; `found` takes how each of them was read."""
    kinds = {name: column.guess() for name, column in pending.items()}
    _agree_on_answers(pending, kinds)
    columns = []
    for name, column in pending.items():
        spec = column.spec
        try:
            values, fed = column.values(kinds[name])
        except BadColumn as error:
            problems.append(_problem(name, error))
            continue
        found.append(Read(column, values))
        columns.append(
            Column(
                spec.rename or name, spec.role, values, spec.reference, spec.positive,
                tuple(spec.favourable) if isinstance(spec.favourable, list) else spec.favourable,
                spec.threshold, fed=fed, source=name,
            )
        )  # fmt: skip
    return columns


def _agree_on_answers(pending: Mapping[str, PendingColumn], kinds: dict[str, Kind]) -> None:
    """Label and prediction are compared, so a guess about one follows the other."""
    answers = [
        name for name, column in pending.items()
        if column.spec.role in (Role.LABEL, Role.PREDICTION)
    ]  # fmt: skip
    for name in answers:
        for other in answers:
            if kinds[name] is Kind.NUMBER and kinds[other] is Kind.CATEGORY:
                first, second = pending[name], pending[other]
                if second.is_open and second.could_be_number():
                    kinds[other] = Kind.NUMBER
                elif first.is_open and first.could_be_category():
                    kinds[name] = Kind.CATEGORY


def _check(columns: Sequence[Column], problems: list[Problem]) -> None:
    names = [column.name for column in columns]
    for column in columns:
        field = f"dataset.columns.{column.source}"
        if names.count(column.name) > 1:
            problems.append(
                Problem(f"{field}.rename", f"two columns are named {column.name!r}",
                        "choose another name", "duplicate_column_name")
            )  # fmt: skip
        if column.role is Role.PROTECTED and column.name in RESERVED_GROUP_KEYS:
            problems.append(
                Problem(field, f"{column.name!r} is a name that measurements use themselves",
                        f"`rename` it, e.g. `rename: {column.name}_of_person`", "reserved_name")
            )  # fmt: skip
        if column.reference is not None and isinstance(column.values, Categories):
            levels = column.values.levels
            if column.reference not in levels:
                problems.append(
                    Problem(f"{field}.reference", f"no row has the value {column.reference!r}",
                            f"the values are {', '.join(levels[:20])}", "unknown_value")
                )  # fmt: skip


def _lost(name: str, table: Table) -> Problem:
    names = table.names
    if name in table.left_out:
        return Problem(
            f"dataset.columns.{name}", f"holds {table.left_out[name]}",
            "write numbers, text or booleans", "nested_value",
        )  # fmt: skip
    near = get_close_matches(name, names, n=1)
    hint = f"did you mean {near[0]!r}?" if near else f"it has {', '.join(names[:20])}"
    return Problem(f"dataset.columns.{name}", "the table has no such column", hint, "no_column")


def _problem(name: str, error: BadColumn) -> Problem:
    return Problem(f"dataset.columns.{name}", error.reason, error.remedy, error.code)

"""A column that looks like how many each row stands for, of which nobody said what it is.

A table of counts (sex, department, decision, freq) audited as if each row were one person is wrong
in every number, in silence. It is told from a table of people by its form: a whole number under
such a name, beside columns of which each has few values, so that a row may be a combination; or,
whatever its name, beside columns of which each row is another combination, and over half of all
combinations have a row. That is more than a plan of measurements has, in which each combination of
the conditions has one answer out of two.
"""

from collections.abc import Collection, Iterator, Mapping
from math import inf, prod

from audits.errors import Problem
from audits.planning.guess_vocabulary import listed_words, named_roles
from audits.specification.document import ColumnSpec
from audits.specification.profiles import ColumnProfile, DatasetProfile
from audits.specification.role_names import aggregated, words_of_name
from audits.specification.roles import Role
from audits.specification.row_numbers import counts_rows, is_unique
from audits.specification.suggestions import listed

CODE = "count_or_feature"
# A column of more values is a quantity, and a table with one is of people.
MOST_LEVELS = 50
# Of all combinations those that have a row: a table of counts, or one that may be.
_SHARE_ASKED, _SHARE_TOLD = 0.5, 0.2
# Of fewer, where rows drawn at random would all differ with a probability under 1e-9: of n rows in
# K cells that is exp(-n^2 / 2K) at most.
_SQUARE_A_CELL = 42
# Whole numbers of such names are no counts, whatever stands beside them.
_OTHERWISE = (Role.PROTECTED, Role.SCORE, Role.LABEL, Role.PREDICTION, Role.ID)


def check_counts(
    columns: Mapping[str, ColumnSpec],
    chosen_by: Collection[str],
    dataset: DatasetProfile,
    problems: list[Problem],
) -> None:
    """Asks of such a column what it is, where the audit does not read it.

    columns: those that the audit reads. chosen_by: names of those that choose its rows.
    """
    name = counted_column(dataset)
    if name is None or not _is_unsaid(name, {*columns, *chosen_by}, columns):
        return
    problems.append(
        Problem(
            f"dataset.columns.{name}.role",
            f"{name!r} looks like how many each of the {dataset.rows:,} rows stands for, and "
            "nobody said so: each row would count as one",
            f"say `{name}: {{role: count}}` where it does; else `{name}: {{role: feature}}`",
            CODE,
        )
    )


def check_merged(
    columns: Mapping[str, ColumnSpec],
    chosen_by: Collection[str],
    dataset: DatasetProfile,
    problems: list[Problem],
) -> None:
    """Refuses a table of counts whose groups stand once above their rows, where one is read."""
    merged = [name for name in dataset.merged if name in {*columns, *chosen_by}]
    if not merged or all(spec.role is not Role.COUNT for spec in columns.values()):
        return
    every = ", ".join(map(repr, dataset.merged))
    problems.append(
        Problem(
            f"dataset.columns.{merged[0]}",
            f"rows of {listed(list(map(repr, dataset.merged)))} stand several times with empty "
            "cells and the same values else, and once each where the value above is meant, as in a "
            "pivot or a sheet with merged cells: as it stands nobody knows whom they count",
            f"{_without_sums(dataset)}fill the empty cells, in pandas `frame[[{every}]] = "
            f"frame[[{every}]].ffill()`, or in Excel's pivot by `Repeat All Item Labels`; where "
            "nothing is known of those rows, write a word such as unknown in these cells",
            "merged_cells",
        )
    )


def _without_sums(dataset: DatasetProfile) -> str:
    """What leaves a pivot's subtotals out first: the cells beside them are empty for all groups."""
    # A service that starts plans nothing.
    from audits.specification.total_words import is_subtotal, is_total, summed_by

    pasted = []
    for column in dataset.columns:
        values = set(column.values)
        sums = [
            value
            for value in column.values
            if is_total(value) or is_subtotal(value) or summed_by(value) in values
        ]
        if column.name in dataset.merged and sums:
            pasted.append(f"`frame = frame[~frame[{column.name!r}].isin({sums!r})]`")
    return f"leave the sums out, {' and '.join(pasted)}, then " if pasted else ""


def told_of_combinations(
    read: Collection[str], columns: Mapping[str, ColumnSpec], dataset: DatasetProfile
) -> Iterator[str]:
    """The sentence about a table that may be one of counts, where that is not as plain.

    read: names of the columns that the audit reads or chooses its rows by.
    """
    name = _beside_combinations(dataset, _SHARE_TOLD, _SQUARE_A_CELL)
    if name is not None and _is_unsaid(name, read, columns):
        yield (
            f"each of the {dataset.rows:,} rows is another combination of the other columns: if "
            f"{name!r} says how many a row stands for, give it the role count; each row counted "
            "as one"
        )


def _is_unsaid(name: str, read: Collection[str], columns: Mapping[str, ColumnSpec]) -> bool:
    roles = {spec.role for spec in columns.values()}
    return name not in read and roles.isdisjoint({Role.COUNT, Role.WEIGHT})


def counted_column(dataset: DatasetProfile) -> str | None:
    """The column that likely says how many each row stands for, by its name and the table's form.

    None where there is none, or two. The form alone tells it where it is plain.
    """
    likely = [c.name for c in dataset.columns if _may_count(c) and _is_a_table_of(c, dataset)]
    if likely:
        return likely[0] if len(likely) == 1 else None
    # Of whatever a tool counted, `Count of Candidate`: few combinations may have a row.
    name = _beside_combinations(dataset, 0.0)
    made = None if name is None else aggregated(name)
    is_made = made is not None and made.is_count
    return name if is_made else _beside_combinations(dataset, _SHARE_ASKED)


def is_of_people(dataset: DatasetProfile, name: str) -> bool:
    """Whether another column has more values than a table of counts is crossed by."""
    return any(c.distinct > MOST_LEVELS for c in dataset.columns if c.name != name)


def _beside_combinations(
    dataset: DatasetProfile, share: float, square_a_cell: float = inf
) -> str | None:
    """Such a column beside which each row is another of the others' combinations.

    share: of all combinations, over which have a row; or so often the square of the rows over the
    combinations.
    """
    column = next((c for c in dataset.columns if c.name == dataset.beside_combinations), None)
    if column is None or not _whole(column) or _says_otherwise(column.name):
        return None
    others = [c for c in dataset.columns if c is not column and not _names_rows(c, dataset.rows)]
    cells = prod(c.distinct + (c.missing > 0) for c in others)
    is_one = dataset.rows > share * cells or dataset.rows**2 > square_a_cell * cells
    return column.name if is_one else None


def _says_otherwise(name: str) -> bool:
    if aggregated(name) is not None:  # what was counted is no role of the count
        return False
    words = words_of_name(name)
    roles = {named_roles().get(word) for word in words}
    return not roles.isdisjoint(_OTHERWISE) or not listed_words("circumstances").isdisjoint(words)


def _may_count(column: ColumnProfile) -> bool:
    words = words_of_name(column.name)
    names = listed_words("counts")
    rest = [word for word in words if word not in names]
    named = len(rest) < len(words) and set(rest) <= listed_words("counted")
    named = named or "_".join(words) in names or counts_people(column.name)
    if column.missing or not named or not _whole(column):
        return False
    low, high = column.minimum, column.maximum
    # Few values that stand last, or numbers that are not read before somebody says how.
    if column.values and (column.role is Role.LABEL or column.cells.doubtful):
        from audits.specification.written_counts import written_count

        numbers = [written_count(value) for value in column.values]
        low, high = min(numbers), max(numbers)
    return low is not None and high is not None and low >= 0 and high > 1


def counts_people(name: str) -> bool:
    """Whether a tool called it so that counted rows: `Count of ID`, `Anzahl von ID`, `Sum of n`.

    Of anything else, as `Nombre d'enfants`, the table's form alone tells whether it is one.
    """
    made = aggregated(name)
    if made is None:
        return False
    rows = listed_words("counts") | listed_words("counted")
    if not made.is_count:
        return set(made.words) <= rows
    known = named_roles()
    return all(word in rows or word in known for word in made.words)


def _whole(column: ColumnProfile) -> bool:
    from audits.specification.written_counts import written_count  # a service plans nothing

    try:
        return all(written_count(value).is_integer() for value in column.values)
    except ValueError:
        return False


def _is_a_table_of(counted: ColumnProfile, dataset: DatasetProfile) -> bool:
    """Whether each row may be another combination of the other columns, which have few values."""
    rows = dataset.rows
    others = [c for c in dataset.columns if c is not counted and not _names_rows(c, rows)]
    levels = [column.distinct + (column.missing > 0) for column in others]
    # One column of groups beside it has no answers to hold against them.
    return (
        len([count for count in levels if count > 1]) > 1
        and max(levels) <= min(MOST_LEVELS, rows - 1)
        and rows <= prod(levels)
    )


def _names_rows(column: ColumnProfile, rows: int) -> bool:
    is_named = named_roles().get("_".join(words_of_name(column.name))) is Role.ID
    return is_unique(column, rows) and (is_named or counts_rows(column, rows))

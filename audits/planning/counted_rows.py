"""A column that looks like how many each row stands for, of which nobody said what it is.

A table of counts (sex, department, decision, freq) audited as if each row were one person is wrong
in every number, in silence. It is told from a table of people by its form: a whole number under
such a name, beside columns of which each has few values, so that a row may be a combination.
"""

from collections.abc import Collection, Mapping
from math import prod

from audits.errors import Problem
from audits.planning.guess_vocabulary import listed_words, named_roles
from audits.planning.guesses_by_values import counts_rows, is_unique
from audits.specification.document import ColumnSpec
from audits.specification.profiles import ColumnProfile, DatasetProfile
from audits.specification.role_names import words_of_name
from audits.specification.roles import Kind, Role

CODE = "count_or_feature"
# A column of more values is a quantity, and a table with one is of people.
MOST_LEVELS = 50


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
    declared = {spec.role for spec in columns.values()} & {Role.COUNT, Role.WEIGHT}
    if name is None or declared or name in columns or name in chosen_by:
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


def counted_column(dataset: DatasetProfile) -> str | None:
    """The column that likely says how many each row stands for, by its name and the table's form.

    None where there is none, or two.
    """
    likely = [c.name for c in dataset.columns if _may_count(c) and _is_a_table_of(c, dataset)]
    return likely[0] if len(likely) == 1 else None


def _may_count(column: ColumnProfile) -> bool:
    words = words_of_name(column.name)
    names = listed_words("counts")
    rest = [word for word in words if word not in names]
    named = len(rest) < len(words) and set(rest) <= listed_words("counted")
    if column.kind is not Kind.NUMBER or column.missing or not (named or "_".join(words) in names):
        return False
    low, high = column.minimum, column.maximum
    return low is not None and high is not None and low >= 0 and high > 1 and _whole(column)


def _whole(column: ColumnProfile) -> bool:
    try:
        return all(float(value).is_integer() for value in column.values)
    except ValueError:  # "1.234" with a point between thousands
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

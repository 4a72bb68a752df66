"""Answers of several models, epochs, annotators or months in one table, which nobody told apart.

Each person counts as several, and every number is of a mixture that nobody runs.
"""

from collections.abc import Collection, Iterator, Mapping

from audits.planning.guess_vocabulary import listed_words, named_roles
from audits.specification.document import ColumnSpec
from audits.specification.profiles import ColumnProfile, DatasetProfile, Pooled
from audits.specification.role_names import words_of_name
from audits.specification.roles import Role
from audits.specification.row_numbers import is_unique
from audits.specification.suggestions import listed
from audits.specification.yaml_spelling import in_yaml

_ANSWERS = (Role.LABEL, Role.PREDICTION, Role.SCORE, Role.CLASS_PROBABILITY)
# Whoever says how many a row stands for, or which rows belong together, has told.
_SAID = frozenset({Role.COUNT, Role.CLUSTER})


def told_of_pooled(
    read: Collection[str],
    columns: Mapping[str, ColumnSpec],
    dataset: DatasetProfile,
    fed: Collection[str] = (),
) -> Iterator[str]:
    """A sentence for the first such column that nothing was said of.

    read: names of the columns that the audit reads or chooses its rows by. fed: those that a model
    is asked with.
    """
    if _SAID & {spec.role for spec in columns.values()}:
        return
    profiles = {column.name: column for column in dataset.columns}
    unsaid = [one for one in dataset.pooled if one.column not in {*read, *fed}]
    for one in sorted(unsaid, key=lambda one: not _is_named(one)):
        if _pools_answers(one, columns, profiles, dataset.rows):
            yield _sentence(one, profiles[one.column], dataset.rows)
            return


def _is_named(one: Pooled) -> bool:
    return not listed_words("pools").isdisjoint(words_of_name(one.column))


def _pools_answers(
    one: Pooled,
    columns: Mapping[str, ColumnSpec],
    profiles: Mapping[str, ColumnProfile],
    rows: int,
) -> bool:
    """Whether the groups are the same, and, of a name that does not say so, all but the answers.

    Where each combination is there as often as any other, the table may be of a design in which
    every group is crossed with every condition.
    """
    groups = {name for name, spec in columns.items() if spec.role is Role.PROTECTED}
    if not groups <= set(one.same):
        return False
    if _is_named(one):
        return True
    others = [c for c in profiles.values() if c.name not in (one.column, *one.same)]
    return not one.is_even and all(
        _is_answer(other.name, columns) or is_unique(other, rows) for other in others
    )


def _is_answer(name: str, columns: Mapping[str, ColumnSpec]) -> bool:
    if name in columns:
        return columns[name].role in _ANSWERS
    return any(named_roles().get(word) in _ANSWERS for word in words_of_name(name))


def _sentence(one: Pooled, column: ColumnProfile, rows: int) -> str:
    name, values = in_yaml(one.column), column.values
    return (
        f"each of the {column.distinct} values of {one.column!r} ({listed(values)}) has the very "
        f"same {rows // column.distinct:,} rows in {listed(one.same)}: all are measured together, "
        f"so that each row counts {column.distinct} times and every number is of a mixture. Choose "
        f"one, `rows: {{{name}: {in_yaml(values[-1])}}}`, or audit each by itself; where they "
        "belong together name the column that says who each row is about (role cluster), or say "
        f"`{name}: {{role: feature}}` where they are other rows"
    )

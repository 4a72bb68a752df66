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

_ANSWERS = (
    Role.LABEL, Role.PREDICTION, Role.SCORE, Role.CLASS_PROBABILITY, Role.DURATION, Role.EVENT,
)  # fmt: skip
_CLASSES = (Role.LABEL, Role.PREDICTION)


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
    roles = {spec.role for spec in columns.values()}
    # Whoever says how many a row stands for has told, and, but of several models, whoever says
    # which rows belong together.
    if Role.COUNT in roles:
        return
    profiles = {column.name: column for column in dataset.columns}
    lists = {profiles[n].distinct for n, spec in columns.items()
             if spec.role is Role.QUERY and n in profiles}  # fmt: skip
    has_clusters = Role.CLUSTER in roles
    unsaid = [
        one
        for one in dataset.pooled
        if one.column not in {*read, *fed}
        and (_is_mixture(one) or not has_clusters)
        # One item of each list is its place there, unless its name says that it is a model.
        and (_is_named(one) or dataset.rows // profiles[one.column].distinct not in lists)
    ]
    for one in sorted(unsaid, key=lambda one: not _is_named(one)):
        if _pools_answers(one, columns, profiles, dataset.rows):
            yield _sentence(one, profiles[one.column], dataset.rows, has_clusters=has_clusters)
            return


def _is_named(one: Pooled) -> bool:
    return not listed_words("pools").isdisjoint(words_of_name(one.column))


def _is_mixture(one: Pooled) -> bool:
    return not listed_words("mixtures").isdisjoint(words_of_name(one.column))


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
    # Probabilities stand under the names of their classes.
    classes = {
        value
        for name, spec in columns.items()
        if spec.role in _CLASSES and name in profiles
        for value in profiles[name].values
    }
    return not one.is_even and all(
        other.name in classes or _is_answer(other.name, columns) or is_unique(other, rows)
        for other in others
    )


def _is_answer(name: str, columns: Mapping[str, ColumnSpec]) -> bool:
    if name in columns:
        return columns[name].role in _ANSWERS
    words = words_of_name(name)
    is_result = not listed_words("results").isdisjoint(words)
    return is_result or any(named_roles().get(word) in _ANSWERS for word in words)


def _sentence(one: Pooled, column: ColumnProfile, rows: int, *, has_clusters: bool) -> str:
    name, values = in_yaml(one.column), column.values
    together = (
        "where they belong together name the column that says who each row is about (role "
        "cluster), or "
    )
    return (
        f"each of the {column.distinct} values of {one.column!r} ({listed(values)}) has the very "
        f"same {rows // column.distinct:,} rows in {listed(one.same)}: all are measured together, "
        f"so that each row counts {column.distinct} times and every number is of a mixture. Choose "
        f"one, `rows: {{{name}: {in_yaml(values[-1])}}}`, or audit each by itself; "
        f"{'' if has_clusters else together}say `{name}: {{role: feature}}` where they are other "
        "rows"
    )

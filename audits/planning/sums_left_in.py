"""Rows of a table of counts that sum others, and that no choice of rows leaves out or names."""

from collections.abc import Iterator, Mapping, Sequence

from audits.errors import Problem
from audits.planning.row_filters import Rows
from audits.specification.document import ColumnSpec
from audits.specification.missing_words import MISSING_CELL, Words, normal, quoted
from audits.specification.profiles import ColumnProfile, DatasetProfile, Margin
from audits.specification.roles import Role
from audits.specification.suggestions import listed
from audits.specification.yaml_spelling import in_yaml


def sums_left_in(
    filters: Sequence[Rows], columns: Mapping[str, ColumnSpec], dataset: DatasetProfile
) -> Iterator[Problem]:
    """Margins of a table of counts that no choice leaves out, or names; one problem a column."""
    counts = {name for name, spec in columns.items() if spec.role is Role.COUNT}
    by_column: dict[str, dict[str, Margin]] = {}
    for margin in dataset.margins:
        value = _as_read(margin.value, columns.get(margin.column, ColumnSpec()))
        choices = [one for one in filters if one.column == margin.column]
        if margin.count in counts and all(c.values is None and c.keeps(value) for c in choices):
            by_column.setdefault(margin.column, {}).setdefault(value, margin)
    for name, sums in by_column.items():
        profile = next(column for column in dataset.columns if column.name == name)
        yield _unasked_sums(profile, columns.get(name, ColumnSpec()), sums)


def _as_read(value: str, spec: ColumnSpec) -> str:
    read = normal((spec.map or {}).get(value, value))
    return MISSING_CELL if spec.missing is not None and Words.of(spec.missing).holds(read) else read


def _unasked_sums(profile: ColumnProfile, spec: ColumnSpec, sums: Mapping[str, Margin]) -> Problem:
    """What is asked of a column's sums, each by what the audit reads it as."""
    name, (margin, *more) = profile.name, sums.values()
    which = listed([repr(one.value) if one.value else "a missing cell" for one in sums.values()])
    summed = listed(list(map(repr, margin.of))) if len(margin.of) > 1 else repr("".join(margin.of))
    as_many = f"as {summed} {'do' if len(margin.of) > 1 else 'does'}" if margin.of else (
        "as all others together"
    )  # fmt: skip
    if more:
        as_many = "as others of them together" if any(m.of for m in more) else as_many
    levels_read = dict.fromkeys(_as_read(normal(each), spec) for each in profile.values)
    names = ", ".join(in_yaml(each) for each in levels_read if each != MISSING_CELL)
    otherwise = "write a word in its cells" if margin.value == MISSING_CELL else (
        f"name it: `rows: {{{in_yaml(name)}: [{names}]}}`"
    )  # fmt: skip
    out = quoted(next(iter(sums))) if not more else f"[{', '.join(map(quoted, sums))}]"
    return Problem(
        "rows",
        f"rows with {which} in column {name!r} count as many by {margin.count!r} {as_many} in "
        "every combination of the other columns: they sum those, and would count everybody again",
        f"leave them out: `rows: {{{in_yaml(name)}: {{except: {out}}}}}`; where it is a group like "
        f"any other, {otherwise}",
        "sums_of_others",
    )

"""Names of rows that stand in several: each counts as often as it stands, as in a join."""

from collections.abc import Collection

from audits.specification.roles import Role

# Items of several lists, people or systems, pictures' objects, and rows that are counts.
_BY_DESIGN = frozenset({Role.COUNT, Role.QUERY, Role.OBJECTS, Role.ANNOTATOR, Role.SYSTEM})


def repeats_by_design(roles: Collection[Role | None]) -> bool:
    """Whether the name of a row may stand in several beside columns of these roles."""
    return not _BY_DESIGN.isdisjoint(roles)


def each_counts_again(name: str) -> str:
    """What follows where a column's values repeat, and what keeps one row of each."""
    return (
        "Each counts as often as it stands, as after a join with charges, visits or items: where "
        f"it should count once, keep one row of each, in pandas `frame.drop_duplicates({name!r})`"
    )

"""Columns of words as plain texts."""

from audits.data.dataset import Column, Dataset, Kind, Role, features_of
from audits.errors import NotApplicable


def texts(column: Column) -> list[str | None]:
    """A column of words as text, None where missing; of numbers or pictures `NotApplicable`."""
    if column.kind not in (Kind.TEXT, Kind.CATEGORY):
        raise NotApplicable(
            f"column {column.name!r} holds {column.kind}s, not text",
            f"declare `{column.name}: {{kind: text}}`",
        )
    return [None if value is None else str(value) for value in features_of(column.values)]


def source_column(data: Dataset) -> Column | None:
    """The sentences that were translated: the first feature of words."""
    return next(
        (c for c in data.having(Role.FEATURE) if c.kind in (Kind.TEXT, Kind.CATEGORY)), None
    )

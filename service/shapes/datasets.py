"""What is in a dataset, before any audit."""

from pydantic import Field

from service.shapes.base import Answer


class GroupLook(Answer):
    """A value of a column and how many rows have it."""

    value: str
    rows: int


class ColumnLook(Answer):
    """A column, what it may be for, and why.

    role: guessed, null where nothing speaks for one. is_sure: whether a name or values say so.
    groups: where the column has at most 50 values; empty of datasets inspected before they were
    counted.
    """

    name: str
    kind: str
    missing: int
    distinct: int
    minimum: float | None
    maximum: float | None
    role: str | None
    reason: str
    is_sure: bool
    cut: str | None = Field(None, description="Cut points proposed for a protected number.")
    favourable: str | None = Field(None, description="The answer guessed to benefit, of a label.")
    groups: list[GroupLook]


class DatasetLook(Answer):
    """A dataset's columns. rows: null, and no columns, until it was inspected."""

    id: str
    name: str
    version: str
    inspection: str
    rows: int | None
    columns: list[ColumnLook]

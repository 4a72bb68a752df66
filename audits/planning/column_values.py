"""What a column and its values are called in groups, rules and the report."""

from audits.specification.cut_levels import cut_levels
from audits.specification.document import ColumnSpec
from audits.specification.missing_words import MISSING_CELL, normal
from audits.specification.profiles import ColumnProfile

# The inspection keeps this many of a column's values.
VALUES_KEPT = 50


def shown_name(name: str, spec: ColumnSpec) -> str:
    """The column's name in groups, rules and the report."""
    return spec.rename or name


def levels(spec: ColumnSpec, profile: ColumnProfile) -> tuple[str, ...] | None:
    """The column's values as text after `map`, in text order; None where too many to know."""
    if spec.cut is not None:
        return cut_levels(spec.cut)
    if profile.distinct > min(len(profile.values), VALUES_KEPT):
        return None
    mapped = spec.map or {}
    values = {mapped.get(value, value) for value in profile.values}
    if profile.missing and MISSING_CELL in mapped:
        values.add(mapped[MISSING_CELL])
    return tuple(sorted({normal(value) for value in values if value != MISSING_CELL}))


def is_said_of_missing(spec: ColumnSpec, profile: ColumnProfile) -> bool:
    """Whether the document speaks of the column's missing cells: nothing is known of those rows.

    A list of words, as one of the whole table is, speaks of these and of no empty cell.
    """
    if not spec.missing:
        return spec.missing is not None
    return profile.missing <= sum(cells for _, cells in profile.cells.missing_words)

"""What a group of translations is called in a table."""

from collections.abc import Iterable

from audits.languages import NAMES

# Where neither the table nor the model says which language the source is in (ISO 639).
UNKNOWN_LANGUAGE = "und"


def group_title(group: Iterable[tuple[str, str | None]]) -> str:
    """`Hungarian, google`: the language by its name, as people read it."""
    return ", ".join(_named(key, value) for key, value in group)


def _named(key: str, value: str | None) -> str:
    if value is None:
        return "unknown"
    if key != "language":
        return value
    return "unknown language" if value == UNKNOWN_LANGUAGE else NAMES.get(value, value)

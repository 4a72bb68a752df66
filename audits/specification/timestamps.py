"""Dates and times as people write them in files, as numbers that keep their order.

ISO 8601, also with UTC in words, and days with dots (`31.01.2026`), which no language reads month
first. With slashes a day and a month cannot be told apart: such texts are known as dates, and never
read.
"""

import re
from datetime import UTC, datetime, timedelta

_DAY = timedelta(days=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
FORM = "write dates as 2026-01-31, 31.01.2026 or 2026-01-31T12:00:00Z"
_DOTTED = re.compile(
    r"\s*(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})(?:[ ,]+(\d{1,2}:\d{2}(?::\d{2})?))?\s*"
)
# As BigQuery writes them: `2026-01-31 12:00:00 UTC`.
_IN_UTC = re.compile(r"(?<=\d) (?:UTC|GMT)$")
_WEEK = re.compile(r"\s*\d{4}-?W\d{2}\s*")
_SLASHED = re.compile(
    r"\s*(?:\d{1,2}/\d{1,2}/\d{2}|\d{1,2}[/-]\d{1,2}[/-]\d{4}|\d{4}/\d{1,2}/\d{1,2})\b"
)


def moment_of(text: str) -> float | None:
    """Seconds since 1970 of a date or time, UTC where no zone is said; None of other text."""
    try:
        moment = datetime.fromisoformat(_as_iso(text))
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return (moment - _EPOCH).total_seconds()


def has_offset(text: str) -> bool:
    """Whether this is a time that is written with another offset than that of UTC."""
    try:
        return bool(datetime.fromisoformat(_as_iso(text)).utcoffset())
    except ValueError:
        return False


def is_moment(text: str) -> bool:
    """Whether this is a date or time, and not a plain number such as 20260131 or 20260131.05."""
    is_number = "-" not in text and _DOTTED.fullmatch(text) is None
    return not is_number and moment_of(text) is not None


def is_date_like(text: str) -> bool:
    """Whether this is a date in any order, be it one that cannot be read."""
    return is_moment(text) or _SLASHED.match(text) is not None


def parts_week(text: str, moment: float) -> bool:
    """Whether `text` is a whole week, `2026-W05`, of which a part lies before the moment.

    moment: seconds since 1970. A week is read as its Monday, so that all of it falls on one side.
    """
    if _WEEK.fullmatch(text) is None or (monday := moment_of(text)) is None:
        return False
    return monday < moment < last_of(text)


def last_of(text: str) -> float:
    """The last moment that a date or time still holds: a day without a time, or a week, whole."""
    first_moment = moment_of(text)
    assert first_moment is not None
    if _WEEK.fullmatch(text):
        return first_moment + 7 * _DAY.total_seconds() - 1e-6
    is_day = len(_as_iso(text)) <= len("2026-01-31")
    return first_moment + _DAY.total_seconds() - 1e-6 if is_day else first_moment


def _as_iso(text: str) -> str:
    dotted = _DOTTED.fullmatch(text)
    if dotted is None:
        return _IN_UTC.sub("Z", text.strip())
    day, month, year, time = dotted.groups()
    return f"{year}-{month:0>2}-{day:0>2}" + ("" if time is None else f"T{time:0>5}")

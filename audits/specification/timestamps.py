"""Dates and times as people write them in files: ISO 8601, as numbers that keep their order."""

from datetime import UTC, datetime, timedelta

_DAY = timedelta(days=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
FORM = "write dates as 2026-01-31 or 2026-01-31T12:00:00Z"


def moment_of(text: str) -> float | None:
    """Seconds since 1970 of an ISO date or time, UTC where no zone is said; None of other text."""
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return (moment - _EPOCH).total_seconds()


def has_offset(text: str) -> bool:
    """Whether this is a time that is written with another offset than that of UTC."""
    try:
        return bool(datetime.fromisoformat(text.strip()).utcoffset())
    except ValueError:
        return False


def is_moment(text: str) -> bool:
    """Whether this is an ISO date or time, and not a plain number such as 20260131."""
    return "-" in text and moment_of(text) is not None


def last_of(text: str) -> float:
    """The last moment that a date or time still holds: a date without a time is its whole day."""
    first_moment = moment_of(text)
    assert first_moment is not None
    is_day = len(text.strip()) <= len("2026-01-31")
    return first_moment + _DAY.total_seconds() - 1e-6 if is_day else first_moment

"""Moments as people read them; reports hold RFC 3339."""

from datetime import datetime


def moment(text: str) -> datetime | None:
    """The moment, or None where the text is none."""
    try:
        return datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        return None


def in_words(text: str) -> str:
    """`23 November 2026, 06:41 UTC`; the text itself where it is no moment."""
    known = moment(text)
    return f"{known.day} {known:%B %Y, %H:%M} UTC" if known else text

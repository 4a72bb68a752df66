"""How a value of a category is spelled as text, and what counts as missing."""

import re

from audits.document import as_text

MISSING = frozenset({"", "nan", "null"})
_INTEGRAL = re.compile(r"[+-]?\d+\.0*")
_BOOLEANS = {"True": "true", "TRUE": "true", "False": "false", "FALSE": "false"}


def raw_text(value: object) -> str:
    """A typed cell (Parquet, JSON) as text: `3.0` is `3`, true is `true`."""
    return str(as_text(value))


def spelled(raw: str) -> str | None:
    """A category as labels, predictions and plans spell it; None where missing."""
    text = raw.strip()
    if text.lower() in MISSING:
        return None
    if _INTEGRAL.fullmatch(text):
        return text.partition(".")[0]
    return _BOOLEANS.get(text, text)


def number_of(text: str | None) -> float | None:
    """The number a spelled value says, or None: `1_0` and `0x10` are not numbers here."""
    if text is None or "_" in text:
        return None
    try:
        return float(text)
    except ValueError:
        return None

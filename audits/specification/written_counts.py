"""Whole numbers as they are written in tables of counts, whatever parts their thousands."""

import re

# A sign between groups of three digits.
_PARTS = re.compile(r"[.,' \u00a0\u2009\u202f\u2019]")
_PARTED = re.compile(rf"[1-9]\d{{0,2}}({_PARTS.pattern}\d{{3}})+")


def written_count(value: str) -> float:
    """The number: whether a table is one of counts hangs by no sign. Raises `ValueError`."""
    return float(_PARTS.sub("", value) if _PARTED.fullmatch(value) else value)

"""Cells that hold several labels at once, and columns that say whether one of them is there.

A cell is a list in JSON, or labels parted by `;` or `|`. `topics[sport]` names a column that no
file has: `1` where the column `topics` holds `sport`, `0` where it holds others, and missing where
the cell is. What is read of columns is read of it too.
"""

import json
import re

from audits.specification.document_values import as_level

_NAMED = re.compile(r"(?P<column>.+)\[(?P<member>[^\[\]]+)\]", re.DOTALL)
_PARTING = re.compile(r"[;|]")
ABSENT, PRESENT = "0", "1"


class NotAList(ValueError):
    """The cell begins like a list and is none."""


def members_of(cell: str) -> frozenset[str]:
    """The labels in one cell; none of an empty list. Raises `NotAList`."""
    text = cell.strip()
    if not text.startswith("["):
        return frozenset(label for label in map(str.strip, _PARTING.split(text)) if label)
    try:
        # As Python writes a list of texts, which is JSON but for its quotes.
        items = json.loads(text if '"' in text else text.replace("'", '"'))
    except ValueError:
        raise NotAList(f"{text[:60]!r} is no list") from None
    if any(isinstance(item, list | dict) or item is None for item in items):
        raise NotAList(f"{text[:60]!r} holds more than labels")
    return frozenset(str(as_level(item)) for item in items)


def member_name(column: str, member: str) -> str:
    """What the column is called that says whether this member is there."""
    return f"{column}[{member}]"


def member_of(name: str) -> tuple[str, str] | None:
    """The column and the member that such a name is of; None of any other name."""
    named = _NAMED.fullmatch(name)
    return None if named is None else (named["column"], named["member"])

"""Cells that hold several labels at once, and columns that say whether one of them is there.

A cell is a list in JSON, as Python writes lists, tuples and sets of texts, or as PostgreSQL writes
an array (`{a,"b c"}`); or labels parted by `;` or `|`. `topics[sport]` names a column that no
file has: `1` where the column `topics` holds `sport`, `0` where it holds others, and missing where
the cell is. What is read of columns is read of it too.
"""

import json
import re
from collections import Counter
from collections.abc import Collection, Sequence

from audits.specification.document_values import as_level

_NAMED = re.compile(r"(?P<column>.+)\[(?P<member>[^\[\]]+)\]", re.DOTALL)
# One of a set or an array, quoted or not, up to the comma behind it.
_ITEM = re.compile(
    r"""\s*(?:"((?:\\.|[^"\\])*)"|'((?:\\.|[^'\\])*)'|([^\s,"'{}](?:[^,"{}]*[^\s,"{}])?))\s*(?:,|$)"""
)
# A tuple of texts or whole numbers; `(none)` is a label.
_TUPLE = re.compile(
    r"""\(\s*(?:["'].*["']\s*,?|-?\d+\s*,(?:\s*-?\d+\s*,)*(?:\s*-?\d+)?)?\s*\)""", re.DOTALL
)
_ESCAPED = re.compile(r"\\(.)")
_PARTING = re.compile(r"[;|]")
ABSENT, PRESENT = "0", "1"
_FLAGS = {ABSENT, PRESENT, "false", "true", "False", "True"}


# What lists are parted by elsewhere: it may stand in a label's own name, too.
SIGNS = (",", "/", "+", "&")
PARTED = (";", "|", *SIGNS)


class NotAList(ValueError):
    """The cell begins like a list and is none."""


def members_of(cell: str) -> frozenset[str]:
    """The labels in one cell; none of an empty list. Raises `NotAList`."""
    text = cell.strip()
    if text == "set()":
        return frozenset()
    if text.startswith("{"):
        return _in_braces(text)
    if _TUPLE.fullmatch(text):
        return _in_braces(f"{{{text[1:-1].strip().removesuffix(',')}}}")
    if not text.startswith("["):
        parts = [label for label in map(str.strip, _PARTING.split(text)) if label]
        _refuse_flags(text, parts)
        return frozenset(parts)
    try:
        # As Python writes a list of texts, which is JSON but for its quotes.
        items = json.loads(text if '"' in text else text.replace("'", '"'))
    except ValueError:
        raise NotAList(f"{text[:60]!r} is no list") from None
    if any(isinstance(item, list | dict) or item is None for item in items):
        raise NotAList(f"{text[:60]!r} holds more than labels")
    labels = [str(as_level(item)) for item in items]
    _refuse_flags(text, labels)
    return frozenset(labels)


def _in_braces(text: str) -> frozenset[str]:
    """The labels of a set as Python writes it, or of an array as PostgreSQL does."""
    inner, labels, position = text[1:-1].strip(), [], 0
    while text.endswith("}") and (item := _ITEM.match(inner, position)):
        double, single, plain = item.groups()
        labels.append(plain or _ESCAPED.sub(r"\1", double or single or ""))
        position = item.end()
    if not text.endswith("}") or position < len(inner):
        raise NotAList(f"{text[:60]!r} is no list")
    return frozenset(labels)


def _refuse_flags(text: str, labels: Sequence[str]) -> None:
    """Raises `NotAList` of a 0 or 1 for each label: as names they would be two labels, 0 and 1."""
    if len(labels) > len({*labels}) and {*labels} <= _FLAGS:
        raise NotAList(f"{text[:60]!r} is a 0 or 1 for each label and names none")


def parted_otherwise(
    cell: str, labels: Collection[str], signs: Sequence[str] = SIGNS
) -> str | None:
    """The sign that parts the labels of a cell that is read as one label; None of any other cell.

    labels: those that are known: each part is one of them, and the cell itself is none.
    """
    text = cell.strip()
    if text in labels or text[:1] in ("[", "{", "("):
        return None
    for sign in signs:
        labels_held = [one.strip() for one in text.split(sign)]
        if len(labels_held) > 1 and all(one in labels for one in labels_held):
            return sign
    return None


def standing_elsewhere(names: Collection[str]) -> frozenset[str]:
    """Labels that stand alone, and parts of several different lists that a comma parts."""
    alone = {name for name in names if not any(sign in name for sign in SIGNS)}
    pieces = Counter(one.strip() for name in names for one in {*name.split(SIGNS[0])})
    return frozenset(alone | {one for one, lists in pieces.items() if one and lists > 1})


def semicolons_for(column: str, sign: str) -> str:
    """What makes lists of a column whose labels are parted by another sign."""
    return (
        f"part them by `;`, in pandas `frame[{column!r}] = frame[{column!r}].str.replace({sign!r}, "
        "';', regex=False)`; where it is one label's own name, write lists: "
        '["a", "b"]'
    )


def member_name(column: str, member: str) -> str:
    """What the column is called that says whether this member is there."""
    return f"{column}[{member}]"


def member_of(name: str) -> tuple[str, str] | None:
    """The column and the member that such a name is of; None of any other name."""
    named = _NAMED.fullmatch(name)
    return None if named is None else (named["column"], named["member"])

"""Minus signs that stand elsewhere than in front, or are not ASCII's: `450-`, `(450)`, `−450`."""

import re

_DIGIT = re.compile(r"\d")
_MINUS = "-\u2212"
_IN_FRONT = "\u2212\u2013"  # a dash in front of a number is a minus too


def leading_sign(text: str) -> str:
    """The number `text` with its minus in front, as `-450`; whatever else it is, unchanged.

    text: without blanks at its ends. SAP writes the minus behind a number, bookkeepers put what
    is below 0 into brackets, and spreadsheets of some languages write the minus sign of print. A
    second sign makes it no number, so it stays as it is.
    """
    if text[:1] == "(" and text[-1:] == ")":
        inner = text[1:-1].strip()
    elif text[-1:] and text[-1] in _MINUS:
        inner = text[:-1].rstrip()
    elif text[:1] and text[0] in _IN_FRONT:
        inner = text[1:].lstrip()
    else:
        return text
    ends = inner[:1] + inner[-1:]
    if not _DIGIT.search(inner) or any(sign in ends for sign in (*_MINUS, *_IN_FRONT, *"+()")):
        return text
    return f"-{inner}"

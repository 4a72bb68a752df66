"""Cells that name one of the row's options by its place ("B", "(b)", 1), read as that option.

Harnesses record the letter or the index of what was chosen, and BBQ's own files the index of what
is right. A column is read so only where none of its cells is an option in words and all that are
one letter or digit are places, so that nothing is guessed; what was read is told, and a refusal
among them stays what it says. "(b) The nurse" is read by its words.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from audits.data.dataset import Column
from audits.errors import NotApplicable
from audits.language.plain_texts import plain
from audits.language.prompts import texts_of

# Of each row its options by column, in a plain spelling; None where a row has none there.
Options = Sequence[Sequence[str | None]]

_BEFORE_WORDS = re.compile(r"\(?(?:[a-z]|\d{1,2})\s*[).:]\s*(?=\S)")


@dataclass(frozen=True, eq=False)
class Named:
    """cells: of each row an option, another text in a plain spelling, or None where empty.

    notice: how places were read, where they were.
    """

    cells: Sequence[str | None]
    notice: str | None = None


def named_options(column: Column, names: Sequence[str], options: Options) -> Named:
    """The cells of a column as the options that they name.

    names: of the columns of options, in their order. Raises `NotApplicable` where cells are
    numbers and nothing says whether they begin at 0 or at 1.
    """
    cells = [_spelled(text, own) for text, own in zip(texts_of(column), options, strict=True)]
    if any(cell in own for cell, own in zip(cells, options, strict=True) if cell):
        return Named(cells)
    given = {cell for cell in cells if cell and len(cell) == 1}
    first = _first_name(column.name, given, len(names))
    if first is None:
        return Named(cells)
    named = [
        own[_index(cell, first)] if cell and len(cell) == 1 else cell
        for cell, own in zip(cells, options, strict=True)
    ]
    example = min(given)
    return Named(
        named,
        f"`{column.name}` names options by their places: {example!r} is what stands in "
        f"`{names[_index(example, first)]}`",
    )


def _spelled(text: str | None, options: Sequence[str | None]) -> str | None:
    """In a plain spelling; where "(b)" stands before an option, that option."""
    if not text or not (spelled := plain(text)):
        return None
    behind = plain(_BEFORE_WORDS.sub("", spelled, count=1))
    return behind if behind in options and spelled not in options else spelled


def _first_name(name: str, given: set[str], count: int) -> str | None:
    """How the first option is called: "a", "0" or "1"; None where some cells are no places."""
    for first in ("a", "0", "1"):
        if given and given <= {chr(ord(first) + index) for index in range(min(count, 9))}:
            if first == "0" and "0" not in given and count > 1:
                raise NotApplicable(
                    f"`{name}` numbers options, and neither 0 nor {count} is among its numbers, so "
                    "that nothing says whether they begin at 0 or at 1",
                    "write the words of the option",
                )
            return first
    return None


def _index(cell: str, first: str) -> int:
    return ord(cell) - ord(first)

"""Text laid out for a terminal by rich: columns as wide as a terminal shows them, lines, colour.

What a model or a dataset says goes through `audits.report.terminal_text.printable` first. Nothing
here reads markup: a name in square brackets stays what it is.
"""

from collections.abc import Iterable, Iterator
from functools import cache
from typing import TextIO

from rich.cells import cell_len
from rich.color import ColorSystem
from rich.console import Console
from rich.style import Style
from rich.text import Text

from audits.report.number_format import TIGHT

# rich takes every kind of blank for a place to break at; this is none, and one column wide.
_UNBROKEN = "\ue000"


def cells(text: str) -> int:
    """Columns a terminal gives the text: wide letters take two, combining ones none."""
    return cell_len(text)


def fit(text: str, width: int) -> str:
    """Exactly `width` columns: padded, or cut with an ellipsis."""
    if width <= 0:
        return ""
    laid = Text(text, end="")
    laid.truncate(width, overflow="ellipsis", pad=True)
    return laid.plain


def wrap(text: str, width: int) -> list[str]:
    """Lines of at most `width` columns, broken at spaces; a longer word is cut."""
    lines = Text(text.replace(TIGHT, _UNBROKEN)).wrap(_nowhere(), width, overflow="ellipsis")
    return [line.plain.rstrip().replace(_UNBROKEN, TIGHT) for line in lines if line.plain.strip()]


def column(texts: Iterable[str], least: int) -> int:
    """Columns that show each of these whole, with a blank behind it; `least` at the least."""
    return max([least, *(cells(text) + 1 for text in texts)])


def hanging(head: str, text: str, width: int) -> Iterator[str]:
    """The text behind its head, its further lines below its first."""
    for index, line in enumerate(wrap(text, width - len(head) - 2)):
        yield f"{head if index == 0 else ' ' * (len(head) + 2)}{line}"


def painted(text: str, style: str) -> str:
    """The text in a style such as `bold red`, for a terminal of sixteen colours."""
    return Style.parse(style).render(text, color_system=ColorSystem.STANDARD)


def screen(stream: TextIO) -> Console:
    """The stream as a console: its width, whether anybody looks, and whether in colour."""
    return Console(file=stream, highlight=False, markup=False, emoji=False, soft_wrap=True)


@cache
def _nowhere() -> Console:
    return Console(quiet=True, force_terminal=False, width=80)

"""Progress where the audit is watched: a bar in a notebook's cell, else the terminal's."""

import html
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from evenhand.local import Shows
from evenhand.progress import Progress

SECONDS_BETWEEN_DRAWS = 0.2


@contextmanager
def progress_bar(*, quiet: bool) -> Iterator[Shows]:
    """What shows progress here."""
    display = None if quiet else _display()
    if display is None:
        with Progress(quiet=quiet) as bar:
            yield bar
        return
    cell = _Cell(display)
    try:
        yield cell
    finally:
        cell.clear()


def _display() -> Any:
    """IPython's display module, where a kernel runs this cell; nothing is imported for it."""
    shell = sys.modules.get("IPython")
    here = None if shell is None else shell.get_ipython()
    if here is None or getattr(here, "kernel", None) is None:
        return None
    return sys.modules["IPython.display"]


class _Cell:
    """One bar in the cell's output, drawn over as the work goes on, gone when it is done."""

    def __init__(self, display: Any) -> None:
        self._display = display
        self._handle = display.display(display.HTML(""), display_id=True)
        self._drawn = 0.0
        self._told = ""

    def tell(self, words: str) -> None:
        self._told = words

    def update(self, state: Mapping[str, Any]) -> None:
        now = time.monotonic()
        if now - self._drawn < SECONDS_BETWEEN_DRAWS:
            return
        self._drawn = now
        percent = min(max(float(state.get("percent") or 0.0), 0.0), 100.0)
        words = " · ".join(filter(None, (str(state.get("stage", "")), self._told)))
        self._handle.update(
            self._display.HTML(
                f'<label>{html.escape(words)} <progress max="100" value="{percent:.0f}">'
                f"{percent:.0f} %</progress></label>"
            )
        )

    def clear(self) -> None:
        self._handle.update(self._display.HTML(""))

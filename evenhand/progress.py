"""A progress bar on standard error: one line redrawn, or plain lines where nobody watches."""

import shutil
import sys
import time
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Any, Self, TextIO

from audits.report.terminal_text import printable
from service.pace import Pace

# Without a terminal, a line now and then is enough for a log.
SECONDS_BETWEEN_LINES = 5.0
SECONDS_BETWEEN_DRAWS = 0.1
NARROWEST, WIDEST = 40, 120


class Progress:
    """`update({"stage", "percent", "step", "of", "note"})` as the work goes on."""

    def __init__(
        self,
        *,
        quiet: bool = False,
        stream: TextIO | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._stream = sys.stderr if stream is None else stream
        self._quiet = quiet
        self._clock = clock
        self._live = self._stream.isatty()
        self._started = clock()
        self._drawn_at: float | None = None
        self._stage = ""
        self._pace = Pace()
        self._rows = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Leave the cursor on a line of its own."""
        if self._rows and self._live:
            self._stream.write("\n")
            self._stream.flush()

    def tell(self, words: str) -> None:
        """A line of its own, once; nothing where nobody wants to hear."""
        if words and not self._quiet:
            back = "\x1b[1A\r\x1b[2K" if self._live and self._rows else ""
            end = "\n\x1b[2K" if back else "\n"  # the note of the bar stood there
            self._stream.write(f"{back}  {printable(words)}{end}")
            self._stream.flush()
            self._rows = 0

    def update(self, found: Mapping[str, Any]) -> None:
        """Show where the audit stands."""
        if self._quiet:
            return
        now = self._clock()
        left = self._pace.seconds_left(found, now)
        stage = str(found.get("stage", ""))
        if "." in stage:  # a probe: it stands under the bar, so that the bar keeps its place
            note = f"{stage}: {found['note']}" if found.get("note") else stage
            found, stage = {**found, "note": note}, "measuring"
        changed, self._stage = stage != self._stage, stage
        percent = min(max(float(found.get("percent") or 0.0), 0.0), 100.0)
        wait = SECONDS_BETWEEN_DRAWS if self._live else SECONDS_BETWEEN_LINES
        due = self._drawn_at is None or now - self._drawn_at >= wait
        if not due and not changed and percent < 100:
            return
        self._drawn_at = now
        time_told = _time_told(now - self._started, left)
        self._write(self._line(found, stage, percent, time_told), found)

    def _line(self, found: Mapping[str, Any], stage: str, percent: float, time_told: str) -> str:
        head = f"  {printable(stage):<11}"
        step = f"{found['step']} of {found['of']}" if found.get("of") else ""
        tail = f"  {percent:3.0f} %  {step:>8}  {time_told}"
        if not self._live:
            return f"{head}{tail}".rstrip()
        width = min(max(shutil.get_terminal_size().columns - 1, NARROWEST), WIDEST)
        room = max(width - len(head) - len(tail), 4)
        full = round(room * percent / 100)
        return f"{head}{'█' * full}{'░' * (room - full)}{tail}"[:width]

    def _write(self, line: str, found: Mapping[str, Any]) -> None:
        if not self._live:
            note = printable(str(found.get("note") or ""))
            self._stream.write(f"{line}  {note}".rstrip() + "\n")
            self._stream.flush()
            self._rows += 1
            return
        width = min(max(shutil.get_terminal_size().columns - 1, NARROWEST), WIDEST)
        note = printable(str(found.get("note") or ""))[: max(width - 13, 0)]
        back = "\x1b[1A\r" if self._rows else ""
        # Both lines are cleared before they are written: a shorter note leaves no tail.
        self._stream.write(f"{back}\x1b[2K{line}\n\x1b[2K{'':13}{note}\r")
        self._stream.flush()
        self._rows += 1


def _time_told(elapsed: float, left: float | None) -> str:
    """What is left, once something of the pace was seen; until then the time that went by."""
    return _clock_text(elapsed) if left is None else f"about {_clock_text(left)} left"


def _clock_text(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"

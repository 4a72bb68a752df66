"""Progress on standard error: two lines that rich redraws, or plain ones where nobody watches."""

import sys
import time
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TextIO

from audits.report.terminal_text import printable
from service.time_left import Pace

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.live import Live

# Without a terminal, a line now and then is enough for a log.
SECONDS_BETWEEN_LINES = 5.0
SECONDS_BETWEEN_DRAWS = 0.1
STAGE, NARROWEST, WIDEST = 12, 40, 120


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
        self._started = clock()
        self._drawn_at: float | None = None
        self._stage = ""
        self._pace = Pace()
        self._is_watched = self._stream.isatty()
        self._live: Live | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Leave the cursor on a line of its own."""
        if self._live is not None:
            self._live.stop()
            self._live = None

    def tell(self, words: str) -> None:
        """A line of its own, once, above the bar; nothing where nobody wants to hear."""
        if not words or self._quiet:
            return
        if self._live is not None:
            from rich.text import Text

            self._live.console.print(Text(f"  {printable(words)}"), soft_wrap=True)
            return
        self._stream.write(f"  {printable(words)}\n")
        self._stream.flush()

    def update(self, state: Mapping[str, Any]) -> None:
        """Show where the audit stands."""
        if self._quiet:
            return
        now = self._clock()
        left = self._pace.seconds_left(state, now)
        stage = str(state.get("stage", ""))
        note = str(state.get("note") or "")
        if "." in stage:  # a probe: it stands under the bar, so that the bar keeps its place
            note, stage = f"{stage}: {note}" if note else stage, "measuring"
        changed, self._stage = stage != self._stage, stage
        percent = min(max(float(state.get("percent") or 0.0), 0.0), 100.0)
        wait = SECONDS_BETWEEN_DRAWS if self._is_watched else SECONDS_BETWEEN_LINES
        due = self._drawn_at is None or now - self._drawn_at >= wait
        if not due and not changed and percent < 100:
            return
        self._drawn_at = now
        step = f"{state['step']} of {state['of']}" if state.get("of") else ""
        tail = f"{percent:3.0f} %  {step:>8}  {_time_text(now - self._started, left)}"
        head = f"  {printable(stage) + ' ':<{STAGE}}"
        if self._is_watched:
            self._draw(head, percent, tail, printable(note))
        else:
            self._stream.write(f"{head}  {tail}  {printable(note)}".rstrip() + "\n")
            self._stream.flush()

    def _draw(self, head: str, percent: float, tail: str, note: str) -> None:
        from evenhand.layout import cells, fit, screen

        if self._live is None:
            from rich.live import Live

            self._live = Live(
                console=screen(self._stream),
                auto_refresh=False,
                redirect_stdout=False,
                redirect_stderr=False,
            )
            self._live.start()
        width = min(max(self._live.console.width - 1, NARROWEST), WIDEST)
        room = max(width - cells(head) - cells(tail) - 2, 4)
        full = round(room * percent / 100)
        bar = fit(f"{head}{'█' * full}{'░' * (room - full)}  {tail}", width)
        under = fit(f"{'':{STAGE + 2}}{note}", width)
        self._live.update(_lines(bar.rstrip(), under.rstrip()), refresh=True)


def _lines(*lines: str) -> "RenderableType":
    from rich.text import Text

    return Text("\n".join(lines), no_wrap=True)


def _time_text(elapsed: float, left: float | None) -> str:
    """What is left, once something of the pace was seen; until then the time that went by."""
    return _clock_text(elapsed) if left is None else f"about {_clock_text(left)} left"


def _clock_text(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"

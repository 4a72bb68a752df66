"""How long a piece of work may still take, told from what it has done so far.

Steps differ, so a share done in a time is a weak witness: of the pace of all steps and that of the
step at hand, the slower is believed. Where too little was seen, nothing is said.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

LEAST_SECONDS, LEAST_PERCENT = 5.0, 5.0
MINUTE, HOUR, DAY = 60.0, 3_600.0, 86_400.0


@dataclass(frozen=True, slots=True)
class _Mark:
    """Where something began: its name, the time and the percent then."""

    name: str
    started: float
    percent: float

    def seconds_left(self, now: float, percent: float, *, least_percent: float) -> float | None:
        """At the pace since then; None where less was seen than an estimate needs."""
        seconds, done = now - self.started, percent - self.percent
        if seconds < LEAST_SECONDS or done < least_percent:
            return None
        return seconds * (100.0 - percent) / done


class Pace:
    """Watches the progress of one audit, or of one upload."""

    def __init__(self) -> None:
        self._stage = _Mark("", 0.0, 0.0)
        self._step = _Mark("", 0.0, 0.0)

    def seconds_left(self, progress: Mapping[str, Any], now: float) -> float | None:
        """The estimate at this news, or None where it cannot be known yet.

        progress: as workers report it: `stage`, `percent`, and `step` while measuring.
        now: seconds on any clock that goes forward.
        """
        reported_stage, percent = str(progress.get("stage") or ""), progress.get("percent")
        if not reported_stage or not isinstance(percent, int | float):
            return None
        percent = float(percent)
        # All probes are one stage. It counts from its first news, not from the audit's start: what
        # an earlier attempt saved, and the wait for a worker, say nothing of the pace.
        stage = "measuring" if "." in reported_stage else reported_stage
        if stage != self._stage.name or percent < self._stage.percent:
            self._stage = _Mark(stage, now, percent)
        step = f"{reported_stage} {progress.get('step')}"
        if step != self._step.name or percent < self._step.percent:
            self._step = _Mark(step, now, percent)
        whole = self._stage.seconds_left(now, percent, least_percent=LEAST_PERCENT)
        within = self._step.seconds_left(now, percent, least_percent=1.0)
        if whole is None or percent >= 100.0:
            return None
        return whole if within is None else max(whole, within)


def in_words(seconds: float | None) -> str:
    """`about 2 minutes left`; as coarse as an estimate is. Empty where nothing is known."""
    if seconds is None:
        return ""
    if seconds < 10.0:
        return "a few seconds left"
    for unit, name in ((1.0, "second"), (MINUTE, "minute"), (HOUR, "hour"), (DAY, "day")):
        count = _coarse(seconds / unit)
        if count < {"second": 60, "minute": 60, "hour": 48}.get(name, math.inf):
            break
    return f"about {count} {name}{'' if count == 1 else 's'} left"


def _coarse(count: float) -> int:
    """Up to ten as it is, then in fives."""
    return max(1, round(count)) if count < 10.0 else 5 * round(count / 5.0)

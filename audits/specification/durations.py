"""Lengths of time as people write them: 90s, 10m, 2h."""

import re

SECONDS = {"s": 1, "m": 60, "h": 3600}
FORM = "give a number with s, m or h, e.g. 90s, 10m or 2h"
# A week: whoever wants no bound at all has one that never binds.
LONGEST = 7 * 24 * 3600
WRITTEN = re.compile(r"(\d{1,9}(?:\.\d{1,3})?)\s*([smh])")


def seconds_of(text: str) -> float:
    """Seconds, above 0 and up to a week. Raises `ValueError` in words that mend."""
    match = WRITTEN.fullmatch(text.strip().lower())
    if match is None:
        raise ValueError(f"{text!r} is no length of time; {FORM}")
    seconds = float(match[1]) * SECONDS[match[2]]
    if not 1 <= seconds <= LONGEST:
        raise ValueError(f"{text!r} is not between 1s and 168h; {FORM}")
    return seconds


def spelled(seconds: float) -> str:
    """The one spelling of a length of time, whole seconds in the largest unit that divides it."""
    whole = max(1, round(seconds))
    unit = next(unit for unit in "hms" if whole % SECONDS[unit] == 0)
    return f"{whole // SECONDS[unit]}{unit}"


def about(seconds: float) -> str:
    """For reading: two digits of seconds, minutes or hours, e.g. 40s, 12m, 1.5h."""
    if seconds < 90:
        return f"{max(1, round(seconds))}s"
    if seconds < 90 * 60:
        return f"{round(seconds / 60)}m"
    return f"{seconds / 3600:.2g}h" if seconds < 36_000 else f"{round(seconds / 3600)}h"

"""When a schedule is due: cron expressions in a zone, as UTC instants.

Five fields, minute hour day month weekday. A time that a clock change leaves out comes at the
change; one that it repeats comes once, the first time; hours given as `*` run through, as cron on
Debian does it.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from audits.errors import Problem, Refused

FIELDS = 5


def check(expression: str, zone: str) -> None:
    """Raise `Refused` with what is wrong with the expression, the zone, or both."""
    problems: list[Problem] = []
    if not _is_zone(zone):
        problems.append(
            Problem(
                "zone",
                f"there is no time zone {zone!r}",
                "give a name of the IANA database, e.g. Europe/Berlin or UTC",
                "unknown_zone",
            )
        )
    if reason := _fault(expression):
        problems.append(
            Problem(
                "expression",
                f"{expression!r} is not a cron expression: {reason}",
                'give minute, hour, day, month and weekday, e.g. "30 3 * * MON-FRI"',
                "bad_expression",
            )
        )
    if problems:
        raise Refused(problems)


def due_after(expression: str, zone: str, moment: float) -> Iterator[float]:
    """The due times after `moment` (seconds since 1970, UTC), soonest first; they may end."""
    from cronsim import CronSim

    start = datetime.fromtimestamp(moment, ZoneInfo(zone))
    for tick in CronSim(expression, start):
        due_at = tick.astimezone(UTC).timestamp()
        if due_at > moment:
            yield due_at


def next_due(expression: str, zone: str, moment: float) -> float | None:
    """The first due time after `moment`; None where there is none in the next decades."""
    return next(due_after(expression, zone, moment), None)


def latest_due(expression: str, zone: str, *, first: float, until: float) -> float:
    """The last due time from `first` (itself one) up to `until`."""
    from cronsim import CronSim

    # A second later, since counting back leaves out the moment it starts at.
    start = datetime.fromtimestamp(until + 1, ZoneInfo(zone))
    for tick in islice(CronSim(expression, start, reverse=True), 3):
        due_at = tick.astimezone(UTC).timestamp()
        if due_at <= until:
            return max(due_at, first)
    return first


def next_times(expression: str, zone: str, moment: float, *, count: int = 5) -> list[float]:
    """The next few due times, for people."""
    return list(islice(due_after(expression, zone, moment), count))


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def _fault(expression: str) -> str:
    from cronsim import CronSim, CronSimError

    if len(expression.split()) != FIELDS:
        return f"it has {len(expression.split())} fields where {FIELDS} are needed"
    try:
        first = next(CronSim(expression, datetime(2024, 1, 1)), None)
    except (CronSimError, ValueError) as error:
        return str(error)[:1].lower() + str(error)[1:]
    return "it never comes" if first is None else ""

"""Due times against a brute-force reading of every zone's clock changes."""

from datetime import UTC, datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo, available_timezones

import pytest

from audits.errors import Refused
from service.recurrence import check, due_after, latest_due, next_due, next_times

YEAR = 2026
MINUTE = timedelta(minutes=1)


def offset(zone: ZoneInfo, moment: datetime) -> timedelta:
    found = moment.astimezone(zone).utcoffset()
    assert found is not None
    return found


def changes(zone: ZoneInfo) -> list[datetime]:
    """The instants of the year, to the minute, at which the zone's clock jumps."""
    found = []
    day = datetime(YEAR, 1, 1, tzinfo=UTC)
    for _ in range(365):
        after = day + timedelta(days=1)
        if offset(zone, day) != offset(zone, after):
            low, high = day, after
            while high - low > MINUTE:
                middle = low + (high - low) // 2
                middle = middle.replace(second=0, microsecond=0)
                low, high = (
                    (middle, high) if offset(zone, middle) == offset(zone, low) else (low, middle)
                )
            found.append(high)
        day = after
    return found


def expected(zone: ZoneInfo, first: datetime, days: int, clock: tuple[int, int]) -> list[float]:
    """Walk through the minutes: for each day the first that shows its time, or is beyond it."""
    found: list[float] = []
    start = first.astimezone(zone).replace(tzinfo=None)
    target = start.replace(hour=clock[0], minute=clock[1], second=0)
    if target < start:
        target += timedelta(days=1)
    moment = first
    for _ in range(days * 24 * 60):
        if moment.astimezone(zone).replace(tzinfo=None) >= target:
            found.append(moment.timestamp())
            target += timedelta(days=1)
        moment += MINUTE
    return found


def test_every_clock_change_of_every_zone_is_as_brute_force_says() -> None:
    kinds: dict[tuple[object, ...], tuple[ZoneInfo, list[datetime]]] = {}
    for name in sorted(available_timezones()):
        zone = ZoneInfo(name)
        if offset(zone, datetime(YEAR, 1, 1, tzinfo=UTC)) == offset(
            zone, datetime(YEAR, 7, 1, tzinfo=UTC)
        ) and offset(zone, datetime(YEAR, 3, 5, tzinfo=UTC)) == offset(
            zone, datetime(YEAR, 1, 1, tzinfo=UTC)
        ):
            continue  # the clock is never changed
        found = changes(zone)
        kinds[tuple((at, offset(zone, at)) for at in found)] = (zone, found)
    assert len(kinds) > 20
    for zone, found in kinds.values():
        for at in found:
            before, after = (at - MINUTE).astimezone(zone), at.astimezone(zone)
            jump = offset(zone, at) - offset(zone, at - MINUTE)
            # A time in the middle of what is left out or repeated.
            local = (before if jump > timedelta() else after).replace(tzinfo=None)
            wanted = local + MINUTE * (15 if jump > timedelta() else 10)
            if wanted.date() != local.date():
                continue
            start = datetime.combine(at.date() - timedelta(days=2), datetime.min.time(), UTC)
            truth = expected(zone, start, 5, (wanted.hour, wanted.minute))
            expression = f"{wanted.minute} {wanted.hour} * * *"
            times = due_after(expression, str(zone), start.timestamp() - 1)
            assert list(islice(times, len(truth))) == truth, (zone, expression)


def test_a_time_that_is_left_out_comes_at_the_change_and_a_repeated_one_once() -> None:
    # Berlin 2026: clocks go from 02:00 to 03:00 on 29 March and from 03:00 to 02:00 on 25 October.
    def utc(*parts: int) -> float:
        return datetime(*parts, tzinfo=UTC).timestamp()  # type: ignore[arg-type,misc]

    spring = next_times("30 2 * * *", "Europe/Berlin", utc(2026, 3, 28, 0), count=3)
    assert spring == [utc(2026, 3, 28, 1, 30), utc(2026, 3, 29, 1, 0), utc(2026, 3, 30, 0, 30)]
    autumn = next_times("30 2 * * *", "Europe/Berlin", utc(2026, 10, 24, 0), count=3)
    assert autumn == [utc(2026, 10, 24, 0, 30), utc(2026, 10, 25, 0, 30), utc(2026, 10, 26, 1, 30)]
    # In the repeated hour, after the first 02:30, the next is tomorrow's.
    assert next_due("30 2 * * *", "Europe/Berlin", utc(2026, 10, 25, 1, 10)) == autumn[2]
    hourly = next_times("0 * * * *", "Europe/Berlin", utc(2026, 10, 24, 23, 30), count=4)
    assert hourly == [utc(2026, 10, 25, hour) for hour in range(4)]


def test_the_latest_due_time_is_the_last_of_those_counted_forward() -> None:
    start = datetime(2026, 3, 20, tzinfo=UTC).timestamp()
    for expression in ("17 * * * *", "30 2 * * *", "0 9 * * MON"):
        times = list(islice(due_after(expression, "Europe/Berlin", start), 30))
        for until in (times[-1], times[-1] + 1, times[-1] + 59):
            assert latest_due(expression, "Europe/Berlin", first=times[0], until=until) == times[-1]


@pytest.mark.parametrize(
    ("expression", "zone", "fields"),
    [
        ("* * * *", "UTC", ["expression"]),
        ("0 0 30 2 *", "UTC", ["expression"]),
        ("61 * * * *", "UTC", ["expression"]),
        ("* * * * * *", "UTC", ["expression"]),
        ("0 3 * * *", "Mars/Olympus", ["zone"]),
        ("0 3 * * *", "../etc/passwd", ["zone"]),
        ("every day", "", ["zone", "expression"]),
    ],
)
def test_what_cannot_be_a_schedule_is_named(expression: str, zone: str, fields: list[str]) -> None:
    with pytest.raises(Refused) as refused:
        check(expression, zone)
    assert [problem.field for problem in refused.value.problems] == fields


def test_ordinary_expressions_are_taken() -> None:
    for expression in ("0 3 * * *", "*/15 8-18 * * MON-FRI", "0 0 29 2 *", "0 6 L * *"):
        check(expression, "America/New_York")

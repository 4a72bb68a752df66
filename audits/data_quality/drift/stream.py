"""Drift along a stream that is looked at after every period, as long as it goes on.

What came so far is held against a fixed reference by a band that holds at every size at once, and
each period by itself by a band whose level is spent over the periods (6 / (pi i) ** 2 of it at the
i-th, which sums to 1). So whoever looks after every period is falsely alarmed with at most the
stated chance in the whole of the stream, however long it is (`audits.statistics.
largest_differences`).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from math import pi
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from audits.data.arrays import Floats
from audits.data.dataset import Categories, Column, Numbers
from audits.data_quality.drift.pairs import Pair
from audits.errors import NotApplicable
from audits.specification.timestamps import FORM, moment_of
from audits.statistics.largest_differences import fixed_band, growing_band

Period: TypeAlias = Literal["hour", "day", "week", "month"]
SECONDS = {"hour": 3600, "day": 86_400, "week": 7 * 86_400}
# The first Monday of 1970, at which weeks begin.
MONDAY = 4 * 86_400
# A number is looked at between so many of its values in the reference.
MOST_PLACES = 256
# Of a column's level: for the reference, for the stream so far, for the periods by themselves.
OF_REFERENCE, OF_STREAM, OF_PERIODS = 0.25, 0.5, 0.25
# Fewer rows than this are not looked at: theorem 2 asks where looking begins.
LEAST_ROWS = 30


@dataclass(frozen=True, eq=False)
class Watched:
    """One column along the periods; arrays have the shape (periods,).

    rows: up to the end of each. distance: of all so far to the reference. sorts: shares it is the
    largest of. reference: rows of it. alarm: the first period at which it is beyond chance, or -1;
    is_sudden: whether by that period alone.
    """

    name: str
    rows: NDArray[np.intp]
    distance: Floats
    sorts: int
    reference: int
    alarm: int
    is_sudden: bool


@dataclass(frozen=True, eq=False)
class Periods:
    """Which period each row lies in, shape (rows,), -1 where its time is missing; and their names,
    the earliest first.
    """

    of_rows: NDArray[np.intp]
    names: tuple[str, ...]


def periods_of(time: Column, period: Period) -> Periods:
    """The periods in which there are rows.

    A number counts periods itself; text is an ISO date. Raises `NotApplicable` for other text.
    """
    match time.values:
        case Numbers(values):
            known = np.isfinite(values)
            numbers = np.floor(np.where(known, values, 0)).astype(np.int64)
        case Categories(codes, levels):
            of_levels = [_number(level, period, time.name) for level in levels]
            numbers, known = np.array([*of_levels, 0], dtype=np.int64)[codes], codes >= 0
        case _:
            raise NotApplicable(
                f"{time.name!r} holds neither dates nor numbers",
                "give the role `time` to a column of dates, or of numbers that count periods",
            )
    ordered = np.unique(numbers[known])
    is_number = isinstance(time.values, Numbers)
    names = tuple(
        str(number) if is_number else _named(number, period) for number in ordered.tolist()
    )
    return Periods(np.where(known, np.searchsorted(ordered, numbers), -1), names)


def _number(text: str, period: Period, name: str) -> int:
    """The running number of the period in which an ISO date lies."""
    moment = moment_of(text)
    if moment is None:
        raise NotApplicable(f"{text[:60]!r} in {name!r} is no date that can be read", FORM)
    if period == "month":
        date = datetime.fromtimestamp(moment, UTC)
        return date.year * 12 + date.month - 1
    return int((moment - (MONDAY if period == "week" else 0)) // SECONDS[period])


def _named(number: int, period: Period) -> str:
    """How a period is called: `2026-11`, `2026-11-30`, `2026-11-30 14:00`."""
    if period == "month":
        return f"{number // 12:04}-{number % 12 + 1:02}"
    start = number * SECONDS[period] + (MONDAY if period == "week" else 0)
    first = datetime.fromtimestamp(start, UTC)
    return f"{first:%Y-%m-%d %H:%M}" if period == "hour" else f"{first:%Y-%m-%d}"


def watched(pairs: Sequence[Pair], period: NDArray[np.intp], level: float) -> Iterator[Watched]:
    """Each column, before which the reference stands, along the periods of now.

    period: of the rows of now, shape (rows,), 0 and up; rows at -1 are left out. level: chance of
    any false alarm in the whole stream, over all columns.
    """
    how_many = int(period.max(initial=-1)) + 1
    for pair in pairs:
        reference, counts = _counts(pair, period, how_many)
        yield _watched(pair.name, reference, counts, level / len(pairs), pair.is_number)


def _counts(
    pair: Pair, period: NDArray[np.intp], how_many: int
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Rows of each sort in the reference, shape (sorts,), and by period, (periods, sorts)."""
    if pair.levels is not None:
        old, new, size = pair.before + 1, pair.now + 1, len(pair.levels) + 1
        # What the reference has not is one sort, so that the stream does not add to their number.
        seen = np.bincount(old, minlength=size) > 0
        code = np.where(seen, np.cumsum(seen) - 1, seen.sum())
        old, new, size = code[old], code[new], int(seen.sum()) + 1
    else:
        known = pair.before[~np.isnan(pair.before)]
        places = np.unique(np.quantile(known, np.linspace(0, 1, MOST_PLACES), method="lower")
                           if len(known) else [0.0])  # fmt: skip
        size = len(places) + 1
        # NaN sorts behind everything, where a missing value stands.
        old, new = (np.searchsorted(places, side, side="left") for side in (pair.before, pair.now))
    dated = period >= 0
    table = np.bincount(period[dated] * size + new[dated], minlength=how_many * size)
    return np.bincount(old, minlength=size), table.reshape(how_many, size)


def _watched(
    name: str,
    reference: NDArray[np.intp],
    counts: NDArray[np.intp],
    level: float,
    is_number: bool,
) -> Watched:
    rows_of, total = counts.sum(axis=1), int(reference.sum())
    sorts = 1 if is_number else len(reference)

    def distances(table: NDArray[np.intp]) -> Floats:
        rows = np.maximum(table.sum(axis=1, keepdims=True), 1)
        shares, own = table / rows, reference / max(1, total)
        if is_number:
            shares, own = np.cumsum(shares, axis=1), np.cumsum(own)
        return np.asarray(np.abs(shares - own).max(axis=1))

    rows = np.cumsum(rows_of)
    so_far, alone = distances(np.cumsum(counts, axis=0)), distances(counts)
    known = fixed_band(total, sorts, level * OF_REFERENCE) if total else np.inf
    alarm, is_sudden = -1, False
    for index in range(len(rows)):
        if rows[index] >= LEAST_ROWS and so_far[index] > known + growing_band(
            int(rows[index]), sorts, LEAST_ROWS, level * OF_STREAM
        ):
            alarm = index
            break
        spent = level * OF_PERIODS * 6 / (pi * (index + 1)) ** 2
        if rows_of[index] and alone[index] > known + fixed_band(int(rows_of[index]), sorts, spent):
            alarm, is_sudden = index, True
            break
    return Watched(name, rows, so_far, sorts, total, alarm, is_sudden)

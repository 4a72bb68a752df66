"""Streams: periods by the calendar, no more false alarms in a year than stated, shifts noticed."""

import numpy as np
import pytest

from audits.data.dataset import Categories, Column, Numbers, Texts
from audits.data_quality.drift.pairs import Pair
from audits.data_quality.drift.stream import periods_of, watched
from audits.errors import NotApplicable
from audits.specification.roles import Role


def dates(*values):
    return Column("when", Role.TIME, Categories.of(list(values)))


@pytest.mark.parametrize(
    ("period", "names", "places"),
    [
        ("day", ("2026-11-29", "2026-11-30", "2026-12-07"), [1, 0, -1, 2, 1]),
        ("week", ("2026-11-23", "2026-11-30", "2026-12-07"), [1, 0, -1, 2, 1]),
        ("month", ("2026-11", "2026-12"), [0, 0, -1, 1, 0]),
        ("hour", ("2026-11-29 00:00", "2026-11-30 00:00", "2026-11-30 14:00",
                  "2026-12-07 00:00"), [1, 0, -1, 3, 2]),
    ],
)  # fmt: skip
def test_periods_are_those_of_the_calendar(period, names, places):
    """29 November 2026 is a Sunday."""
    time = dates("2026-11-30", "2026-11-29", None, "2026-12-07", "2026-11-30T14:20:00Z")
    found = periods_of(time, period)
    assert found.names == names
    assert found.of_rows.tolist() == places


def test_numbers_count_periods_themselves():
    found = periods_of(Column("t", Role.TIME, Numbers(np.array([7.2, 3.0, np.nan, 7.9]))), "day")
    assert (found.names, found.of_rows.tolist()) == (("3", "7"), [1, 0, -1, 1])


def test_what_is_no_date_is_named():
    with pytest.raises(NotApplicable, match="'soon' in 'when' is no date that can be read"):
        periods_of(dates("2026-11-30", "soon"), "day")
    with pytest.raises(NotApplicable, match="neither dates nor numbers"):
        periods_of(Column("when", Role.TIME, Texts.of(["x"])), "day")


def stream(rng, days, a_day, reference, moved_from=None, by=0.0):
    period = np.repeat(np.arange(days), a_day)
    pairs = []
    for at in range(5):
        old, new = rng.normal(size=reference), rng.normal(size=len(period))
        if at == 0 and moved_from is not None:
            new[period >= moved_from] += by
        pairs.append(Pair(f"x{at}", Role.FEATURE, old, new))
    codes = [np.digitize(rng.normal(size=size), [-1, 0, 1]) for size in (reference, len(period))]
    pairs.append(Pair("s", Role.FEATURE, *codes, ("a", "b", "c", "d")))
    return pairs, period


def test_a_year_of_days_alarms_falsely_in_at_most_one_stream_of_twenty():
    rng, alarms = np.random.default_rng(1), 0
    for _ in range(60):
        alarms += any(each.alarm >= 0 for each in watched(*stream(rng, 365, 20, 600), 0.05))
    assert alarms <= 0.05 * 60


@pytest.mark.parametrize(("by", "latest", "sudden"), [(0.3, 260, False), (1.5, 102, True)])
def test_the_column_that_moved_is_noticed_and_no_other(by, latest, sudden):
    rng = np.random.default_rng(2)
    for _ in range(5):
        moved, *others = watched(*stream(rng, 300, 60, 2000, 100, by), 0.05)
        assert 100 <= moved.alarm <= latest
        assert moved.is_sudden == sudden
        assert all(each.alarm < 0 for each in others)


def test_what_comes_later_does_not_change_what_was_said():
    pairs, period = stream(np.random.default_rng(3), 200, 40, 1000, 60, 0.8)
    first = period < 120
    earlier = [Pair(p.name, p.role, p.before, p.now[first], p.levels) for p in pairs]
    then, now = list(watched(earlier, period[first], 0.05)), list(watched(pairs, period, 0.05))
    assert [each.alarm for each in then] == [each.alarm for each in now]
    assert np.array_equal(then[0].distance, now[0].distance[:120])


def test_values_that_the_reference_never_had_are_one_sort():
    """By hand: a third of the second period is new, none of the first."""
    old, new = np.array([0] * 60), np.array([0] * 60 + [0] * 40 + [1] * 10 + [2] * 10)
    pair = Pair("s", Role.FEATURE, old, new, ("a", "b", "c"))
    (found,) = watched([pair], np.repeat([0, 1], 60), 0.05)
    assert found.distance == pytest.approx([0, 20 / 120])
    assert (found.sorts, found.reference, found.rows.tolist()) == (2, 60, [60, 120])

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audits.specification.timestamps import (
    has_offset,
    is_date_like,
    is_moment,
    last_of,
    moment_of,
    parts_week,
)

MOMENTS = st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))


@given(MOMENTS)
def test_a_moment_is_its_timestamp(moment):
    assert moment_of(moment.isoformat()) == pytest.approx(moment.timestamp(), abs=1e-5)
    assert moment_of(f" {moment.replace(tzinfo=None).isoformat()} ") == moment_of(
        moment.isoformat()
    )


def test_utc_in_words_is_utc():
    """As BigQuery exports TIMESTAMP: by hand, 12:00 of the second day of 1970."""
    assert moment_of("1970-01-02 12:00:00 UTC") == 1.5 * 86_400
    assert moment_of("1970-01-02 12:00:00.5 UTC") == 1.5 * 86_400 + 0.5
    assert not has_offset("1970-01-02 12:00:00 UTC")


@given(MOMENTS, MOMENTS)
def test_the_order_of_moments_is_that_of_their_numbers(first, second):
    assert (moment_of(first.isoformat()) < moment_of(second.isoformat())) is (first < second)


@pytest.mark.parametrize(
    ("text", "is_one"),
    [("2026-01-31", True), ("2026-01-31T12:00:00+02:00", True), ("20260131", False),
     ("20260131.05", False), ("2026-01-31 12:00:00 UTC", True), ("31 UTC", False),
     ("31.01.2026", True), ("31.02.2026", False), ("1.2.3", False), ("3.14", False),
     ("01/31/2026", False), ("-5", False), ("", False)],
)  # fmt: skip
def test_a_plain_number_is_no_date(text, is_one):
    assert is_moment(text) is is_one


def test_a_day_lasts_until_the_next_and_a_moment_is_a_moment():
    assert last_of("1970-01-01") == 86_400 - 1e-6
    assert last_of("1970-01-01") < moment_of("1970-01-02") == 86_400
    assert last_of("1970-01-01T00:00:05") == 5


@pytest.mark.parametrize(
    ("text", "expected"),
    [("2026-01-31T12:00:00+02:00", True), ("2026-01-31 12:00-0330", True), ("2026-01-31", False),
     ("2026-01-31T12:00:00", False), ("2026-01-31T12:00:00Z", False),
     ("2026-01-31T12:00:00+00:00", False), ("no date", False)],
)  # fmt: skip
def test_only_a_time_may_have_another_offset_than_utc(text, expected):
    assert has_offset(text) is expected


@pytest.mark.parametrize(
    ("week", "day", "is_parted"),
    [("2026-W05", "2026-01-26", False), ("2026-W05", "2026-01-26T00:00:01", True),
     ("2026W05", "2026-01-31", True), ("2026-W05", "2026-02-02", False),
     ("2026-W05-3", "2026-01-28T12:00", False), ("2026-01-26", "2026-01-26T12:00", False)],
)  # fmt: skip
def test_a_week_lasts_seven_days_from_its_monday(week, day, is_parted):
    """Monday, 26 January 2026 begins week 5, by the standard's own calendar."""
    assert parts_week(week, moment_of(day)) is is_parted
    assert last_of("2026-W05") == last_of("2026-02-01")


@pytest.mark.parametrize(
    ("dotted", "iso"),
    [("17.03.1956", "1956-03-17"), ("1. 2. 2020", "2020-02-01"),
     ("1.2.2020 9:30", "2020-02-01T09:30"), ("31.12.1999, 23:59:58", "1999-12-31T23:59:58")],
)  # fmt: skip
def test_days_with_dots_stand_before_their_month(dotted, iso):
    assert moment_of(dotted) == datetime.fromisoformat(f"{iso}+00:00").timestamp()
    assert last_of(dotted) == last_of(iso)
    assert not has_offset(dotted)


@pytest.mark.parametrize(
    ("text", "is_one"),
    [("03/17/1956", True), ("17-03-1956", True), ("2020/01/31", True), ("12/31/99", True),
     ("2026-01-31", True), ("17.03.1956", True), ("1/2", False), ("3.14", False),
     ("12/31/1999 Corp", True), ("20260131", False), ("north", False)],
)  # fmt: skip
def test_dates_in_any_order_are_known_as_dates(text, is_one):
    assert is_date_like(text) is is_one

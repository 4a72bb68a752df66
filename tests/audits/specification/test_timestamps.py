from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audits.specification.timestamps import has_offset, is_moment, last_of, moment_of

MOMENTS = st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))


@given(MOMENTS)
def test_a_moment_is_its_timestamp(moment):
    assert moment_of(moment.isoformat()) == pytest.approx(moment.timestamp(), abs=1e-5)
    assert moment_of(f" {moment.replace(tzinfo=None).isoformat()} ") == moment_of(
        moment.isoformat()
    )


@given(MOMENTS, MOMENTS)
def test_the_order_of_moments_is_that_of_their_numbers(first, second):
    assert (moment_of(first.isoformat()) < moment_of(second.isoformat())) is (first < second)


@pytest.mark.parametrize(
    ("text", "is_one"),
    [("2026-01-31", True), ("2026-01-31T12:00:00+02:00", True), ("20260131", False),
     ("31.01.2026", False), ("-5", False), ("", False)],
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

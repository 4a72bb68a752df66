"""Moments as people read them."""

from audits.report.moments import in_words, moment


def test_a_moment_is_a_day_and_a_time_with_its_zone():
    assert in_words("2026-11-03T06:41:09Z") == "3 November 2026, 06:41 UTC"
    assert in_words("yesterday") == "yesterday"
    assert moment("yesterday") is None

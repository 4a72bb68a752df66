"""Pieces of a report for the service's other pages."""

import pytest

from audits.report import fragments
from tests.audits.report.blocks.compared import comparison


@pytest.fixture
def compared(report):
    return {**report, "comparison": comparison()}


def test_rows_that_both_audits_saw_have_their_figures(compared):
    page = fragments.paired(compared)
    assert 'id="fig-flips"' in page
    assert 'id="fig-change-false-positive-rate"' in page
    assert "fig-trend" not in page


def test_the_judged_numbers_over_the_last_audits_have_theirs(compared):
    page = fragments.trend(compared)
    assert 'id="fig-trend-fail-4"' in page
    assert "fig-flips" not in page


def test_nothing_is_drawn_where_nothing_was_paired(report, compared):
    assert fragments.paired(report) == fragments.trend(report) == ""
    compared["comparison"] |= {"paired": None, "trend": []}
    assert fragments.paired(compared) == fragments.trend(compared) == ""

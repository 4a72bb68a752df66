"""Pieces of a report for the service's other pages."""

import pytest

from audits.cost.version_report import compared_versions
from audits.report import fragments
from tests.audits.cost.test_version_report import version
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


def test_versions_are_drawn_and_their_names_escaped():
    content = compared_versions([version("1", size=2.0), version("<i>", size=1.0)])
    page = fragments.versions({**content, "data": "people", "missing": [], "newest": None})
    assert 'id="fig-versions-0"' in page
    assert "Version 1 is dominated; &lt;i&gt; is not." in page
    assert "<i>" not in page


def test_two_reports_stand_beside_each_other_finding_by_finding(make_report, report):
    now = make_report(gate="inconclusive")
    now["findings"] = [{**now["findings"][0], "verdict": "pass"}, *now["findings"][1:2]]
    page = fragments.side_by_side(report, now)
    assert page.index("Before: Recidivism score 2.1") < page.index("Now: Recidivism score 2.1")
    assert page.count('class="gate v-') == 2
    assert page.count("What was asked") == 2
    assert "What next" not in page
    named = fragments.side_by_side(report, now, ("nightly", "<i>"))
    assert "Before: nightly" in named
    assert "Now: &lt;i&gt;" in named
    shown, folded = page.split("<details")
    rows = shown.split("<tr ")[2:]
    assert len(rows) == 2
    # The first was a fail and passes now; the second is as it was.
    assert [row.startswith('role="row" class="differs"') for row in rows] == [True, False]
    assert rows[0].index("Fail") < rows[0].index("Pass")
    # The third has no rule now: it stands in a fold of its own.
    assert "What one of them alone was asked (1)" in folded
    assert folded.count('class="differs"') == 1
    assert "not asked" in folded


def test_what_changed_its_verdict_stands_before_what_did_not(make_report, report):
    now = make_report()
    last = {**now["findings"][-1], "verdict": "error"}
    now["findings"] = [*now["findings"][:-1], last]
    rows = fragments.side_by_side(report, now).split("<tr ")[2:]
    assert [row.startswith('role="row" class="differs"') for row in rows] == [True, False, False]


def test_audits_of_other_rules_say_that_nothing_stands_in_both(make_report, report):
    now = make_report()
    now["findings"] = [{**found, "id": f"other{at}"} for at, found in enumerate(now["findings"])]
    page = fragments.side_by_side(report, now)
    assert "No rule and group stands in both." in page
    assert "alone was asked (6)" in page


def test_markup_of_either_report_stays_text(make_report):
    provenance = {"model": {"name": "<b>m</b>"}, "audit": {}, "environment": {}, "dataset": {}}
    page = fragments.side_by_side(make_report(provenance=provenance), make_report())
    assert "&lt;b&gt;m&lt;/b&gt;" in page
    assert "<b>m</b>" not in page

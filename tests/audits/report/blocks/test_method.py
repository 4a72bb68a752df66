"""Everything needed to doubt, repeat and check the audit."""

import pytest

from audits.report.blocks import method
from audits.report.view import View


@pytest.fixture
def facts(report):
    return method.facts(View(report))


def test_who_was_compared_with_whom_is_said_and_who_chose(facts, report):
    assert facts["Groups"] == (
        "race (reference Caucasian, named in the plan), as recorded in the data"
    )
    del report["plan"]["columns"]["race"]["reference"]
    assert "reference Caucasian, the group with most rows" in method.facts(View(report))["Groups"]


def test_the_classes_and_the_columns_of_the_outcome_are_said(facts):
    assert facts["Outcome"] == (
        "label two_year_recid; recorded answer score_text; positive “1”; favourable “0”"
    )


def test_tests_are_counted_and_their_correction_is_named(facts, report):
    assert facts["Correction"].startswith("Holm over 1 tests")
    report["plan"]["policy"]["correction"] = "benjamini-hochberg"
    assert method.facts(View(report))["Correction"].startswith("Benjamini–Hochberg over 1 tests")
    report["findings"] = []
    assert method.facts(View(report))["Correction"] == "no test was made"


def test_small_groups_are_named_once(facts, report):
    assert method.small_groups(View(report)) == ["Native American"]
    assert "too small somewhere: Native American" in facts["Left out"]
    assert "groups under 30 in a denominator" in facts["Left out"]


def test_intervals_versions_and_walls_are_said(facts):
    assert facts["Intervals"].replace("\N{NO-BREAK SPACE}", " ").startswith("95 %: wilson")
    assert facts["Versions"] == "evenhand 0.1.0"
    assert facts["Sandbox"] == "landlock, seccomp"
    assert facts["Seed"].startswith("0; the same inputs give the same bytes")


def test_a_signed_report_has_a_command_that_checks_it(report):
    unsigned = method.command(View(report))
    assert "verify" not in unsigned
    report["signer"] = {"key": "k"}
    assert method.command(View(report)) == (
        f"{unsigned}\nevenhand verify report.json --keys keys.json"
    )


def test_a_probe_that_broke_says_why_and_what_to_do(report):
    report["probes"].append(
        {"name": "a.b", "version": 2, "status": "error", "reason": "no memory.", "remedy": "Try."}
    )
    rows = method.probes_table(View(report)).table.rows
    assert rows[-1] == ("a.b", "2", "error", "no memory. Try.")
    assert rows[0][2:] == ("ran", "")

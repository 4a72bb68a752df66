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


def test_what_an_endpoint_was_asked_is_said(report):
    assert "Endpoint" not in method.facts(View(report))
    usage = {"requests": 1200, "retries": 5, "answers": 1195, "paused_seconds": 2.5,
             "prompt_tokens": 4000, "answer_tokens": 900, "cost": 0.0123, "currency": "EUR",
             "is_whole": True}  # fmt: skip
    report["environment"]["endpoint"] = usage
    assert method.facts(View(report))["Endpoint"] == (
        "1,200 requests, 5 of them tries again; 4,000 tokens of prompts and 900 of answers, by the "
        "server's own count; 0.0123 EUR by the price of the document; 2.5 s of waiting that the "
        "server asked for"
    )
    assert method.facts(View(report))["Seed"].endswith("where the endpoint answers alike")
    report["plan"]["endpoint"] = {"requests": 1190}
    assert (
        "5 of them tries again (about 1,190 were expected); 4,000"
        in method.facts(View(report))["Endpoint"]
    )
    report["environment"]["endpoint"] = {**usage, "estimated": 3, "is_whole": False}
    assert "3 answers came without a count" in method.facts(View(report))["Endpoint"]
    assert "ends early" in method.facts(View(report))["Endpoint"]
    report["environment"]["endpoint"] = {"recorded": True}
    assert method.facts(View(report))["Endpoint"].startswith("nothing was sent")

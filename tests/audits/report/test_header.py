"""What was audited, by whom, with what, and what the gate means."""

import pytest

from audits.report import header
from audits.report.view import View


def facts_of(report):
    return {fact.name: fact for fact in header.facts(View(report))}


def test_the_title_is_the_model_or_the_dataset_of_recorded_answers(report):
    assert header.title(View(report)) == "Recidivism score 2.1"
    report["model"] = {}
    assert header.title(View(report)) == "Recorded answers in compas"
    report["model"] = {"sha256": "0" * 64, "format": "endpoint"}
    assert header.title(View(report)) == "A model asked about compas"


def test_the_facts_say_rows_policy_when_and_by_whom(report):
    facts = facts_of(report)
    assert facts["Dataset"].lines == ("compas, 7,214 rows",)
    assert facts["Dataset"].digest == "d" * 12
    assert facts["Policy"].lines == ("2 rules, 3 checks; inconclusive blocks",)
    assert facts["Audited"].lines == ("by the nightly schedule",)
    assert facts["Audited"].moment_text == "23 November 2026, 06:41 UTC"
    assert facts["Sandbox"].lines == ("landlock, seccomp",)
    assert facts["Repeatable"].lines == ("seed 0, Evenhand 0.1.0",)


@pytest.mark.parametrize(
    ("finished", "took"),
    [("2026-11-23T06:42:09Z", "in 60 s"), ("2026-11-23T06:41:09.400Z", "in under 1 s")],
)
def test_how_long_it_took_is_said(report, finished, took):
    report["audit"]["finished"] = finished
    assert facts_of(report)["Audited"].lines == (f"by the nightly schedule, {took}",)


def test_an_audit_of_some_rows_says_which(report):
    report["plan"]["rows"] = [{"column": "split", "values": ["test"]}]
    report["dataset"]["rows_used"] = 599
    assert header.rows_of(View(report)) == "599 of 7,214 rows: split is test"


def test_what_read_every_part_is_named_with_its_rows(make_report):
    """Membership is told by training rows beside others: 600 here, though 300 are measured."""
    ran = {
        "step": 1, "probe": "privacy.membership", "version": 1, "status": "ran", "reason": None,
        "remedy": None, "measurements": [], "exhibits": [], "warnings": [], "seconds": 0.1,
    }  # fmt: skip
    skipped = {**ran, "step": 2, "probe": "confounds.dataset", "status": "skipped"}
    report = make_report(steps=[ran, skipped])
    report["plan"]["rows"] = [{"column": "split", "values": ["test"]}]
    report["dataset"] |= {"rows": 600, "rows_used": 300, "rows_of_parts": 600}
    told = "privacy.membership: 600 rows of every part"
    assert header.line(View(report)) == f"compas, 300 of 600 rows: split is test; {told}"
    assert facts_of(report)["Dataset"].lines == ("compas, 300 of 600 rows: split is test", told)
    report["probes"] = [probe for probe in report["probes"] if probe["step"] != 1]
    assert header.every_part_of(View(report)) == ""


@pytest.mark.parametrize(
    ("gate", "verdicts", "expected"),
    [
        ("fail", ["fail", "pass"], "1 of 2 checks lies outside its limit by more than chance "
                                   "allows."),
        ("fail", ["fail", "fail", "inconclusive"], "2 of 3 checks lie outside their limit by "
         "more than chance allows; 1 cannot be decided yet."),
        ("inconclusive", ["inconclusive", "pass"], "1 of 2 checks cannot be decided on this "
                                                   "data."),
        ("pass", ["pass"], "The one check lies inside its limit."),
        ("pass", ["pass", "pass"], "All 2 checks lie inside their limits."),
        ("inconclusive", [], "There is no policy, so there is nothing to pass or to fail."),
    ],
)  # fmt: skip
def test_the_gate_is_told_in_one_sentence(make_report, finding, gate, verdicts, expected):
    rule = {"metric": "equalized_odds_difference", "attribute": "race", "within": 0.05}
    report = make_report(findings=[finding(rule, v, 4) for v in verdicts], gate=gate)
    assert header.gate_words(View(report)) == expected


def test_what_is_waived_is_counted_apart(make_report, finding):
    rule = {"metric": "equalized_odds_difference", "attribute": "race", "within": 0.05}
    waived = finding(rule, "fail", 4, waived={"reason": "r"})
    report = make_report(findings=[waived, finding(rule, "pass", 4)], gate="pass")
    assert header.gate_words(View(report)) == "1 of 2 checks is waived; the others pass."


def test_protected_columns_that_no_rule_is_about_are_named_beside_the_gate(make_report, finding):
    rule = {"metric": "equalized_odds_difference", "attribute": "race", "within": 0.05}
    report = make_report(findings=[finding(rule, "pass", 4)], gate="pass")
    report["plan"]["policy"]["rules"] = [rule]
    assert header.unjudged(View(report)) == ""
    report["plan"]["columns"]["sex"] = {"role": "protected"}
    report["plan"]["columns"]["age"] = {"role": "protected"}
    told = "Protected, but judged by no rule: sex and age."
    assert header.unjudged(View(report)) == told
    assert header.gate_words(View(report)) == f"The one check lies inside its limit. {told}"
    report["findings"] = []
    assert header.unjudged(View(report)) == ""

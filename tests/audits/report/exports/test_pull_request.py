"""The verdict on one screen."""

from audits.report.exports import pull_request
from tests.audits.report.blocks.compared import comparison


def test_it_fits_a_screen_however_many_findings_there_are(make_report, finding):
    rule = {"metric": "accuracy", "at_least": 0.9}
    report = make_report(findings=[finding(rule, "fail", None) for _ in range(40)])
    text = pull_request.render(report)
    assert len(text.splitlines()) <= 30
    assert sum(line.startswith("| \u2715 fail") for line in text.splitlines()) == 8
    assert "and 32 more that did not pass" in text


def test_gate_sentences_and_what_did_not_pass_are_there(report):
    lines = pull_request.render(report).splitlines()
    assert lines[0].startswith("### \u2715 Fail: ")
    assert sum(line.startswith("- *") for line in lines) >= 3
    assert not any("pass |" in line for line in lines)


def test_that_a_failure_is_new_stands_beside_the_sentences(report):
    text = pull_request.render({**report, "comparison": comparison()})
    assert "- *Against the audit before.* " in text
    assert "fails now" in text
    assert "Against the audit before" not in pull_request.render(report)

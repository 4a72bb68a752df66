"""The other forms of the report: Markdown, JUnit, SARIF, badge, model card."""

import json
from xml.dom.minidom import parseString

import pytest

from audits.report.exports import badge, junit, markdown, model_card, sarif

HOSTILE = '<script>x</script> | `a` [b](javascript:x) \x00\x1b[31m ]]> & " \ud800'


@pytest.fixture
def hostile(make_report, estimate, finding):
    rule = {"metric": "false_positive_rate", "attribute": "race", "at_most": 0.4}
    return make_report(
        measurements=[estimate(rule["metric"], {"race": HOSTILE[:-1]}, 0.5, [0.4, 0.6], 100)],
        findings=[finding(rule, "fail", 0),
                  finding(rule, "error", None, reason=HOSTILE[:-1], remedy=HOSTILE[:-1])],
    )  # fmt: skip


def test_junit_has_a_case_a_finding_and_nothing_open_looks_passed(report):
    suite = parseString(junit.render(report)).getElementsByTagName("testsuite")[0]
    assert suite.getAttribute("tests") == "3"
    assert suite.getAttribute("failures") == "3"
    kinds = [f.getAttribute("type") for f in suite.getElementsByTagName("failure")]
    assert kinds == ["fail", "inconclusive", "not_run"]


def test_junit_skips_what_the_policy_lets_pass(make_report):
    report = make_report()
    report["plan"]["policy"] |= {"on_inconclusive": "pass", "on_not_run": "pass"}
    suite = parseString(junit.render(report)).getElementsByTagName("testsuite")[0]
    assert suite.getAttribute("failures") == "1"
    assert len(suite.getElementsByTagName("skipped")) == 2


def test_junit_survives_what_data_say(hostile):
    suite = parseString(junit.render(hostile)).getElementsByTagName("testsuite")[0]
    assert len(suite.getElementsByTagName("testcase")) == 2
    assert not suite.getElementsByTagName("script")


def test_sarif_has_the_shape_that_code_hosts_read(report):
    found = sarif.render(report)
    assert found["version"] == "2.1.0"
    (run,) = found["runs"]
    rules = run["tool"]["driver"]["rules"]
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert (result["kind"] == "fail") == (result["level"] != "none")
        assert result["message"]["text"]
        assert result["locations"]
        assert result["partialFingerprints"]
    json.dumps(found, allow_nan=False)


def test_a_waived_finding_is_suppressed_and_not_hidden(make_report, finding):
    rule = {"metric": "accuracy", "at_least": 0.9}
    report = make_report(findings=[finding(rule, "fail", 0, waived="until 2027-01-01: known")])
    (result,) = sarif.render(report)["runs"][0]["results"]
    assert result["suppressions"][0]["justification"] == "until 2027-01-01: known"


def test_markdown_shows_text_and_acts_on_none(hostile):
    found = markdown.render(hostile)
    assert "<script>" not in found
    assert "](javascript" not in found
    assert "\x1b" not in found
    rows = [line for line in found.splitlines() if line.startswith("| ")]
    assert {line.replace("\\|", "").count("|") for line in rows} == {7}


def test_markdown_tells_gate_sentences_and_findings(report):
    found = markdown.render(report)
    assert "**✕ Gate: Fail.**" in found
    assert "45 \\[43 to 47\\]" in found
    assert "## ○ Not run (1)" in found


@pytest.mark.parametrize("gate", ["pass", "fail", "inconclusive", "not_run", "error"])
def test_the_badge_says_the_gate_in_words(report, gate):
    root = parseString(badge.render({**report, "gate": gate})).documentElement
    assert root.getAttribute("aria-label") == f"evenhand: {gate.replace('_', ' ')}"


def test_the_model_card_says_what_it_does_not_know(report):
    found = model_card.render(report)
    assert "to be written by the model's owners" in found
    assert "False positive rate | African\\-American" in found or (
        "False positive rate | African-American" in found
    )

"""What holds of every form of a report, on reports that pass, fail, are hostile or waived."""

import json
from xml.dom.minidom import parseString

import pytest

from audits.errors import NotApplicable
from audits.report.exports import junit
from audits.report.forms import forms
from audits.report.header import gate_words
from audits.report.view import View

RULE = {"metric": "false_positive_rate", "attribute": "race", "at_most": 0.4}
NAME = "<script>alert(1)</script>"
every_form = pytest.mark.parametrize("name", sorted(forms()))


@pytest.fixture(params=["fail", "pass", "hostile", "waived"])
def any_report(request, make_report, estimate, finding):
    group = {"race": NAME if request.param == "hostile" else "African-American"}
    verdict = "pass" if request.param == "pass" else "fail"
    waived = "until 2030-01-01: a new model comes" if request.param == "waived" else None
    return make_report(
        measurements=[estimate(RULE["metric"], group, 0.5, [0.4, 0.6], 100)],
        findings=[finding(RULE, verdict, 0, group=group, waived=waived)],
    )


def rendered(name, report):
    try:
        return forms()[name].render(report)
    except NotApplicable as error:
        return f"{error.reason} {error.remedy}"


@every_form
def test_the_same_report_gives_the_same_bytes(name, any_report):
    assert rendered(name, any_report) == rendered(name, any_report)


@every_form
def test_a_name_from_the_data_is_never_markup(name, any_report):
    text = rendered(name, any_report)
    form = forms()[name]
    if form.media.endswith("json") and text.startswith("{"):
        # Within JSON a name is a string's content, whatever it holds: the whole stays one value.
        assert isinstance(json.loads(text), dict)
    elif any(word in form.media for word in ("html", "xml", "svg", "markdown")):
        assert NAME not in text


@every_form
def test_a_report_of_nothing_has_every_form(name, make_report):
    rendered(name, make_report(measurements=[], findings=[]))


def test_a_waived_failure_is_in_no_count_of_failures(make_report, finding):
    findings = [finding(RULE, "fail", None, waived="until 2030-01-01"),
                finding(RULE, "pass", None)]  # fmt: skip
    report = make_report(measurements=[], findings=findings) | {"gate": "pass"}
    suite = parseString(junit.render(report)).getElementsByTagName("testsuite")[0]
    assert suite.getAttribute("failures") == "0"
    assert not suite.getElementsByTagName("failure")
    assert gate_words(View(report)) == "1 of 2 checks is waived; the others pass."
    report["gate"] = "fail"
    report["findings"] = [*findings, finding(RULE, "fail", None)]
    words = gate_words(View(report))
    assert words.startswith("1 of 3 checks lies outside its limit")
    assert words.endswith("1 is waived.")

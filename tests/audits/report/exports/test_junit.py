"""The findings as JUnit XML."""

from xml.dom.minidom import parseString

from audits.report.exports import junit


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


def test_junit_has_times_and_a_link_to_each_finding(make_report):
    report = make_report()
    report["audit"] |= {"started": "2026-11-23T06:41:09Z", "finished": "2026-11-23T06:41:51.5Z"}
    suite = parseString(junit.render(report)).getElementsByTagName("testsuite")[0]
    assert suite.getAttribute("timestamp") == "2026-11-23T06:41:09"
    assert float(suite.getAttribute("time")) == 42.5
    links = [one.firstChild.data for one in suite.getElementsByTagName("system-out")]
    assert links == [f"report.html#finding-{finding['id']}" for finding in report["findings"]]


def test_what_was_accepted_is_skipped_with_its_reason_and_no_pass(make_report):
    report = make_report()
    for finding in report["findings"]:
        finding["waived"] = "until 2027-03-31: known (owner: ada)"
    suite = parseString(junit.render(report)).getElementsByTagName("testsuite")[0]
    assert (suite.getAttribute("failures"), suite.getAttribute("skipped")) == ("0", "3")
    skipped = suite.getElementsByTagName("skipped")
    assert len(skipped) == 3
    message = skipped[0].getAttribute("message")
    assert message.startswith("Waived until 2027-03-31: known (owner: ada). fail: ")

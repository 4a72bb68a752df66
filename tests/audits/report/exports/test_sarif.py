"""The report as SARIF 2.1.0."""

import json

from audits.report.exports import sarif


def test_sarif_has_the_shape_that_code_hosts_read(report):
    found = sarif.render(report)
    assert found["version"] == "2.1.0"
    (run,) = found["runs"]
    rules = run["tool"]["driver"]["rules"]
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert (result["kind"], result["level"] in ("error", "warning", "note")) == ("fail", True)
        assert result["message"]["text"]
        assert result["locations"]
        assert result["partialFingerprints"]
    json.dumps(found, allow_nan=False)


def test_a_waived_finding_is_suppressed_and_not_hidden(make_report, finding):
    rule = {"metric": "accuracy", "at_least": 0.9}
    report = make_report(findings=[finding(rule, "fail", 0, waived="until 2027-01-01: known")])
    (result,) = sarif.render(report)["runs"][0]["results"]
    assert result["suppressions"][0]["justification"] == "until 2027-01-01: known"


def test_results_are_what_did_not_pass_each_under_its_metric(make_report, finding):
    """Only kind `fail` may have a level (SARIF 2.1.0, 3.27.10); without one nobody shows it."""
    rule = {"metric": "accuracy", "at_least": 0.9}
    verdicts = ["pass", "fail", "error", "inconclusive", "not_run"]
    report = make_report(findings=[finding(rule, verdict, None) for verdict in verdicts])
    (run,) = sarif.render(report)["runs"]
    assert [one["id"] for one in run["tool"]["driver"]["rules"]] == ["accuracy"]
    assert [(one["kind"], one["level"]) for one in run["results"]] == [
        ("fail", "error"), ("fail", "error"), ("fail", "warning"), ("fail", "warning"),
    ]  # fmt: skip
    told = [(one["properties"]["verdict"], one["message"]["text"]) for one in run["results"]]
    assert [verdict for verdict, _ in told] == verdicts[1:]
    assert told[2][1].startswith("Inconclusive: ")


def test_what_the_policy_lets_pass_is_a_note(make_report, finding):
    rule = {"metric": "accuracy", "at_least": 0.9}
    report = make_report(findings=[finding(rule, "inconclusive", None)])
    report["plan"]["policy"] |= {"on_inconclusive": "pass"}
    (result,) = sarif.render(report)["runs"][0]["results"]
    assert result["level"] == "note"


def test_a_rule_has_its_help(report):
    (run,) = sarif.render(report)["runs"]
    for rule in run["tool"]["driver"]["rules"]:
        assert "The policy asks: " in rule["help"]["text"]
        assert rule["fullDescription"]["text"]


def test_the_place_is_the_document_where_one_is_known(make_report):
    report = make_report()
    report["audit"] = {**report["audit"], "dataset": "people.csv", "file": "audits/a.yaml"}
    (run,) = sarif.render(report)["runs"]
    place = run["results"][0]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"] == {"uri": "audits/a.yaml", "uriBaseId": "%SRCROOT%"}
    assert place["region"]["startLine"] == 1


def test_the_dataset_is_the_place_as_an_address(make_report):
    report = make_report()
    report["audit"] = {**report["audit"], "dataset": "a b/ü.csv"}
    (run,) = sarif.render(report)["runs"]
    (location,) = run["results"][0]["locations"]
    assert location["physicalLocation"]["artifactLocation"]["uri"] == "a%20b/%C3%BC.csv"  # RFC 3986

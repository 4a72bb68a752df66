"""Audits as tests of a stranger's project."""

import xml.etree.ElementTree as ET

pytest_plugins = ["pytester"]

PROJECT = """
import pytest

PEOPLE = {
    "sex": ["f"] * 100 + ["m"] * 100,
    "fair": ([1] * 50 + [0] * 50) * 2,
    "unfair": [0] * 100 + [1] * 100,
}
only = dict(protected="sex", policy="four-fifths", probes=["fairness.selection_rate"])


@pytest.mark.evenhand(**only)
@pytest.mark.parametrize("answers", ["fair", "unfair"])
def test_decisions(evenhand_audit, answers):
    evenhand_audit(PEOPLE, prediction=answers).assert_passed(inconclusive=True)
"""


def test_an_unfair_model_fails_its_test_and_the_report_is_kept(pytester):
    pytester.makepyfile(PROJECT)
    result = pytester.runpytest_subprocess(
        "--strict-markers", "--evenhand-reports=reports", "--junitxml=junit.xml",
        # A property of a test is none of the newest scheme's, and `record_property` warns of it.
        "-ojunit_family=xunit2", "-Werror::pytest.PytestWarning",
    )  # fmt: skip
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(
        ["*GateClosed: the audit's gate is fail*", "*Evenhand report: gate*"]
    )
    assert len(list(pytester.path.glob("reports/*/report.html"))) == 2
    properties = ET.parse(pytester.path / "junit.xml").iter("property")
    gates = [found.get("value") for found in properties if found.get("name") == "evenhand_gate"]
    assert gates.count("fail") == 1
    assert len(gates) == 2

"""A reader of a page finds out on it what a verdict means, with no network."""

import re
from pathlib import Path

from audits.report.html import render
from audits.report.verdict_meanings import MEANINGS, OF_DOUBT
from audits.report.view import WORDS

PAGE = Path(__file__).parents[3] / "docs" / "what_a_verdict_means.md"


def test_the_documentation_says_the_same():
    rows = re.findall(r"^\| \*\*([\w ]+)\*\* \| (.*?) \|", PAGE.read_text("utf-8"), re.MULTILINE)
    assert dict(rows) == {WORDS[name].lower(): words for name, words in MEANINGS.items()}


def test_doubt_is_explained_beside_the_findings_and_leads_to_every_verdict(make_report, finding):
    rule = {"metric": "equalized_odds_difference", "attribute": "race", "within": 0.05}
    for verdict, is_told in (("inconclusive", True), ("pass", False)):
        page = render(make_report(findings=[finding(rule, verdict, 5)], gate=verdict))
        findings = page[page.index('id="findings"') :]
        assert (OF_DOUBT in findings[: findings.index("</p>")]) is is_told
        assert 'href="#verdicts"' in findings
        assert 'id="verdicts"' in page
        for meaning in MEANINGS.values():
            assert meaning in page

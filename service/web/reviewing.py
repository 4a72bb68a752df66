"""An audit's review in the words of its page."""

import re
from collections.abc import Collection, Mapping
from typing import Any

from markupsafe import escape

from audits.specification.gates import NOT_NEW
from audits.specification.verdicts import WORST_FIRST
from service.answers.reviews import Review, review_words
from service.reviewing import counts
from service.web.rendering import readable_day

MOST_FINDINGS = 300
_ORDER = {str(verdict): rank for rank, verdict in enumerate(WORST_FIRST)}


def _let_stand(finding: Mapping[str, Any], active: Collection[str]) -> str:
    """In a word why it holds no gate; empty where it does."""
    if finding.get("waived") == NOT_NEW:
        return "not new"
    return "waived" if finding.get("waived") or finding["id"] in active else ""


def active_waivers(review: Review) -> dict[str, str]:
    """The findings that a waiver of the page holds back today, with its last day."""
    return {row.finding: row.until for row in review.waivers if counts(row, review.today)}


def with_review(article: str, waived: Mapping[str, str]) -> str:
    """The report's fragment with a mark beside each finding that was waived since, and with the
    review in its contents. What is signed is the report, which stays as it is."""
    for finding, until in waived.items():
        row = re.compile(rf'(<tr id="finding-{re.escape(finding)}"[^>]*>.*?</b>)', re.DOTALL)
        day = escape(readable_day(until))
        mark = f' <a class="waived-mark" href="#waivers">waived until {day}</a>'
        article = row.sub(rf"\g<1>{mark}", article, count=1)
    head, nav, rest = article.partition('<nav class="contents"')
    inside, end, after = rest.partition("</ol>")
    if not nav or not end:
        return article
    return f'{head}{nav}{inside}<li><a href="#review">Review</a></li>\n{end}{after}'


def review_page(review: Review) -> dict[str, Any]:
    """What the page shows below the report, and the banner above it."""
    active = active_waivers(review)
    shown = [
        {
            "id": finding["id"],
            "verdict": finding["verdict"],
            "sentence": str(finding.get("sentence") or ""),
            "waived": _let_stand(finding, active),
        }
        for finding in sorted(review.findings, key=lambda each: _ORDER.get(each["verdict"], 0))
    ]
    return {
        **review_words(review),
        "blocking": review.audit.blocking,
        "today": review.today,
        "sentences": {finding["id"]: finding["sentence"] for finding in shown},
        "findings": shown[:MOST_FINDINGS],
        "left": max(0, len(shown) - MOST_FINDINGS),
        "open": [f for f in shown if f["verdict"] != "pass" and not f["waived"]],
    }

"""An audit's review in the words of its page."""

from collections.abc import Collection, Mapping
from typing import Any

from audits.specification.gates import NOT_NEW
from service.answers.reviews import Review, review_words
from service.reviewing import counts

MOST_FINDINGS = 300


def _let_stand(finding: Mapping[str, Any], active: Collection[str]) -> str:
    """In a word why it holds no gate; empty where it does."""
    if finding.get("waived") == NOT_NEW:
        return "not new"
    return "waived" if finding.get("waived") or finding["id"] in active else ""


def review_page(review: Review) -> dict[str, Any]:
    """What the page shows below the report, and the banner above it."""
    active = {row.finding for row in review.waivers if counts(row, review.today)}
    shown = [
        {
            "id": finding["id"],
            "verdict": finding["verdict"],
            "sentence": str(finding.get("sentence") or ""),
            "waived": _let_stand(finding, active),
        }
        for finding in review.findings
    ]
    return {
        **review_words(review),
        "blocking": review.audit.blocking,
        "today": review.today,
        "findings": shown[:MOST_FINDINGS],
        "left": max(0, len(shown) - MOST_FINDINGS),
        "open": [f for f in shown if f["verdict"] != "pass" and not f["waived"]],
    }

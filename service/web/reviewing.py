"""An audit's review in the words of its page."""

from collections.abc import Collection, Mapping
from typing import Any

from audits.specification.gates import NOT_NEW
from service.answers.reviews import Review
from service.reviewing import counts

MOST_FINDINGS = 300


def _let_stand(finding: Mapping[str, Any], active: Collection[str]) -> str:
    """In a word why it holds no gate; empty where it does."""
    if finding.get("waived") == NOT_NEW:
        return "not new"
    return "waived" if finding.get("waived") or finding["id"] in active else ""


def review_page(review: Review) -> dict[str, Any]:
    """What the page shows below the report, and the banner above it."""
    sentences = {finding["id"]: str(finding.get("sentence") or "") for finding in review.findings}
    active = {row.finding for row in review.waivers if counts(row, review.today)}
    shown = [
        {
            "id": finding["id"],
            "verdict": finding["verdict"],
            "sentence": sentences[finding["id"]],
            "waived": _let_stand(finding, active),
        }
        for finding in review.findings
    ]
    return {
        "standing": review.standing,
        "gate": review.audit.gate,
        "blocking": review.audit.blocking,
        "today": review.today,
        "findings": shown[:MOST_FINDINGS],
        "left": max(0, len(shown) - MOST_FINDINGS),
        "open": [f for f in shown if f["verdict"] != "pass" and not f["waived"]],
        "waivers": [
            {
                "id": row.id,
                "finding": row.finding,
                "sentence": sentences.get(row.finding, ""),
                "owner": row.owner,
                "reason": row.reason,
                "until": row.until,
                "by": review.name(row.created_by),
                "at": row.created_at,
                "counts": counts(row, review.today),
                "withdrawn_at": row.withdrawn_at,
                "withdrawn_by": review.name(row.withdrawn_by),
            }
            for row in review.waivers
        ],
        "remarks": [
            {
                "kind": row.kind,
                "finding": row.finding,
                "said": row.said,
                "by": review.name(row.created_by),
                "at": row.created_at,
                "sha256": row.canonical_sha256,
            }
            for row in review.remarks
        ],
    }

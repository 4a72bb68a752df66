"""What people said of a report stands in its forms, and never in the report itself."""

from copy import deepcopy

import pytest

from audits.errors import NotApplicable
from audits.report.forms import forms
from audits.report.json import canonical_sha256
from audits.report.review import has_review, is_reviewed, lines, standing, with_review

MARKUP = "<b>now</b> | [x](https://example.org)"
AT = "2026-11-23T06:41:09.000Z"
REVIEW = {
    "gate": "fail",
    "standing": {"gate": "inconclusive", "blocking": True, "exit_code": 2, "waived": ["f1"]},
    "waivers": [
        {"finding": "f1", "sentence": "The gap is 12 points.", "owner": "Risk",
         "until": "2027-01-31", "reason": "pilot", "by": "ada", "at": AT, "counts": True,
         "withdrawn_at": None, "withdrawn_by": "unknown"},
        {"finding": "f2", "sentence": "", "owner": "Risk", "until": "2027-01-31", "reason": "no",
         "by": "ada", "at": AT, "counts": False, "withdrawn_at": AT, "withdrawn_by": "grace"},
    ],
    "remarks": [
        {"kind": "comment", "finding": "f1", "said": MARKUP, "by": "ada", "at": AT, "sha256": None},
        {"kind": "sign_off", "finding": None, "said": "read and accepted", "by": "grace", "at": AT,
         "sha256": "1" * 64},
    ],
}  # fmt: skip


def test_sign_offs_stand_before_waivers_and_comments(report):
    seen = list(lines(with_review(report, REVIEW)))
    assert [(line.kind, line.by) for line in seen] == [
        ("Signed off", "grace"), ("Waived", "ada"), ("Waived", "ada"), ("Comment", "ada"),
    ]  # fmt: skip
    assert seen[0].about == f"report sha256 {'1' * 12}"
    assert seen[1].words == "Risk answers for it until 2027-01-31, because: pilot. It counts."
    assert seen[2].words.endswith("Withdrawn by grace, 23 November 2026, 06:41 UTC.")
    assert standing(with_review(report, REVIEW)) == (
        "The signed gate is fail and stays. With the waivers that count it would be inconclusive "
        "and would still block."
    )


@pytest.mark.parametrize("name", ["report.md", "model-card.md", "review.html"])
def test_a_form_that_people_keep_says_who_signed_off(report, name):
    text = forms()[name].render(with_review(report, REVIEW))
    for words in ("Signed off", "grace", "read and accepted", "Risk", "Waived"):
        assert words in text, words
    assert "kept apart from it" in text
    assert MARKUP not in text


def test_the_report_itself_stays(report):
    before = deepcopy(report)
    assert canonical_sha256(with_review(report, REVIEW)) == canonical_sha256(report)
    assert report == before


def test_nothing_said_is_told_and_a_local_report_has_no_review(report):
    silent = with_review(report, {"gate": "fail", "standing": None, "waivers": [], "remarks": []})
    assert not is_reviewed(silent)
    assert standing(silent) == ""
    assert "Nobody has said anything" in forms()["review.html"].render(silent)
    assert "## Review" not in forms()["report.md"].render(silent)
    assert not has_review(report)
    with pytest.raises(NotApplicable):
        forms()["review.html"].render(report)

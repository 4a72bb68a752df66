"""Waivers and remarks as they are kept."""

import pytest

from service.records.errors import NoRow
from tests.service.records.conftest import Home

RULE = {"metric": "accuracy", "above": 0.5}
SAID = {"rule": RULE, "owner": "o", "reason": "r", "until": "2026-05-01", "created_by": None}


def test_a_waiver_applies_to_its_subject_policy_and_rule_on_its_days_and_the_newest_wins(
    home: Home,
) -> None:
    audit = home.completed()

    def waive(finding: str, **said: object) -> str:
        return home.write(
            lambda unit: (
                unit.reviews.waive(unit.audits.find(audit), finding=finding, **{**SAID, **said}).id
            )
        )

    waive("f1")
    newer = waive("f1", reason="better said")
    ended = waive("f2", until="2026-04-30")
    subject = home.read(lambda unit: unit.reviews.subject(None, home.dataset))

    def applying(policy: str | None = None, rules: object = (RULE,), **other: str) -> list[str]:
        asked = {"subject_id": subject, "today": "2026-05-01", **other}
        rows = home.read(lambda unit: unit.reviews.applying(policy_id=policy, rules=rules, **asked))
        return [row.id for row in rows]

    assert applying() == [newer]
    assert applying(today="2026-04-30") == [newer, ended]
    assert applying(today="2026-05-02") == []
    assert applying("pol_1") == applying(rules=()) == applying(subject_id="mdl_1") == []
    assert len(home.read(lambda unit: unit.reviews.waivers(audit))) == 3
    assert home.read(lambda unit: unit.reviews.page(limit=1).cursor) == ended
    with pytest.raises(NoRow):
        home.read(lambda unit: unit.reviews.find(newer), home.theirs)


def test_what_was_said_goes_with_its_audit(home: Home) -> None:
    audit = home.completed()
    home.write(
        lambda unit: (
            unit.reviews.remark(audit, kind="comment", said="x", created_by=None),
            unit.reviews.waive(unit.audits.find(audit), finding="f1", **SAID),
        )
    )
    assert len(home.read(lambda unit: unit.reviews.remarks(audit))) == 1
    home.write(lambda unit: unit.deleting.audit(audit))
    assert home.read(lambda unit: unit.reviews.remarks(audit)) == []
    assert home.read(lambda unit: unit.reviews.page().rows) == []

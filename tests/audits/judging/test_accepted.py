"""Findings that the last accepted audit had stand, unless they became worse."""

from dataclasses import replace

import pytest

from audits.judging.accepted import not_new, told_not_new
from audits.judging.findings import Finding
from audits.judging.policy import Verdict, judge
from audits.planning.plan import Plan
from audits.specification.gates import NOT_NEW
from audits.specification.policy_document import RuleSpec
from tests.audits.judging.test_policy import WITHIN, F, gap, planned, ran

LARGE = gap(F, 300, 1000, 500, 1000)  # [-.24, -.16], beyond .05


@pytest.mark.parametrize(
    ("before", "now", "counts"),
    [
        ("fail", Verdict.FAIL, False),
        ("fail", Verdict.INCONCLUSIVE, False),
        ("error", Verdict.FAIL, True),  # broken then: nobody has seen it fail
        ("inconclusive", Verdict.FAIL, True),
        ("pass", Verdict.FAIL, True),
        ("not_run", Verdict.NOT_RUN, False),
        ("of another release", Verdict.FAIL, True),
    ],
)
def test_what_is_worse_than_it_was_is_new(before: str, now: Verdict, counts: bool) -> None:
    assert (not_new({"a": before}, "a", now) is None) is counts


def test_what_was_not_there_or_passes_counts_as_ever() -> None:
    assert not_new({"a": "fail"}, "b", Verdict.FAIL) is None
    assert not_new({"a": "fail"}, "a", Verdict.PASS) is None
    assert not_new(None, "a", Verdict.FAIL) is None


def test_a_finding_that_was_accepted_holds_no_gate_and_a_new_one_does() -> None:
    steps = [ran("fairness.selection_rate", [LARGE])]
    plan = planned({"rules": [WITHIN]}, steps)
    (finding,) = judge(plan, steps).findings
    assert finding.verdict is Verdict.FAIL
    plan.accepted = {finding.id: "fail"}
    judgement = judge(plan, steps)
    assert (judgement.gate, judgement.blocking) == (Verdict.PASS, False)
    assert judgement.findings[0].waived == NOT_NEW
    assert "1 finding stands" in judgement.warnings[0]
    plan.accepted = {finding.id: "inconclusive"}
    assert judge(plan, steps).gate is Verdict.FAIL


def test_without_an_accepted_audit_everything_is_new_and_that_is_told() -> None:
    assert "everything is new" in told_not_new({}, [])[0]
    assert told_not_new(None, []) == ()
    known = Finding(RuleSpec(metric="a", above=0.0), "a", (), Verdict.FAIL, waived=NOT_NEW)
    (told,) = told_not_new({"x": "fail"}, [known, known, replace(known, waived=None)])
    assert "2 findings stand" in told


def test_a_plan_keeps_what_was_accepted_and_one_without_is_as_it_was(plan: Plan) -> None:
    assert "accepted" not in plan.to_json()
    with_some = replace(plan, accepted={"a": "fail"})
    assert Plan.from_json(with_some.to_json()) == with_some
    assert replace(plan, accepted={}).sha256 != plan.sha256


@pytest.fixture
def plan() -> Plan:
    from tests.tables import audit_everything

    return audit_everything("fairness.selection_rate")[0]

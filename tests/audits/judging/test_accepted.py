"""Findings that the last accepted audit had stand, unless they became worse."""

from dataclasses import replace
from typing import Any

import pytest

from audits.judging.accepted import is_worse, not_new, told_not_new
from audits.judging.findings import Finding
from audits.judging.policy import Verdict, judge
from audits.planning.plan import Plan
from audits.specification.accepted_failures import AcceptedFailure, accepted_failures
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


def accepting(then: Any, now: Any, rule: Any = WITHIN, failed: bool = True) -> Any:
    """The judgement of `now` where an audit that measured `then` was accepted."""
    before = [ran("fairness.selection_rate", [then])]
    earlier = judge(planned({"rules": [rule]}, before), before).findings
    assert (earlier[0].verdict is Verdict.FAIL) is failed
    entries = [finding.to_json() for finding in earlier]
    steps = [ran("fairness.selection_rate", [now])]
    plan = planned({"rules": [rule]}, steps)
    plan.accepted = {finding.id: str(finding.verdict) for finding in earlier}
    plan.accepted_failures = accepted_failures(entries, before[0]["measurements"])
    return judge(plan, steps)


def test_a_failure_that_is_surely_further_from_its_bound_is_new() -> None:
    """From .20 to .45 below, of a thousand each: the change is -.25, give or take .06."""
    judgement = accepting(LARGE, gap(F, 50, 1000, 500, 1000))
    assert judgement.gate is Verdict.FAIL
    assert judgement.findings[0].waived is None
    told = " ".join(judgement.warnings)
    assert "surely worse now counts" in told
    assert "-0.2, now -0.45" in told
    assert "0 findings stand" in told


@pytest.mark.parametrize(
    "now",
    [
        gap(F, 280, 1000, 500, 1000),  # .02 worse, give or take .06
        gap(F, 400, 1000, 500, 1000),  # better
        gap(F, 5, 100, 50, 100),  # as much worse as above, of a hundred: not sure in either
    ],
)
def test_a_failure_that_is_not_surely_worse_stands(now: Any) -> None:
    then = LARGE if now.sample_size[0] == 1000 else gap(F, 20, 100, 50, 100)
    judgement = accepting(then, now)
    assert judgement.findings[0].verdict in (Verdict.FAIL, Verdict.INCONCLUSIVE)
    assert judgement.findings[0].waived == NOT_NEW


def test_a_failure_on_the_other_side_is_new() -> None:
    judgement = accepting(LARGE, gap(F, 800, 1000, 500, 1000))
    assert judgement.gate is Verdict.FAIL


def test_a_failure_without_its_number_stands_as_ever() -> None:
    assert not is_worse(RuleSpec(metric="a", above=0.0), gap(F, 1, 90, 80, 90), None, None)


def test_a_plan_keeps_the_numbers_of_what_failed(plan: Plan) -> None:
    assert "accepted_failures" not in plan.to_json()
    with_some = replace(plan, accepted_failures={"a": AcceptedFailure(-0.2, -0.25, None)})
    assert Plan.from_json(with_some.to_json()) == with_some


@pytest.fixture
def plan() -> Plan:
    from tests.tables import audit_everything

    return audit_everything("fairness.selection_rate")[0]

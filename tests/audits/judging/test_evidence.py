"""An attack never passes a rule by itself, and a certificate never fails one."""

from types import MappingProxyType

import pytest

from audits.judging import evidence
from audits.judging.policy import judge
from audits.measurement import Estimate, measurement_to_json
from audits.planning.plan import Plan
from audits.planning.steps import Step
from audits.specification import probe_manifest
from audits.specification.document import Settings
from audits.specification.policy_document import PolicySpec, RuleSpec
from audits.specification.probe_manifest import MetricEntry
from audits.specification.verdicts import Verdict
from audits.statistics.intervals import limits

METHOD = "wilson (PGD within linf 0.1, 20 steps)"


@pytest.fixture
def kinds(monkeypatch):
    """One metric of each kind of evidence, owned by a probe that no catalog has."""
    entries = {
        kind: (
            MetricEntry(kind, "", "share", True, False, None, kind, evidence=kind),
            "tests.evidence",
        )
        for kind in ("sample", "attack", "certificate")
    }
    monkeypatch.setattr(probe_manifest, "vocabulary", lambda: MappingProxyType(entries))


def verdict(kind, successes, bound, **said):
    """Of 200 rows so many, judged against `at_least: bound`."""
    numbers = (float(successes), 200.0)
    estimate = Estimate(
        kind, (), successes / 200, limits("wilson", numbers, 0.95), 0.95, 200, METHOD, numbers
    )
    policy = PolicySpec(rules=[RuleSpec(metric=kind, at_least=bound, **said)])
    step = Step(0, "tests.evidence", 1, {})
    plan = Plan("0" * 64, None, {}, None, (step,), Settings(), policy)
    measured = {"probe": "tests.evidence", "step": 0, **measurement_to_json(estimate)}
    results = [{"step": 0, "probe": "tests.evidence", "status": "ran", "measurements": [measured]}]
    (finding,) = judge(plan, results).findings
    return finding


@pytest.mark.parametrize(
    ("kind", "successes", "expected"),
    [
        ("sample", 190, Verdict.PASS),
        ("sample", 40, Verdict.FAIL),
        ("attack", 190, Verdict.INCONCLUSIVE),
        ("attack", 40, Verdict.FAIL),
        ("certificate", 190, Verdict.PASS),
        ("certificate", 40, Verdict.INCONCLUSIVE),
    ],
)
def test_which_verdicts_each_kind_of_evidence_can_give(kinds, kind, successes, expected):
    assert verdict(kind, successes, 0.7).verdict is expected


def test_what_an_attack_left_standing_is_told_with_attack_and_budget(kinds):
    finding = verdict("attack", 190, 0.7)
    assert finding.reason == (
        "the limit was not broken by PGD within linf 0.1, 20 steps; a certificate would decide"
    )
    assert "evidence: attack" in finding.remedy


def test_a_rule_may_accept_an_attack_and_then_says_withstood(kinds):
    finding = verdict("attack", 190, 0.7, evidence="attack")
    assert finding.verdict is Verdict.PASS
    assert finding.reason == "withstood PGD within linf 0.1, 20 steps"


def test_what_fails_fails_whatever_the_rule_accepts(kinds):
    assert verdict("attack", 40, 0.7, evidence="attack").verdict is Verdict.FAIL


def test_a_method_without_a_note_is_named_as_what_was_tried():
    assert evidence.tried("wilson") == "what was tried"
    assert evidence.tried("wilson (Square) (rows 100, for the budget)") == "Square"

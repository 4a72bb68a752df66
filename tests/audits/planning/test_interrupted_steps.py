"""The steps of an audit that was ended at its limit."""

from dataclasses import replace

import pytest

from audits.planning.interrupted_steps import REMEDY, cut_short
from audits.planning.steps import Step
from audits.running.step_result import StepResult
from tests.audits.planning.test_step_costs import planned
from tests.tables import audit_everything


def test_at_the_limit_what_was_measured_stands_and_the_rest_says_why():
    made, _ = audit_everything()
    idle = Step(5, "fairness.ranking", 1, {}, True, "there is no score", "give one")
    plan = replace(made, steps=(*planned(), idle))
    found = list(cut_short(plan, {3, 4}, running="explanations.transparency", limit=3600))
    reasons = {step["probe"]: step["reason"] for step in found}
    assert reasons == {
        "explanations.transparency": "cut at the limit of 60m",
        "confounds.interventions": "the audit reached its limit of 60m before",
        "explanations.lime": "the audit reached its limit of 60m before",
        "fairness.ranking": "there is no score",
    }
    assert {step["status"] for step in found} == {"not_run"}
    assert found[0].keys() == StepResult(idle, "not_run").to_json().keys()


@pytest.mark.parametrize("ended", [set(), {0, 1, 2, 3, 4}])
def test_every_step_has_one_result(ended):
    made, _ = audit_everything()
    plan = replace(made, steps=planned())
    found = [step["step"] for step in cut_short(plan, ended, running=None, limit=1)]
    assert sorted([*found, *ended]) == [0, 1, 2, 3, 4]


def test_a_probe_that_stands_twice_is_cut_once():
    made, _ = audit_everything()
    twice = tuple(replace(step, index=k, probe="a.b", reason=None) for k, step in
                  enumerate(made.steps[:2]))  # fmt: skip
    first, second = cut_short(replace(made, steps=twice), (), running="a.b", limit=60)
    assert first["reason"] == "cut at the limit of 60s"
    assert second["reason"] == "the audit reached its limit of 60s before"
    assert first["remedy"] == second["remedy"] == REMEDY

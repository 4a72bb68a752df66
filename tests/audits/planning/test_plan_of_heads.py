"""Each head is planned as it would be alone, behind one another."""

import json

import pytest

from audits.errors import Refused
from audits.planning.plan import Plan
from tests.lazily import lazily
from tests.three_heads import HEADS, planned

lazily("onnxruntime")


def test_a_head_is_planned_as_a_model_with_this_output_alone(tmp_path):
    whole = planned(tmp_path, probes=None)
    for name, head in HEADS.items():
        columns = {"sex": {"role": "protected", "reference": "m"}}
        columns[head["label"]] = {"role": "label"} | (
            {"favourable": "owl"} if name == "kind" else {}
        )
        model = {"path": "m.onnx", "inputs": {"x": ["a", "b"]}, "output": {"name": name}}
        alone = planned(
            tmp_path, heads={}, probes=None, dataset={"path": "p", "columns": columns},
            model=model | ({"labels": head["labels"]} if "labels" in head else {}),
        )  # fmt: skip
        own = whole.of_head(name)
        assert [s.probe for s in own.steps] == [s.probe for s in alone.steps]
        assert own.columns == alone.columns
        assert own.model.task == alone.model.task


def test_steps_are_numbered_through_and_name_their_head(tmp_path):
    plan = planned(tmp_path)
    assert [step.index for step in plan.steps] == list(range(9))
    assert [step.head for step in plan.steps] == [name for name in HEADS for _ in range(3)]
    assert Plan.from_json(json.loads(json.dumps(plan.to_json()))).to_json() == plan.to_json()


def test_a_named_probe_for_another_kind_of_answer_holds_no_gate(tmp_path):
    plan = planned(tmp_path)
    steps = {(step.head, step.probe.removeprefix("fairness.")): step for step in plan.steps}
    assert steps["years", "regression_error"].reason is None
    assert not steps["left", "regression_error"].named
    assert "classes" in steps["left", "regression_error"].reason
    assert steps["left", "error_rates"].named


def test_a_probe_that_fits_no_head_holds_the_gate(tmp_path):
    plan = planned(tmp_path, probes=["translation.gendered_pronouns"])
    assert all(step.reason and step.named for step in plan.steps)


def test_a_head_without_a_label_is_not_run_with_the_reason(tmp_path):
    plan = planned(tmp_path, heads={**HEADS, "left": None}, probes=None)
    own = plan.of_head("left")
    assert own.steps
    for step in own.steps:
        assert step.reason == "the head has no label"
        assert "heads: {left: {label: COLUMN}}" in step.remedy
    assert plan.heads["left"].reason == "the head has no label"
    assert plan.heads["years"].reason is None
    named = planned(tmp_path, heads={**HEADS, "left": None}).of_head("left")
    assert [step.named for step in named.steps] == [True] * 3


def test_a_named_policy_fits_each_head_its_own_rules(tmp_path):
    plan = planned(tmp_path, probes=None, policy="better-than-nothing")
    heads = {rule.head for rule in plan.policy.rules}
    assert heads == set(HEADS)
    metrics = {(rule.head, rule.metric) for rule in plan.policy.rules}
    assert ("years", "accuracy_gain_over_majority") not in metrics
    assert ("left", "accuracy_gain_over_majority") in metrics


def test_problems_of_several_heads_are_told_together_and_once(tmp_path):
    heads = {"left": {"label": "nobody"}, "years": {"label": "nothing"}}
    with pytest.raises(Refused) as refusal:
        planned(
            tmp_path, heads=heads, model={"path": "m", "inputs": {"x": ["a"]}},
            dataset={"path": "people.csv"},
        )  # fmt: skip
    fields = [problem.field for problem in refusal.value.problems]
    assert sorted(fields) == [
        "dataset.columns.nobody", "dataset.columns.nothing", "model.inputs.x",
    ]  # fmt: skip

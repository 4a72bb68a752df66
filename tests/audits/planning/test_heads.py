"""What of `heads` does not fit, and what is left of a document for one head alone."""

import pytest

from audits.errors import Refused
from audits.planning.heads import document_of, is_about, policy_of
from audits.specification.parsing import parse_document, parse_policy
from audits.specification.roles import Role
from tests.lazily import lazily
from tests.three_heads import HEADS, document, planned

lazily("onnxruntime")
LABELS = {"columns": {"sex": {"role": "protected"}}, "path": "people.csv"}


def problems(tmp_path, **changed):
    with pytest.raises(Refused) as refusal:
        planned(tmp_path, **changed)
    return {(p.field, p.code): p for p in refusal.value.problems}


def test_a_head_sees_its_own_label_and_no_other():
    own = document_of(parse_document(document()), "kind")
    roles = {name: spec.role for name, spec in own.dataset.columns.items()}
    assert roles == {"sex": Role.PROTECTED, "true_kind": Role.LABEL}
    assert own.dataset.columns["true_kind"].favourable == "owl"
    assert own.model.output_name == "kind"
    assert own.model.labels == ["cat", "dog", "owl"]
    assert not own.heads


@pytest.mark.parametrize(
    ("rule", "about"),
    [
        ({}, {"left", "kind", "years"}),
        ({"head": "left"}, {"left"}),
        ({"head": ["left", "kind"]}, {"left", "kind"}),
        ({"group": {"head": "kind", "sex": "f"}}, {"kind"}),
    ],
)
def test_a_rule_is_about_the_heads_that_it_names(rule, about):
    policy = parse_policy({"rules": [{"metric": "accuracy", "at_least": 0.5, **rule}]})
    assert {name for name in HEADS if is_about(policy.rules[0], name)} == about
    for name in HEADS:
        own = policy_of(policy, name)
        assert len(own.rules) == (name in about)
        assert all(one.head is None and "head" not in (one.group or {}) for one in own.rules)


@pytest.mark.parametrize(
    ("changed", "field", "code"),
    [
        ({"heads": {"left": {}, "years": {}}}, "heads", "no_labels"),
        ({"heads": {"lefft": {"label": "has_left"}}}, "heads.lefft.output", "unknown_output"),
        ({"heads": {"left": {"label": "sex"}}}, "heads.left.label", "role_twice"),
        ({"model": {"path": "m", "output": {"name": "left"}}}, "model.output", "of_one_head"),
        ({"model": {"path": "m", "labels": ["a", "b"]}}, "model.labels", "of_one_head"),
        (
            {"dataset": {"path": "p", "columns": {"true_kind": {"role": "label"}}},
             "heads": {"left": {"label": "has_left"}}},
            "dataset.columns.true_kind.role", "of_no_head",
        ),
        (
            {"policy": {"rules": [{"metric": "accuracy", "at_least": 0.5, "head": "rite"}]}},
            "policy.rules.0.head", "unknown_head",
        ),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_named_with_a_remedy(tmp_path, changed, field, code):
    problem = problems(tmp_path, **changed)[field, code]
    assert len(problem.remedy) > 10


def test_a_rule_about_a_head_needs_heads():
    from tests.audits.planning.test_plan import GOOD, codes

    rule = {"metric": "accuracy", "at_least": 0.5, "head": "left"}
    assert codes(GOOD, policy={"rules": [rule]}) == {"unknown_head"}


def test_a_model_with_several_outputs_and_no_heads_is_refused_with_their_names(tmp_path):
    found = problems(tmp_path, heads={}, dataset=LABELS)
    problem = found["model.output", "outputs_several"]
    assert "left, kind, years" in problem.reason
    assert "heads: {left: {label: COLUMN}, ...}" in problem.remedy
    assert "output: {name: left}" in problem.remedy


def test_models_of_another_format_have_one_answer(tmp_path):
    from dataclasses import replace

    from audits.models.opening import inspect_model
    from audits.planning.heads import check_heads
    from tests.three_heads import network

    profile = inspect_model(network(tmp_path / "m.onnx"), scratch=tmp_path)
    parsed = parse_document(document())
    assert not list(check_heads(parsed, profile))
    (problem,) = check_heads(parsed, replace(profile, format="huggingface"))
    assert problem.code == "heads_of_onnx"
    assert "record the answers" in problem.remedy


def test_without_a_model_each_head_has_recorded_answers():
    from audits.planning.heads import check_heads

    parsed = parse_document(document(model=None))
    assert {problem.code for problem in check_heads(parsed, None)} == {"no_answers"}


def test_each_outputs_own_task_and_classes_are_in_the_profile(tmp_path):
    import json

    from audits.models.opening import inspect_model
    from audits.specification.profiles import ModelProfile
    from tests.three_heads import network

    profile = inspect_model(network(tmp_path / "m.onnx"), scratch=tmp_path)
    again = ModelProfile.from_json(json.loads(json.dumps(profile.to_json())))
    assert again == profile
    assert profile.choices == ("left", "kind", "years")
    kind, years = again.answering("kind"), again.answering("years")
    assert (kind.task, kind.classes, kind.probabilities) == (
        "classification", ("0", "1", "2"), True,
    )  # fmt: skip
    assert "Classifier" in kind.capabilities
    assert (years.task, years.classes) == ("regression", ())
    assert again.answering("left").alternatives == ("regression",)
    assert again.answering("right") is None

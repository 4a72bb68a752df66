"""What keeps a probe from running, by what there is."""

import pytest

from audits.planning.probe_fit import Situation, obstacle, situation_of
from audits.specification.document import AuditDocument, ColumnSpec, ModelSpec
from audits.specification.endpoint import profile_endpoint
from audits.specification.probe_manifest import entries
from audits.specification.roles import Kind, Role


def situation(**more):
    fields = {
        "roles": frozenset({Role.LABEL}), "answer": Kind.CATEGORY, "cut_score": False,
        "capabilities": frozenset(), "probabilities": False, "tasks": frozenset(),
    }  # fmt: skip
    return Situation(**{**fields, **more})


@pytest.mark.parametrize(
    ("probe", "here", "reason"),
    [
        ("fairness.error_rates", {"roles": frozenset()}, "no column has the role label"),
        ("explanations.lime", {}, "there is no model and no recorded answer"),
        ("explanations.lime", {"roles": frozenset({Role.LABEL, Role.SCORE})},
         "recorded answers only: there is no model to ask again"),
        ("explanations.lime", {"capabilities": frozenset({"Regressor"})},
         "the model is not a Classifier"),
        ("robustness.malformed", {"capabilities": frozenset({"Regressor"})},
         "the model is not a Classifier or Translator"),
        ("fairness.error_rates", {}, "there is no prediction"),
        ("fairness.ranking", {}, "there is no score"),
        ("fairness.regression_error", {"roles": frozenset({Role.LABEL, Role.PREDICTION})},
         "it is about numbers, and the answers here are classes"),
    ],
)  # fmt: skip
def test_what_keeps_a_probe_from_running_is_said_with_a_remedy(probe, here, reason):
    found, remedy = obstacle(entries()[probe], situation(**here))
    assert found == reason
    assert remedy


def test_a_model_or_a_cut_score_is_a_prediction():
    assert situation(capabilities=frozenset({"Classifier"})).predicts
    assert situation(cut_score=True).predicts
    assert situation(probabilities=True).scores
    assert not situation().predicts
    assert obstacle(entries()["imbalance.class_report"], situation(cut_score=True)) is None


@pytest.mark.parametrize("capability", ["Classifier", "Translator"])
def test_a_probe_that_asks_either_kind_of_model_runs_on_each(capability):
    here = situation(capabilities=frozenset({capability}), answer=Kind.TEXT)
    assert obstacle(entries()["robustness.malformed"], here) is None


@pytest.mark.parametrize("probe", ["cost.inference", "cost.energy"])
def test_calls_of_an_endpoint_are_not_timed_as_a_model(probe):
    remote = {"capabilities": frozenset({"Translator"}), "is_remote": True}
    reason, remedy = obstacle(entries()[probe], situation(**remote))
    assert "not the model's own" in reason
    assert "as a file" in remedy
    file = {"capabilities": frozenset({"Translator", "CountableTexts"})}
    assert obstacle(entries()[probe], situation(**file)) is None


def test_an_endpoint_that_is_not_said_to_tell_likelihoods_is_asked_for_none():
    remote = {"capabilities": frozenset({"Generator"}), "is_remote": True}
    _, remedy = obstacle(entries()["language.masked_stereotypes"], situation(**remote))
    assert "`logprobs: true`" in remedy
    remote["capabilities"] |= {"LanguageModel"}
    assert obstacle(entries()["language.masked_stereotypes"], situation(**remote)) is None


@pytest.mark.parametrize(
    ("kind", "task"), [(Kind.TEXT, "text-classification"), (Kind.IMAGE, "image-classification")]
)
def test_what_an_endpoint_classifies_is_told_by_its_columns(kind, task):
    spec = ModelSpec(
        url="https://m.example", labels=["a", "b"], endpoint="oip", inputs={"x": ["shown"]}
    )
    columns = {"shown": ColumnSpec(kind=kind), "sex": ColumnSpec(kind=Kind.CATEGORY)}
    document = AuditDocument(model=spec, dataset={"path": "rows.csv"})
    assert task in situation_of(document, columns, profile_endpoint(spec)).tasks
    wider = spec.model_copy(update={"inputs": {"x": ["shown"], "y": ["sex"]}})
    both = AuditDocument(model=wider, dataset={"path": "rows.csv"})
    assert task not in situation_of(both, columns, profile_endpoint(wider)).tasks


@pytest.mark.parametrize("probe", ["fairness.regression_error", "fairness.error_rates"])
def test_a_rank_in_lists_is_no_answer_about_a_row(probe):
    """Of a perfect ranking the ranks explain nothing of the clicks, and a rule on R² failed."""
    lists = frozenset({Role.LABEL, Role.PREDICTION, Role.QUERY})
    kind = Kind.NUMBER if probe == "fairness.regression_error" else Kind.CATEGORY
    reason, remedy = obstacle(entries()[probe], situation(roles=lists, answer=kind))
    assert "is a rank in the lists" in reason
    assert "role score" in remedy
    assert obstacle(entries()["fairness.ranked_lists"], situation(roles=lists)) is None
    scored = situation(roles=lists | {Role.SCORE}, answer=kind)
    assert obstacle(entries()[probe], scored) is None

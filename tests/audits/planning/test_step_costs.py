from dataclasses import replace

import pytest

from audits.planning.forward_passes import Asked
from audits.planning.plan import Plan
from audits.planning.step_costs import announced, in_order, rungs, with_passes
from audits.planning.steps import Step
from audits.specification.document import ColumnSpec, ModelSpec
from audits.specification.parsing import parse_policy
from audits.specification.probe_manifest import entries
from audits.specification.roles import Kind, Role
from tests.tables import audit_everything

NAMES = (
    "confounds.interventions", "explanations.lime", "explanations.transparency",
    "fairness.selection_rate", "imbalance.prevalence",
)  # fmt: skip


def steps():
    def defaults(name):
        found = entries()[name].parameters["properties"]
        return {key: schema["default"] for key, schema in found.items() if "default" in schema}

    return tuple(Step(at, name, 1, defaults(name)) for at, name in enumerate(NAMES))


MODEL = ModelSpec(format="onnx", inputs={"image": ["file"]})
COLUMNS = {
    "file": ColumnSpec(kind=Kind.IMAGE),
    "site": ColumnSpec(role=Role.NUISANCE, kind=Kind.CATEGORY),
    "sex": ColumnSpec(role=Role.PROTECTED, kind=Kind.CATEGORY),
}


def planned(rows=300):
    return with_passes(steps(), MODEL, COLUMNS, rows, entries())


def test_a_plan_counts_what_each_step_asks_again():
    # Interventions: 300 pictures as they are, in nine usual ways, and with one nuisance exchanged
    # and its control. LIME: four pictures, each explained six times (itself, four seeds, one
    # shuffle) with 1,000 draws and 112 beside, and two in three parts of the layers.
    # Transparency: twelve pictures of fifty regions, with all and with none.
    assert [step.passes for step in planned()] == [
        300 * (1 + 9 + 2), 4 * (6 * 1000 + 112) + 2 * 3 * 1000, 12 * 52, 0, 0,
    ]  # fmt: skip


def test_recorded_answers_are_asked_nothing():
    for model in (None, ModelSpec(format="recorded")):
        assert with_passes(steps(), model, COLUMNS, 300, entries()) == steps()


def test_an_endpoint_that_tells_likelihoods_is_asked_for_each_option():
    asked = (Step(0, "language.question_bias", 1, {}),)
    told = {"form": "openai", "model": "m", "api": "completions"}
    for logprobs, each in ((None, 1), (False, 1), (True, 4), ({"begin": "x"}, 4)):
        endpoint = told if logprobs is None else {**told, "logprobs": logprobs}
        model = ModelSpec(url="https://m.example", endpoint=endpoint)
        (step,) = with_passes(asked, model, {}, 90, entries())
        assert step.passes == 90 * each


def test_a_step_that_does_not_run_asks_nothing():
    idle = tuple(replace(step, reason="no", remedy="yes") for step in steps())
    assert sum(s.passes for s in with_passes(idle, MODEL, COLUMNS, 300, entries())) == 0


def test_the_cheap_runs_first_and_what_is_judged_before_it():
    assert [NAMES[s.index] for s in in_order(planned(), None)] == [
        "fairness.selection_rate", "imbalance.prevalence", "explanations.transparency",
        "confounds.interventions", "explanations.lime",
    ]  # fmt: skip
    rules = [
        {"metric": "intervention_flip_rate", "group": {"nuisance": "site"}, "at_most": 0.1},
        {"metric": "selection_rate", "attribute": "sex", "at_least": 0.1},
    ]
    ordered = in_order(planned(), parse_policy({"rules": rules}))
    assert [NAMES[step.index] for step in ordered][:3] == [
        "fairness.selection_rate", "confounds.interventions", "imbalance.prevalence",
    ]  # fmt: skip


def test_the_sum_is_told_to_two_digits_and_not_where_nothing_is_asked():
    assert announced(planned(), "10m") == (
        "35,000 questions to the model beyond its answer to each row, as far as they fit a "
        "budget of 10m"
    )  # 3,600 + 30,448 + 624
    assert announced(steps(), "10m") == ""
    again = "30 requests sent a second time to compare the answers"
    assert announced(steps(), "10m", compared=30) == again
    assert announced(planned(), "10m", compared=30).endswith(f"budget of 10m, and {again}")


def test_fewer_samples_are_never_more_than_were_asked_for():
    (_, lime, *_) = planned()
    asked = Asked(Kind.IMAGE, 300, 1, 1, {})
    small = replace(lime, parameters={**lime.parameters, "how_many": 2, "samples": 300, "seeds": 0})
    found = list(rungs(small, asked))
    assert [(s.parameters["how_many"], s.parameters["samples"]) for s in found] == [
        (2, 300), (2, 250),
    ]  # fmt: skip
    assert {step.parameters["seeds"] for step in found} == {0}
    named = replace(lime, parameters={**lime.parameters, "rows": [7]})
    assert {tuple(step.parameters["rows"]) for step in rungs(named, asked)} == {(7,)}


def test_a_plan_keeps_its_passes_beside_steps_that_an_earlier_release_can_read():
    made, _ = audit_everything()
    assert "passes" not in made.to_json()
    plan = replace(made, steps=planned())
    found = plan.to_json()
    assert found["passes"] == {"0": 3600, "1": 30448, "2": 624}
    assert all("passes" not in step for step in found["steps"])
    assert Plan.from_json(found) == plan
    assert plan.passes == 34672


@pytest.mark.parametrize(("kind", "asked"), [(Kind.CATEGORY, 40 * 36), (Kind.TEXT, 36)])
def test_a_table_without_texts_has_the_shipped_cases_asked(kind, asked):
    """Forty cases with thirty-six names each, or the one case of the table with each name."""
    model = ModelSpec(url="https://m.example/v1", inputs={"note": ["note"]})
    columns = {"note": ColumnSpec(role=Role.FEATURE, kind=kind)}
    step = Step(0, "language.decisions", 3, {"most_tokens": 1, "draws": 1})
    (counted,) = with_passes([step], model, columns, 1, entries())
    assert counted.passes == asked

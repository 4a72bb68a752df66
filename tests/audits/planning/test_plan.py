import json
from dataclasses import replace

import pytest

from audits.errors import Refused
from audits.planning.plan import Plan, make_plan
from audits.specification.document import AuditDocument, ModelSpec
from audits.specification.parsing import load_yaml, parse_document
from audits.specification.profiles import ColumnProfile, DatasetProfile, InputProfile, ModelProfile
from audits.specification.roles import Kind, Role


def column(name, kind=Kind.CATEGORY, values=("a", "b"), distinct=None, missing=0):
    values = tuple(values)
    return ColumnProfile(
        name, kind, None, len(values) if distinct is None else distinct, missing, values
    )


PEOPLE = DatasetProfile(
    "csv",
    1000,
    (
        column("sex", values=("female", "male")),
        column("age", Kind.NUMBER, values=map(str, range(50)), distinct=70),
        column("income", Kind.NUMBER, values=map(str, range(50)), distinct=900),
        column("decision", values=("approve", "deny")),
        column("truth", values=("approve", "deny")),
        column("many", values=("x", "y", "z")),
        column("class", values=("1", "2")),
        column("note", Kind.TEXT, values=(), distinct=1000),
    ),
    "d" * 64,
)


def plan(columns, dataset=PEOPLE, model=None, **more):
    found = parse_document({"dataset": {"path": "p.csv", "columns": columns}, **more})
    return make_plan(found, dataset=dataset, model=model)


def codes(columns, **more):
    with pytest.raises(Refused) as caught:
        plan(columns, **more)
    return {problem.code for problem in caught.value.problems}


GOOD = {
    "sex": {"role": "protected", "reference": "male"},
    "decision": {"role": "prediction", "favourable": "approve"},
    "truth": {"role": "label"},
}


def test_left_out_probes_are_those_that_fit():
    names = {step.probe for step in plan(GOOD).steps}
    assert {"fairness.selection_rate", "fairness.error_rates"} <= names
    assert "fairness.regression_error" not in names
    assert all(step.reason is None and not step.named for step in plan(GOOD).steps)


def test_without_a_label_only_selection_rates_and_adjusted_gaps_run():
    columns = {key: GOOD[key] for key in ("sex", "decision")} | {"many": {"role": "nuisance"}}
    names = {step.probe for step in plan(columns).steps}
    about_outcomes = {name for name in names if name.startswith(("fairness.", "imbalance."))}
    assert about_outcomes == {"fairness.selection_rate", "fairness.adjusted"}


def test_a_named_probe_that_cannot_run_is_kept_with_its_remedy():
    (step,) = plan(GOOD, probes=["fairness.ranking"]).steps
    assert step.named
    assert "score" in step.reason
    assert "give a score column" in step.remedy


def test_every_problem_is_reported_together():
    found = codes(
        {
            "sexx": {"role": "protected"},
            "class": {"role": "protected"},
            "income": {"role": "protected"},
            "decision": {"role": "prediction", "favourable": "grant"},
            "sex": {"role": "protected", "reference": "none of them"},
        },
        probes=["fairness.selection_rat", {"fairness.error_rates": {"wrong": 1}}],
        policy={
            "rules": [
                {"metric": "acuracy", "at_least": 0.8},
                {"metric": "demographic_parity_difference", "attribute": "sex", "at_least": -0.1},
                {"metric": "demographic_parity_difference", "within": 0.1},
                {"metric": "accuracy", "attribute": "colour", "at_least": 0.5},
                {"metric": "accuracy", "at_least": 0.5, "probe": "fairness.ranking"},
            ]
        },
    )
    assert found == {
        "unknown_column", "reserved_name", "needs_cut", "unknown_value", "unknown_probe",
        "unknown_parameter", "unknown_metric", "one_sided", "no_overall", "unknown_attribute",
        "wrong_probe",
    }  # fmt: skip


def test_a_misspelled_name_is_met_with_the_nearest_one():
    with pytest.raises(Refused, match="did you mean 'sex'"):
        plan({"sexx": {"role": "protected"}})


def test_two_classes_without_a_meaning_are_refused_with_their_names():
    columns = GOOD | {"decision": {"role": "prediction"}}
    with pytest.raises(Refused, match="approve, deny"):
        plan(columns)


@pytest.mark.parametrize("word", ["positive", "favourable"])
def test_either_statement_serves_for_both(word):
    assert plan(GOOD | {"decision": {"role": "prediction", word: "deny"}}).steps


@pytest.mark.parametrize("values", [("0", "1"), ("false", "true")])
def test_one_and_true_need_no_statement(values):
    people = DatasetProfile("csv", 10, (column("sex"), column("y", values=values)), "d" * 64)
    assert plan({"sex": {"role": "protected"}, "y": {"role": "prediction"}}, people).steps


def test_a_map_is_applied_before_values_are_compared():
    columns = GOOD | {
        "decision": {"role": "prediction", "favourable": "1", "map": {"approve": 1, "deny": 0}},
        "truth": {"role": "label", "map": {"approve": 1, "deny": 0}},
    }
    assert plan(columns).columns["decision"].map == {"approve": "1", "deny": "0"}


def test_kinds_are_resolved():
    found = plan(
        GOOD | {"age": {"role": "protected", "cut": [25, 60]}, "income": {"role": "nuisance"}}
    ).columns
    assert found["age"].kind is Kind.CATEGORY
    assert found["income"].kind is Kind.NUMBER
    assert found["sex"].kind is Kind.CATEGORY


def test_a_role_that_stands_once_may_not_stand_twice():
    assert "role_twice" in codes(GOOD | {"many": {"role": "label"}})


def test_settings_reach_the_parameters_and_a_named_one_wins():
    steps = plan(
        GOOD,
        settings={"confidence": 0.9, "smallest_group": 50},
        probes=["fairness.selection_rate", {"fairness.error_rates": {"smallest_group": 7}}],
    ).steps
    assert steps[0].parameters["confidence"] == 0.9
    assert steps[0].parameters["smallest_group"] == 50
    assert steps[1].parameters["smallest_group"] == 7


def test_a_parameter_of_the_wrong_type_is_refused_by_name():
    with pytest.raises(Refused, match="smallest_group"):
        plan(GOOD, probes=[{"fairness.error_rates": {"smallest_group": "many"}}])


def test_the_plan_survives_json_and_keeps_its_fingerprint():
    made = plan(GOOD, policy={"rules": [{"metric": "accuracy", "at_least": 0.5}]})
    again = Plan.from_json(json.loads(json.dumps(made.to_json())))
    assert again.to_json() == made.to_json()
    assert again.sha256 == made.sha256


def test_paths_and_names_are_not_part_of_the_plan():
    first = parse_document({"dataset": {"path": "a.csv", "columns": GOOD}})
    second = parse_document({"dataset": {"path": "b.csv", "name": "b", "columns": GOOD}})
    assert make_plan(first, dataset=PEOPLE).sha256 == make_plan(second, dataset=PEOPLE).sha256


def test_an_unknown_policy_name_is_refused():
    assert "unknown_policy" in codes(GOOD, policy="house-rules")


CREDIT = ModelProfile(
    "onnx",
    "classification",
    (
        InputProfile("income", Kind.NUMBER, "float32", (None, 1)),
        InputProfile("sex", Kind.CATEGORY, "string", (None, 1)),
    ),
    (),
    ("approve", "deny"),
    ("Classifier",),
    True,
    "e" * 64,
)
LABEL = {"truth": {"role": "label", "favourable": "approve"}, "sex": {"role": "protected"}}


def test_a_column_of_an_inputs_name_feeds_it_whatever_its_role():
    made = make_plan(
        AuditDocument.model_validate(
            {"model": {"path": "m.onnx"}, "dataset": {"path": "p", "columns": LABEL}}
        ),
        dataset=PEOPLE,
        model=CREDIT,
    )
    assert made.model.inputs == {"income": ["income"], "sex": ["sex"]}
    assert made.columns["income"].role is Role.FEATURE
    assert made.asks_a_model
    assert "path" not in made.to_json()["model"]


def refusal(inputs, model=CREDIT, columns=LABEL):
    document = AuditDocument.model_validate(
        {
            "model": ModelSpec(path="m", inputs=inputs).model_dump(),
            "dataset": {"path": "p", "columns": columns},
        }
    )
    with pytest.raises(Refused) as caught:
        make_plan(document, dataset=PEOPLE, model=model)
    return {problem.code for problem in caught.value.problems}


def test_inputs_that_do_not_fit_are_refused():
    assert refusal({"income": ["truth"], "sex": ["sex"]}) == {"answer_fed"}
    assert refusal({"income": ["incom"], "sex": ["sex"]}) == {"unknown_column"}
    assert refusal({"income": ["income", "age"], "sex": ["sex"]}) == {"wrong_width"}
    assert refusal({"income": ["income"], "sx": ["sex"]}) == {"input_not_fed", "unknown_input"}


def test_an_input_that_nothing_feeds_is_offered_the_columns_that_could():
    """Those of its kind, neither answers nor groups; and spelt so that YAML reads the list."""
    names = ["age", "income, net", "x: y", "notes", "sex", "y"]
    data = DatasetProfile("csv", 1000, (
        *(column(name, Kind.NUMBER, values=map(str, range(50)), distinct=900)
          for name in names[:3]),
        column("notes", Kind.TEXT, values=(), distinct=1000),
        column("sex"), column("y", values=("no", "yes")),
    ), "d" * 64)  # fmt: skip
    inputs = (InputProfile("X", Kind.NUMBER, "float32", (None, 3)),)
    model = replace(CREDIT, inputs=inputs, classes=("no", "yes"))
    columns = {"sex": {"role": "protected"}, "y": {"role": "label", "favourable": "yes"}}
    with pytest.raises(Refused) as caught:
        plan(columns, dataset=data, model=model)
    (problem,) = caught.value.problems
    assert problem.remedy.startswith("name its 3, in the model's order: ")
    copied = load_yaml(problem.remedy.split("`")[1])
    assert copied == {"inputs": {"X": names[:3]}}
    document = {"dataset": {"path": "p.csv", "columns": columns}, "model": {"path": "m", **copied}}
    made = make_plan(parse_document(document), dataset=data, model=model)
    assert made.model.inputs == {"X": names[:3]}


def test_a_text_model_reads_the_only_declared_text_feature():
    model = ModelProfile(
        "huggingface", "classification", (InputProfile("text", Kind.TEXT, "string", (None,)),),
        (), ("approve", "deny"), ("Classifier",), True, "e" * 64,
    )  # fmt: skip
    document = AuditDocument.model_validate(
        {
            "model": {"path": "m"},
            "dataset": {"path": "p", "columns": LABEL | {"note": {"role": "feature"}}},
        }
    )
    assert make_plan(document, dataset=PEOPLE, model=model).model.inputs == {"text": ["note"]}


def test_nothing_to_measure_is_refused():
    assert "nothing_to_measure" in codes({"income": {"role": "feature"}})


def test_what_is_lacking_is_not_what_is_given():
    """Recorded numbers, as a word error rate, beside groups: what is true is lacking alone."""
    with pytest.raises(Refused) as caught:
        plan({"sex": GOOD["sex"], "income": {"role": "prediction", "kind": "number"}})
    (problem,) = [one for one in caught.value.problems if one.code == "nothing_to_measure"]
    assert problem.remedy == "give what is true (role label)"


def test_what_comes_of_a_refused_column_is_no_error_of_its_own():
    rules = {"rules": [{"metric": "accuracy_difference", "attribute": "sx", "within": 0.1}]}
    document = {
        "dataset": {"path": "p.csv", "columns": {"sx": {"role": "protected"}}}, "policy": rules,
    }  # fmt: skip
    with pytest.raises(Refused) as caught:
        make_plan(parse_document(document), dataset=PEOPLE, model=None)
    assert [problem.field for problem in caught.value.problems] == ["dataset.columns.sx"]


FEW_NUMBERS = DatasetProfile(
    "csv",
    900,
    (
        column("years", Kind.CATEGORY, values=map(str, range(1, 17))),
        column("stars", Kind.CATEGORY, values=("1", "2.5", "3")),
        column("guess", Kind.NUMBER, values=map(str, range(50)), distinct=300),
        column("sex", values=("f", "m")),
    ),
    "e" * 64,
)


def test_numbers_that_were_guessed_to_be_classes_can_be_cut_and_predicted():
    columns = {
        "years": {"role": "protected", "cut": [8, 12]},
        "stars": {"role": "label", "kind": "number"},
        "guess": {"role": "prediction"},
    }
    found = plan(columns, dataset=FEW_NUMBERS)
    assert found.columns["years"].kind is Kind.CATEGORY
    assert {"fairness.regression_error"} == {
        step.probe for step in found.steps if step.probe.startswith("fairness.")
    }


def test_texts_can_still_not_be_cut():
    with pytest.raises(Refused, match="cannot be cut"):
        plan({**GOOD, "sex": {"role": "protected", "cut": [1]}})


def test_an_answer_that_benefits_stands_on_an_answer():
    with pytest.raises(Refused, match="has no favourable answer"):
        plan({**GOOD, "many": {"role": "feature", "favourable": "x"}})


def test_people_whose_value_is_missing_stand_in_no_rule():
    rule = {"metric": "selection_rate", "group": {"sex": None}, "at_least": 0.5}
    assert codes(GOOD, policy={"rules": [rule]}) == {"unknown_group"}


def test_a_probe_named_twice_with_the_same_parameters_is_refused_with_its_place():
    with pytest.raises(Refused) as refused:
        plan(
            GOOD,
            probes=[
                "fairness.error_rates",
                {"fairness.selection_rate": {"smallest_group": 30}},
                "fairness.selection_rate",  # 30 is what it takes when nothing is said
            ],
        )
    ((field, code),) = [(found.field, found.code) for found in refused.value.problems]
    assert (field, code) == ("probes.2", "named_twice")
    assert "other parameters" in refused.value.problems[0].remedy


def test_a_probe_may_be_asked_again_with_other_parameters():
    made = plan(
        GOOD, probes=["fairness.selection_rate", {"fairness.selection_rate": {"smallest_group": 9}}]
    )
    assert [step.parameters["smallest_group"] for step in made.steps] == [30, 9]


@pytest.mark.parametrize(
    ("given", "remedy"),
    [
        ({"confidence": 95}, "give a number of at least 0.5 and under 1"),
        ({"confidence": -0.5}, "give a number of at least 0.5 and under 1"),
        ({"smallest_group": 0}, "give an integer of at least 1"),
        ({"confidence": float("nan")}, "give a number of at least 0.5 and under 1"),
    ],
)
def test_a_parameter_beyond_its_bounds_is_refused_with_what_fits(given, remedy):
    with pytest.raises(Refused) as refused:
        plan(GOOD, probes=[{"fairness.error_rates": given}])
    (problem,) = refused.value.problems
    assert problem.field == f"probes.0.fairness.error_rates.{next(iter(given))}"
    assert (problem.code, problem.remedy) == ("invalid_parameter", remedy)

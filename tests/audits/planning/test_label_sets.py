"""A label set is planned as heads; what does not fit names its field and what to do."""

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from audits.data.reading import profile_dataset
from audits.errors import Refused
from audits.planning.label_sets import _spelled_otherwise
from audits.planning.plan import make_plan
from audits.specification.label_set import SET, LabelSetSpec
from audits.specification.parsing import parse_document
from audits.specification.profiles import (
    ColumnProfile,
    DatasetProfile,
    InputProfile,
    LabelColumns,
    ModelProfile,
)
from audits.specification.roles import Kind
from tests.labelled import LABELS, people, planned

LISTS = {"labels": list(LABELS), "label": "topics", "prediction": "said"}
MODEL = ModelProfile(
    format="huggingface", task="classification",
    inputs=(InputProfile("x0", Kind.NUMBER, "float32", (None, 1)),), outputs=(), classes=(),
    capabilities=("Classifier",), probabilities=True, sha256="0" * 64,
    label_columns=(LabelColumns("logits", 4, ("trade", "other", "news", "sport"), True),),
)  # fmt: skip


def refused(folder, label_set, **changed):
    with pytest.raises(Refused) as refusal:
        planned(folder, label_set, **changed)
    return {problem.field: problem for problem in refusal.value.problems}


def test_every_label_is_a_head_and_the_set_the_last(tmp_path):
    plan = planned(tmp_path, LISTS)
    assert tuple(plan.heads) == (*LABELS, SET)
    assert plan.heads[SET].of == LABELS
    assert plan.heads["sport"].columns == ("topics[sport]", "said[sport]")
    assert [(s.head, s.probe) for s in plan.steps if s.head == SET] == [
        (SET, "fairness.label_sets")
    ]
    assert not [s for s in plan.steps if s.head != SET and s.probe == "fairness.label_sets"]
    assert all(step.reason is None for step in plan.steps)


def test_of_a_list_1_says_that_the_label_is_there_whoever_has_it(tmp_path):
    plan = planned(tmp_path, LISTS)
    assert {plan.columns[f"topics[{name}]"].positive for name in LABELS} == {"1"}


def test_by_default_labels_and_set_have_their_probes(tmp_path):
    plan = planned(tmp_path, LISTS, probes=None)
    assert {s.probe for s in plan.steps if s.head == SET} == {"fairness.label_sets"}
    assert "imbalance.accuracy_against_majority" in {
        s.probe for s in plan.steps if s.head == "trade"
    }


def test_where_no_probe_of_sets_is_named_there_is_no_set(tmp_path):
    plan = planned(tmp_path, LISTS, probes=["fairness.error_rates"])
    assert tuple(plan.heads) == LABELS


def test_rules_are_about_the_labels_or_about_their_set(tmp_path):
    rules = [
        {"metric": "micro_f1", "at_least": 0.8},
        {"metric": "true_positive_rate", "at_least": 0.8},
        {"metric": "accuracy", "at_least": 0.8, "head": "news"},
    ]
    plan = planned(tmp_path, LISTS, policy={"rules": rules})
    assert [rule.heads for rule in plan.policy.rules] == [(SET,), LABELS, ("news",)]


def test_labels_take_the_columns_of_the_models_own_names(tmp_path):
    label_set = {"labels": list(LABELS), "label": "topics", "threshold": {"news": 0.3}}
    plan = planned(tmp_path, label_set, profile=MODEL, model={"path": "m"})
    columns = [plan.heads[name].model.output.column for name in LABELS]
    assert columns == [2, 3, 0]
    assert plan.heads["news"].model.threshold == 0.3
    assert plan.heads["sport"].model.threshold is None
    assert plan.heads[SET].model is None


def test_without_names_labels_are_in_the_models_order(tmp_path):
    unnamed = replace(MODEL, label_columns=(LabelColumns("y", 3, (), True),))
    label_set = {"labels": list(LABELS), "label": "topics"}
    plan = planned(tmp_path, label_set, profile=unnamed, model={"path": "m"})
    assert [plan.heads[name].model.output.column for name in LABELS] == [0, 1, 2]
    problems = refused(
        tmp_path, {**label_set, "labels": ["news", "sport"]}, profile=unnamed, model={"path": "m"}
    )
    assert "2 labels for the 3 columns" in problems["label_set.labels"].reason


def test_a_model_of_several_labels_is_asked_for_as_one(tmp_path):
    with pytest.raises(Refused) as refusal:
        planned(tmp_path, None, profile=MODEL, model={"path": "m"}, probes=None)
    problem = refusal.value.problems[0]
    assert (problem.field, problem.code) == ("model.output", "multi_label")
    assert "label_set: {labels: [trade, other, news, ...]}" in problem.remedy


@pytest.mark.parametrize(
    ("changed", "field", "words"),
    [
        ({"prediction": None}, "label_set.prediction", "no answer about news, sport"),
        ({"prediction": {"news": "said_news"}}, "label_set.prediction", "sport, trade"),
        ({"labels": {"news": "news", "sport": "sport"}}, "label_set.labels", "column of lists"),
        ({"threshold": {"sports": 0.5}}, "label_set.threshold.sports", "none of the labels"),
        ({"label": "nothing"}, "label_set.label", "no column nothing"),
        ({"prediction": "nothing"}, "label_set.prediction", "no column nothing"),
        ({"label": None, "prediction": {n: f"said_{n}" for n in LABELS}, "labels": {
            "news": "news", "sport": "sports"}}, "label_set.prediction.trade", "none of the"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_told_with_its_field(tmp_path, changed, field, words):
    assert words in refused(tmp_path, {**LISTS, **changed})[field].reason


@pytest.mark.parametrize(
    ("label_set", "model", "field"),
    [
        ({"labels": ["news", "spurt"], "label": "topics"}, MODEL, "label_set.labels"),
        (LISTS, MODEL, "label_set.prediction"),
        ({"labels": list(LABELS), "label": "topics", "output": "x"}, MODEL, "label_set.output"),
        ({"labels": list(LABELS), "label": "topics"}, replace(MODEL, label_columns=()),
         "label_set"),
    ],
)  # fmt: skip
def test_what_does_not_fit_the_model_is_told(tmp_path, label_set, model, field):
    assert field in refused(tmp_path, label_set, profile=model, model={"path": "m"})


def test_heads_and_a_label_set_are_two_ways_of_one_thing(tmp_path):
    problems = refused(tmp_path, LISTS, heads={"a": {"label": "news", "prediction": "said_news"}})
    assert "keep one" in problems["label_set"].remedy


def test_a_head_may_be_the_set_of_heads_that_were_named(tmp_path):
    heads = {name: {"label": name, "prediction": f"said_{name}"} for name in LABELS}
    plan = planned(tmp_path, None, heads={**heads, "all": {"of": ["news", "trade"]}})
    assert plan.heads["all"].of == ("news", "trade")
    problems = refused(tmp_path, None, heads={**heads, "all": {"of": ["news", "trades"]}})
    assert "'trades' is no head" in problems["heads.all.of"].reason
    problems = refused(
        tmp_path, None, heads={**heads, "all": {"of": ["news", "trade"], "label": "sport"}}
    )
    assert "set of others" in problems["heads.all.label"].reason


def test_one_label_of_lists_may_be_audited_alone(tmp_path):
    people().to_csv(tmp_path / "people.csv", index=False)
    columns = {
        "sex": {"role": "protected", "reference": "m"},
        "topics[sport]": {"role": "label"}, "said[sport]": {"role": "prediction"},
    }  # fmt: skip
    plan = planned(tmp_path, None, dataset={"path": "p.csv", "columns": columns}, probes=None)
    assert "fairness.error_rates" in {step.probe for step in plan.steps}


def test_lists_that_spell_labels_otherwise_are_refused_with_what_spells_them_alike():
    """The remedy is run as it stands; `Sportswear` is another label."""
    lists = ["Sport;C++", "sport", "Sportswear"]
    profile = ColumnProfile("said", Kind.TEXT, None, 3, 0, tuple(lists))
    dataset = DatasetProfile("csv", rows=3, columns=(profile,), sha256="0" * 64)
    stated = LabelSetSpec(labels=["sport", "c++", "x"], label="topics", prediction="said")
    (problem,) = _spelled_otherwise(stated, dataset)
    assert "'C++' is 'c++', 'Sport' is 'sport'" in problem.reason
    frame = pd.DataFrame({"said": lists})
    exec(problem.remedy.split("`")[3], {"frame": frame})
    assert frame["said"].tolist() == ["sport;c++", "sport", "Sportswear"]


def scored(factor=1.0):
    table = people()
    for at, name in enumerate(LABELS):
        table[f"p_{name}"] = (1 / (1 + np.exp(-table[f"x{at}"])) * factor).round(4)
    return table


SCORED = {"labels": list(LABELS), "score": {name: f"p_{name}" for name in LABELS}}


def test_a_recorded_score_is_cut_at_a_half_where_nobody_says_where(tmp_path):
    plan = planned(tmp_path, SCORED, table=scored())
    assert {plan.columns[f"p_{name}"].threshold for name in LABELS} == {0.5}
    assert all(step.reason is None for step in plan.steps)
    named = {"p_sport": {"threshold": 0}}
    dataset = {"path": "people.csv", "columns": named}
    plan = planned(tmp_path, SCORED, table=scored(), dataset=dataset)
    assert (plan.columns["p_sport"].threshold, plan.columns["p_news"].threshold) == (0, 0.5)
    plan = planned(tmp_path, {**SCORED, "threshold": {"news": 0.3}}, table=scored())
    assert (plan.columns["p_sport"].threshold, plan.columns["p_news"].threshold) == (0.5, 0.3)


def test_scores_that_are_no_shares_are_cut_where_somebody_says(tmp_path):
    problem = refused(tmp_path, SCORED, table=scored(100))["label_set.threshold"]
    assert "lie from" in problem.reason
    assert problem.remedy.startswith("say so: `threshold: NUMBER`")
    plan = planned(tmp_path, {**SCORED, "threshold": 50}, table=scored(100))
    assert plan.columns["p_sport"].threshold == 50


def test_words_that_a_column_of_lists_calls_missing_are_so_in_each_of_its_labels(tmp_path):
    columns = {"sex": {"role": "protected"}, "topics": {"missing": ["skipped"]}}
    plan = planned(tmp_path, LISTS, dataset={"path": "people.csv", "columns": columns})
    assert plan.columns["topics[sport]"].missing == ["skipped"]
    assert plan.columns["said[sport]"].missing is None


def test_lists_that_a_table_cannot_hold_are_named_with_what_makes_them_texts(tmp_path):
    path = tmp_path / "people.jsonl"
    table = people(40)
    table["topics"] = [*table.topics.map(json.loads)[:39], None]
    table.to_json(path, orient="records", lines=True)
    document = parse_document({"dataset": {"path": path.name}, "label_set": LISTS})
    with pytest.raises(Refused) as refusal:
        make_plan(document, dataset=profile_dataset(path))
    (problem,) = refusal.value.problems
    assert (problem.field, problem.code) == ("label_set.label", "unread_column")
    made = "frame['topics'] = frame['topics'].map(json.dumps, na_action='ignore')"
    assert f"`{made}`" in problem.remedy
    exec(made, {"frame": table, "json": json})
    assert table.topics.map(type).tolist()[:39] == [str] * 39
    assert pd.isna(table.topics[39])

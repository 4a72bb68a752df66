"""From a few words to an audit document, and what is told of what nobody said."""

from dataclasses import replace

import pytest

from audits.errors import Refused
from audits.specification.profiles import ColumnProfile, DatasetProfile, UnreadColumn
from audits.specification.roles import Kind
from evenhand.drafting import Words, draft


def column(name, kind, values, distinct, low=None, high=None):
    return ColumnProfile(name, kind, None, distinct, 0, values, low, high)


TABLE = DatasetProfile(
    "parquet",
    500,
    (
        column("sex", Kind.CATEGORY, ("f", "m"), 2),
        column("age", Kind.NUMBER, ("18", "19"), 62, 18.0, 79.0),
        column("born", Kind.CATEGORY, ("1990-01-01", "1991-02-03", "2001-05-05"), 300),
        column("decision", Kind.CATEGORY, ("0", "1"), 2),
        column("truth", Kind.CATEGORY, ("0", "1"), 2),
        column("flag", Kind.CATEGORY, ("false", "true"), 2),
    ),
    "d" * 64,
)


def drafted(**words):
    words = {"prediction": "decision", "protected": ("sex",), **words}
    return draft(Words(**words), TABLE, path="data.parquet")


def refusal(**words):
    with pytest.raises(Refused) as caught:
        drafted(**words)
    (problem,) = caught.value.problems
    return problem


def test_an_age_is_cut_into_groups_and_the_cut_is_told():
    found = drafted(protected=("sex", "age"))
    assert found.document.dataset.columns["age"].cut == [25, 60]
    assert any("age holds 62 different numbers" in told for told in found.notes)


def test_a_cut_that_was_said_stands():
    found = drafted(protected=("age",), columns={"age": {"cut": [40]}})
    assert found.document.dataset.columns["age"].cut == [40]
    assert not any("age" in told for told in found.notes)


def test_dates_are_refused_with_a_cut_to_copy():
    problem = refusal(protected=("born",))
    assert (problem.code, problem.field) == ("needs_cut", "protected.born")
    assert "cut: [1991-02-03]" in problem.remedy


def test_without_a_policy_the_default_judges_and_is_told():
    found = drafted()
    assert found.document.policy == "starter"
    assert found.notes[0].startswith("nobody chose a policy: judged by `starter`")


@pytest.mark.parametrize(
    "policy",
    [
        [{"metric": "impact_ratio", "attribute": "sex", "at_least": 0.9}],
        {"rules": [{"metric": "impact_ratio", "attribute": "sex", "at_least": 0.9}]},
    ],
)
def test_rules_may_be_given_alone_or_in_a_policy(policy):
    found = drafted(policy=policy)
    assert found.document.policy.rules[0].at_least == 0.9
    assert found.notes == ()


def test_a_policy_in_a_file_is_read_and_named_by_it(tmp_path):
    file = tmp_path / "ours.yaml"
    file.write_text("rules: [{metric: accuracy, at_least: 0.7}]\n")
    assert drafted(policy=str(file)).document.policy.name == "ours"


def test_a_column_that_is_not_there_is_told_its_neighbour():
    problem = refusal(label="trut")
    assert (problem.field, problem.remedy) == ("label", "did you mean 'truth'?")


def test_one_column_has_one_role():
    assert refusal(label="decision").code == "role_twice"


def test_what_benefits_stands_on_the_first_answer():
    columns = drafted(label="truth", favourable=1, positive=0).document.dataset.columns
    assert (columns["truth"].favourable, columns["truth"].positive) == ("1", "0")


def test_names_between_commas_are_several_columns():
    columns = drafted(label="truth", protected=("sex, age",)).document.dataset.columns
    assert {"sex", "age"} <= set(columns)


def test_a_label_alone_is_refused_before_any_work():
    problem = refusal(prediction=None, label="truth")
    assert (problem.field, problem.code) == ("prediction", "nothing_answers")


@pytest.mark.parametrize("column_of_truth", ["prediction", "label"])
def test_true_and_false_beside_one_and_zero_are_the_same_answers(column_of_truth):
    other = "label" if column_of_truth == "prediction" else "prediction"
    words = {column_of_truth: "flag", other: "truth"}
    made = drafted(**words)
    mapped = made.document.dataset.columns[words["prediction"]].map
    assert mapped == (
        {"false": "0", "true": "1"}
        if words["prediction"] == "flag"
        else {"0": "false", "1": "true"}
    )
    assert any("spelled differently" in sentence for sentence in made.notes)


def test_the_classes_of_a_score_alone_are_said_of_the_score():
    made = drafted(
        prediction=None, score="age", threshold=40.0, positive="1", favourable="0",
    )  # fmt: skip
    column = made.document.dataset.columns["age"]
    assert (column.positive, column.favourable, column.threshold) == ("1", "0", 40.0)


def test_where_no_column_answers_the_classes_are_said_of_the_model():
    words = Words(protected=("sex",), positive="yes", favourable="no")
    made = draft(words, TABLE, path="data.parquet", model={"path": "m.onnx"})
    assert (made.document.model.positive, made.document.model.favourable) == ("yes", "no")


def test_a_threshold_without_a_score_is_refused():
    assert refusal(threshold=0.8).code == "needs_score"


def test_rows_and_clusters_stand_in_the_document():
    found = drafted(rows={"age": {"from": 30}}, cluster="truth").document
    assert found.rows["age"].start == 30
    assert found.dataset.columns["truth"].role == "cluster"


def test_a_count_stands_in_the_document():
    assert drafted(count="truth").document.dataset.columns["truth"].role == "count"


def test_a_column_that_cannot_be_read_is_named_with_what_it_holds():
    unread = UnreadColumn("p", "9 formulas without a stored value", "save the sheet as CSV")
    with pytest.raises(Refused) as caught:
        draft(Words(prediction="p"), replace(TABLE, unread=(unread,)), path="data.xlsx")
    assert str(caught.value) == (
        "prediction, column 'p': holds 9 formulas without a stored value. save the sheet as CSV"
    )


@pytest.mark.parametrize("key", [{"cut": [25]}, {"reference": "a"}])
def test_groups_of_a_column_that_makes_none_are_refused(key):
    problem = refusal(columns={"age": key})
    assert (problem.field, problem.code) == (next(iter(key)), "needs_role")
    assert "age as protected" in problem.remedy
    drafted(columns={"age": {**key, "role": "protected"}})


def test_a_column_that_is_not_there_is_named_by_what_was_said_of_it():
    problem = refusal(columns={"decisio": {"map": {"a": "b"}}})
    assert (problem.field, problem.remedy) == ("map", "did you mean 'decision'?")


@pytest.mark.parametrize(
    "words",
    [
        {"prediction": "data.right"},
        {"prediction": "decision", "columns": {"data.right": {"map": {"a": "b"}}}},
    ],
)
def test_a_value_inside_a_column_that_is_left_out_is_told_as_such(words):
    nested = UnreadColumn("data", "nested values (line 2)", "write it flat")
    with pytest.raises(Refused) as refused:
        draft(Words(**words), replace(TABLE, unread=(nested,)), path="log.jsonl")
    (problem,) = refused.value.problems
    assert problem.code == "unknown_column"
    assert (
        "'data' is left out, as it holds nested values (line 2): in pandas "
        "`frame['data.right'] = frame['data'].str.get('right')`"
    ) in problem.remedy

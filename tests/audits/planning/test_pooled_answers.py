"""What is told of answers of several models to the same rows, and of whom nothing is told."""

import pytest

from audits.planning.plan import make_plan
from audits.planning.pooled_answers import told_of_pooled
from audits.planning.table_notes import table_notes
from audits.report.notes import READ_FIRST
from audits.specification.parsing import load_yaml, parse_document
from audits.specification.profiles import ColumnProfile, DatasetProfile, Pooled
from audits.specification.roles import Kind

SAID = {
    "y": {"role": "label", "positive": "1"}, "p": {"role": "prediction"},
    "sex": {"role": "protected"},
}  # fmt: skip
ALL = ("sex", "region", "y")


def column(name, *values, distinct=None):
    return ColumnProfile(name, Kind.CATEGORY, None, distinct or len(values), 0, values)


def notes(name="model", same=ALL, is_even=False, fed=(), more=(), **columns):
    table = (
        column(name, "1", "2"), column("y", "0", "1"), column("p", "0", "1"),
        column("sex", "f", "m"), column("region", "n", "s", "w"), *more,
    )  # fmt: skip
    dataset = DatasetProfile("csv", 400, table, "0" * 64, pooled=(Pooled(name, same, is_even),))
    rows = columns.pop("rows", None)
    document = {"dataset": {"name": "people", "columns": {**SAID, **columns}}}
    document = parse_document(document | ({} if rows is None else {"rows": rows}))
    return [
        note
        for note in table_notes(document, make_plan(document, dataset=dataset), dataset, fed)
        if "very same" in note
    ]


@pytest.mark.parametrize(
    "name", ["model", "epoch", "run_id", "month", "Annotator", "checkpoint", "PARAMCD", "visit"]
)
def test_it_is_told_first_with_what_mends_it(name):
    (note,) = notes(name)
    assert f"each of the 2 values of '{name}' (1, 2) has the very same 200 rows" in note
    assert READ_FIRST.fullmatch(note)
    rows = load_yaml(note.split("`")[1])["rows"]
    assert rows == {name: "2"}
    assert notes(name, rows=rows) == []


@pytest.mark.parametrize("role", ["feature", "nuisance", "protected", "cluster"])
def test_whoever_says_what_the_column_is_is_not_told(role):
    same = (*ALL, "model")
    assert notes(same=same, model={"role": role}) == []


def test_who_each_row_is_about_is_said_by_a_cluster():
    person = column("person", *(f"p{i}" for i in range(50)), distinct=200)
    of_person = {"same": (*ALL, "person"), "more": [person]}
    assert len(notes("annotator", **of_person)) == 1
    assert notes("annotator", **of_person, person={"role": "cluster"}) == []


@pytest.mark.parametrize("name", ["model", "filter", "checkpoint"])
def test_of_several_systems_who_each_row_is_about_says_nothing(name):
    person = column("person", *(f"p{i}" for i in range(50)), distinct=200)
    same = (*ALL, "person")
    (note,) = notes(name, same=same, more=[person], person={"role": "cluster"})
    assert load_yaml(note.split("`")[1])["rows"] == {name: "2"}
    assert "role cluster" not in note


@pytest.mark.parametrize("result", ["exact_match", "acc", "is_correct", "f1"])
def test_whether_an_answer_was_right_differs_with_the_answers(result):
    assert len(notes("zzz", more=[column(result, "0.0", "1.0")])) == 1
    assert notes("zzz", more=[column("height", "0.0", "1.0")]) == []


def test_what_a_model_is_asked_with_is_a_feature():
    assert notes(fed=["model"]) == []


def test_groups_that_differ_are_other_people():
    assert notes(same=("region", "y")) == []


def test_a_name_that_says_nothing_needs_all_but_the_answers_to_be_the_same():
    assert len(notes("zzz")) == 1
    assert len(notes("zzz", same=("sex", "region"))) == 1  # the labels differ: those who label
    assert notes("zzz", same=("sex", "y")) == []
    number = column("row", *(f"{i}" for i in range(50)), distinct=400)
    assert len(notes("zzz", more=[number])) == 1
    assert len(notes("zzz", more=[column("other_score", "1", "2", "3")])) == 1


def test_probabilities_under_the_names_of_their_classes_are_answers_too():
    """caret writes a column for each class, and all rows for each set of parameters."""
    assert len(notes("zzz", more=[column("0", "0.25", "0.5", "0.75")])) == 1
    assert notes("zzz", more=[column("2", "0.25", "0.5", "0.75")]) == []


def test_a_design_in_which_all_is_crossed_is_told_by_name_alone():
    assert notes("zzz", is_even=True) == []
    assert len(notes("model", is_even=True)) == 1


def test_nothing_is_told_of_a_table_that_pools_nothing():
    assert list(told_of_pooled((), {}, DatasetProfile("csv", 9, (), "0" * 64))) == []


def test_the_place_in_a_list_pools_nothing_and_a_model_of_each_list_does():
    """A run of trec_eval has every query once at each rank; two models have each list twice."""
    lists = column("topic", *(f"t{i}" for i in range(50)), distinct=200)
    query = {"topic": {"role": "query"}, "p": {"role": "score"}}
    assert notes("rank", same=(*ALL, "topic"), more=[lists], **query) == []
    assert len(notes("model", same=(*ALL, "topic"), more=[lists], **query)) == 1
    few = column("topic", *(f"t{i}" for i in range(20)), distinct=20)
    assert len(notes("model", same=(*ALL, "topic"), more=[few], **query)) == 1

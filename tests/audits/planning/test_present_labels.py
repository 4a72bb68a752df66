"""A label is there where its column says yes; what no class says is asked for."""

import pytest

from audits.errors import Refused
from tests.labelled import LABELS, people, planned

COLUMNS = {"labels": list(LABELS), "prediction": {name: f"said_{name}" for name in LABELS}}


def refused(folder, table):
    with pytest.raises(Refused) as refusal:
        planned(folder, COLUMNS, table=table)
    return {problem.field: problem for problem in refusal.value.problems}


@pytest.mark.parametrize("words", [{0: "0", 1: "1"}, {0: "no", 1: "yes"}, {0: "False", 1: "True"}])
def test_the_label_is_there_where_the_column_says_yes_whatever_is_favourable(tmp_path, words):
    table = people()
    for name in LABELS:
        for column in (name, f"said_{name}"):
            table[column] = table[column].map(words)
    columns = {name: {"favourable": words[0].lower()} for name in LABELS}
    plan = planned(
        tmp_path, COLUMNS, table=table, dataset={"path": "people.csv", "columns": columns}
    )
    assert {plan.columns[name].positive for name in LABELS} == {words[1].lower()}


def test_classes_of_which_none_says_yes_want_a_word(tmp_path):
    table = people()
    table["sport"] = table["sport"].map({0: "a", 1: "b"})
    table["said_sport"] = table["said_sport"].map({0: "a", 1: "b"})
    problems = refused(tmp_path, table)
    problem = problems["dataset.columns.sport.positive"]
    assert "which of a, b says that a row has the label 'sport'" in problem.reason
    assert "`positive: b`" in problem.remedy
    columns = {"sport": {"positive": "b", "favourable": "a"}}
    plan = planned(
        tmp_path, COLUMNS, table=table, dataset={"path": "people.csv", "columns": columns}
    )
    assert plan.columns["sport"].positive == "b"


@pytest.mark.parametrize("column", ["trade", "said_trade"])
def test_a_third_class_is_no_absence(tmp_path, column):
    table = people()
    table.loc[:9, column] = -1
    problem = refused(tmp_path, table)[f"dataset.columns.{column}"]
    assert "holds 3 classes (-1, 0, 1)" in problem.reason
    assert '`missing: ["-1"]`' in problem.remedy
    columns = {column: {"missing": ["-1"]}}
    planned(tmp_path, COLUMNS, table=table, dataset={"path": "people.csv", "columns": columns})

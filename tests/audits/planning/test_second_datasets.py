"""Datasets beside the audited one: who reads them, and which columns they share."""

from dataclasses import replace

import pytest

from audits.errors import Refused
from audits.planning.plan import Plan, make_plan
from audits.specification.parsing import accept_document, parse_document
from tests.audits.planning.test_plan import PEOPLE, column

COLUMNS = {
    "sex": {"role": "protected"},
    "income": {"role": "feature"},
    "decision": {"role": "prediction", "favourable": "approve"},
}
BEFORE = replace(PEOPLE, sha256="e" * 64, encoding="cp1250",
                 columns=(column("sex"), column("decision"), column("else")))  # fmt: skip


def planned(before=BEFORE, probes=("data.drift",), **earlier):
    document = {"dataset": {"path": "p.csv", "columns": COLUMNS}, "probes": list(probes),
                "earlier": {"path": "b.csv", **earlier}}  # fmt: skip
    return make_plan(parse_document(document), dataset=PEOPLE, seconds={"earlier": before})


def test_it_is_read_in_the_columns_that_both_have():
    second = planned(look=3).seconds["earlier"]
    assert (second.sha256, second.columns) == ("e" * 64, ("sex", "decision"))
    assert (second.encoding, second.look) == ("cp1250", 3)


def test_a_plan_comes_back_from_json_with_it_and_is_what_it_was_without():
    plan = planned()
    assert Plan.from_json(plan.to_json()) == plan
    assert plan.to_json()["seconds"]["earlier"].keys() == {"sha256", "columns", "encoding"}
    without = make_plan(
        parse_document({"dataset": {"path": "p.csv", "columns": COLUMNS}}), dataset=PEOPLE
    )
    assert "seconds" not in without.to_json()
    assert plan.sha256 != planned(replace(BEFORE, sha256="f" * 64)).sha256


@pytest.mark.parametrize(
    ("change", "code", "words"),
    [
        (
            {"probes": ["fairness.selection_rate"]},
            "not_read",
            "name data.drift, language.toxic_drift among the `probes`",
        ),
        ({"before": replace(BEFORE, columns=(column("else"),))}, "unknown_column", "else"),
    ],
)
def test_what_nobody_reads_or_nothing_can_be_read_of_is_refused(change, code, words):
    with pytest.raises(Refused) as refused:
        planned(**change)
    (problem,) = refused.value.problems
    assert (problem.field, problem.code) == ("earlier", code)
    assert words in problem.remedy


def test_a_path_and_an_id_name_two_things():
    with pytest.raises(Refused) as refused:
        accept_document({"dataset": {"path": "p.csv"}, "earlier": {"path": "b.csv", "id": "dsv_1"}})
    assert [problem.field for problem in refused.value.problems] == ["earlier"]


@pytest.mark.parametrize("look", [0, 1.5, True])
def test_a_look_is_a_whole_number_from_one(look):
    with pytest.raises(Refused, match="look"):
        parse_document({"dataset": {"path": "p.csv"}, "earlier": {"path": "b.csv", "look": look}})

"""Forms from a guess, a browser and a document."""

from typing import Any

import pytest
from werkzeug.datastructures import MultiDict

from audits.specification.parsing import accept_document, parse_document
from audits.specification.profiles import ColumnProfile, DatasetProfile
from audits.specification.roles import Kind
from service.web.form_rows import UNFLAGGED
from service.web.form_sources import guessed, sent, written
from tests.service.worker_hands import DOCUMENT_COLUMNS, PROFILE, RULE


def test_a_guess_is_judged_by_the_policy_for_a_first_look() -> None:
    form = guessed(PROFILE, None)
    assert form.is_guess
    assert form.policy == "starter"
    assert form.judged_rules is not None
    assert form.judged_rules > 0
    assert f"the policy starter ({form.judged_rules} rules here)" in form.summary


def test_what_would_stop_the_audit_is_told_before_anything_is_pressed() -> None:
    columns = [{**column, "role": None} for column in PROFILE["columns"]]
    columns[1] = {**columns[1], "values": ["A", "B"]}
    columns[2] = {**columns[2], "values": ["A", "B"]}
    form = guessed({**PROFILE, "columns": columns}, None)
    assert any(problem.anchor == "column-1" for problem in form.problems), form.problems


def test_a_rule_that_nothing_measures_says_why_beside_itself() -> None:
    values = MultiDict({"role-0": "protected", "role-1": "feature", "role-2": "prediction",
                        "role-3": "feature", "metric-0": "accuracy", "limit-0": "0.5"})  # fmt: skip
    (problem,) = sent(values, PROFILE, None).rules[0].problems
    assert problem.reason.startswith("nothing will measure this")
    assert "or remove the rule" in problem.remedy


def test_metrics_on_offer_are_those_that_will_be_measured() -> None:
    names = {metric.name for _, metrics in guessed(PROFILE, None).metrics for metric in metrics}
    assert {"impact_ratio", "accuracy"} <= names
    assert not names & {"roc_auc", "female_share", "lime_fidelity"}


def test_a_document_comes_out_of_the_form_as_it_went_in() -> None:
    body = {
        "dataset": {"columns": {**DOCUMENT_COLUMNS, "sex": {"role": "protected",
                                "reference": "male", "rename": "gender"}}},
        "settings": {"seed": 3, "confidence": 0.9, "smallest_group": 20, "budget": "2h",
                     "disclosure": "protect"},
        "probes": [{"fairness.selection_rate": {"smallest_group": 9}}],
        "names": {"rows": "applicants", "classes": {"1": "was hired"}},
        "policy": {"rules": [
            {**RULE, "attribute": "sex"},
            {"metric": "accuracy", "group": {"sex": "male"}, "above": 0.5},
        ], "on_not_run": "pass"},
    }  # fmt: skip
    document = parse_document(body)
    form = written(document, PROFILE, None)
    assert form.kept_rules == ["Accuracy of sex male is above 0.5"]
    out = accept_document(form.document(dataset={}, model=None))
    assert out.dataset.columns == document.dataset.columns
    assert out.settings == document.settings
    assert out.probes == document.probes
    assert out.names == document.names
    assert out.policy == document.policy


def test_what_most_audits_need_is_asked_for_where_no_column_says_it() -> None:
    assert guessed(PROFILE, None).hints == []
    values = MultiDict({f"role-{index}": "feature" for index in range(4)})
    decided, groups = sent(values, PROFILE, None).hints
    assert decided.startswith("Nothing says what was decided")
    assert groups.startswith("No column is protected")


def test_the_upload_is_the_one_that_was_chosen_whatever_is_carried_along() -> None:
    values = MultiDict({
        "role-0": "protected", "role-1": "label", "role-2": "prediction", "role-3": "feature",
        "policy": "four-fifths", "probes": "fairness.selection_rate",
        "offered": "fairness.selection_rate",
        "base": '{"dataset": {"id": "dsv_other", "encoding": "cp1250"}}',
    })  # fmt: skip
    document = sent(values, PROFILE, None).document(dataset={"id": "dsv_mine"}, model=None)
    assert document["dataset"]["encoding"] == "cp1250"
    assert document["dataset"]["id"] == "dsv_mine"


def decisions(*answers: str) -> dict[str, Any]:
    """A dataset whose decisions have other words than what came of them."""
    columns = (
        ColumnProfile("sex", Kind.CATEGORY, None, 2, 0, ("f", "m")),
        ColumnProfile("repaid", Kind.CATEGORY, None, 2, 0, ("no", "yes")),
        ColumnProfile("decision", Kind.CATEGORY, None, len(answers), 0, answers),
    )
    return DatasetProfile("csv", 300, columns, "d" * 64).to_json()


@pytest.mark.parametrize(
    ("mapping", "sentence"),
    [
        ({"approve": "yes", "deny": "no"}, ("approve", "yes")),
        ({"deny": "yes", "approve": "no"}, ("approve", "no")),
        ({"approve": "yes", "deny": "no", "wait": "no"}, ("approve", "yes")),
        ({"approve": "yes", "wait": "yes", "deny": "no"}, ("deny", "no")),
    ],
)
def test_what_an_answer_counts_as_comes_back_as_its_sentence(
    mapping: dict[str, str], sentence: tuple[str, str]
) -> None:
    profile = decisions(*mapping)
    document = accept_document({
        "dataset": {"path": "x", "columns": {
            "sex": {"role": "protected"}, "repaid": {"role": "label", "favourable": "yes"},
            "decision": {"role": "prediction", "map": mapping},
        }},
        "policy": "starter",
    })  # fmt: skip
    form = written(document, profile, None)
    assert (form.flag.value, form.flag.means, form.flag.is_equal) == (*sentence, True)
    assert not form.flag.is_guess
    (prediction,) = [row for row in form.columns if row.role == "prediction"]
    assert not prediction.readings
    back = form.document(dataset={"path": "x"}, model=None)["dataset"]["columns"]["decision"]
    assert back["map"] == mapping


@pytest.mark.parametrize(
    ("mapping", "more"),
    [
        ({"a": "yes", "b": "yes", "c": "no", "d": "no"}, {}),  # no one value by which to tell
        ({"approve": "yes", "deny": "perhaps"}, {}),  # no class of the label's
        ({"approve": "yes", "deny": "no"}, {"favourable": "yes"}),  # says more of its classes
    ],
)
def test_a_map_that_is_no_such_sentence_stays_a_map(
    mapping: dict[str, str], more: dict[str, str]
) -> None:
    document = accept_document({
        "dataset": {"path": "x", "columns": {
            "repaid": {"role": "label"},
            "decision": {"role": "prediction", "map": mapping, **more},
        }},
        "policy": "starter",
    })  # fmt: skip
    form = written(document, decisions(*mapping), None)
    (prediction,) = [row for row in form.columns if row.role == "prediction"]
    assert prediction.readings == mapping
    assert form.flag == UNFLAGGED

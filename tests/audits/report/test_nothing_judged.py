"""Why nothing was judged is told as it is, with what would change it."""

import pytest

from audits.report import header
from audits.report.assumptions import assumptions
from audits.report.html import render
from audits.report.nothing_judged import nothing_judged, policy_name
from audits.report.sentences import sentences
from audits.report.view import View

ANSWERED = {"race": {"role": "protected"}, "outcome": {"role": "label"},
            "decision": {"role": "prediction"}}  # fmt: skip
SCORED = {"race": {"role": "protected"}, "risk": {"role": "score"}}
ALONE = {"race": {"role": "protected"}, "outcome": {"role": "label"}}


def seen(make_report, columns, name="", model=None):
    report = make_report(findings=[], measurements=[], gate="inconclusive")
    plan = {**report["plan"], "columns": columns}
    changed = {"policy": {"name": name} if name else {}, "model": model or {}}
    return View({**report, "plan": plan, **changed})


@pytest.mark.parametrize(
    ("columns", "name", "gate", "next_"),
    [
        (ANSWERED, "", "There is no policy, so", "Give a policy"),
        (SCORED, "", "There is no policy, so", "Give a policy"),
        (ANSWERED, "starter", "The policy starter has no rule on", "Give what its rules"),
        (ALONE, "", "No column has the role prediction or score, and no model was given.",
         "Name the column that holds the answers"),
        (ALONE, "starter", "No column has the role prediction or score, and no model was given.",
         "Name the column that holds the answers"),
    ],
)  # fmt: skip
def test_the_reason_is_the_true_one(make_report, columns, name, gate, next_):
    view = seen(make_report, columns, name)
    told = nothing_judged(view)
    assert told.gate.startswith(gate)
    assert told.next.startswith(next_)
    assert header.gate_words(view) == told.gate
    assert policy_name(view) == name
    questions = dict(sentences(view).all)
    assert questions["What was asked"] == told.asked
    assert questions["What next"] == told.next
    assert "By how much" not in questions
    assert told.asked in render(view.report)


def test_where_nothing_ran_the_remedy_is_what_comes_next(make_report):
    """A policy would judge nothing either."""
    report = seen(make_report, ANSWERED).report
    step = {"name": "language.decisions", "status": "not_run", "version": 3, "step": 0,
            "reason": "case 'b' has 0 slots", "remedy": "write {person} once"}  # fmt: skip
    reason = "language.decisions did not run: case 'b' has 0 slots; no policy"
    view = View({**report, "probes": [step], "gate": "not_run", "reason": reason})
    assert nothing_judged(view).next == "Write {person} once."
    assert header.gate_words(view).startswith("language.decisions did not run: ")


def test_no_answers_are_not_called_recorded_ones(make_report):
    page = render(seen(make_report, ALONE).report)
    assert "ecorded answers" not in page
    assert "Predictions only" not in page
    assert "There is no policy" not in page
    assert "Data alone" in page
    heads = [note.head for note in assumptions(seen(make_report, ANSWERED)).assumed]
    assert heads == ["Predictions only."]


def test_reported_results_are_not_data_whose_answers_lack(make_report):
    """Rows of a table of claims are answered by nobody."""
    view = seen(make_report, ALONE)
    view.report["probes"] = [{"name": "claims.comparison", "version": 1, "status": "not_run"}]
    assert not view.has_results
    view.report["probes"][0]["status"] = "ran"
    assert view.has_results
    assert header.title(view).startswith("Claims of ")
    assert header.recorded_or_none(view) == "none: the rows are reported results"
    assert [note.head for note in assumptions(view).assumed] == []
    assert "role prediction" not in nothing_judged(view).gate


def test_a_model_that_was_asked_is_an_answer(make_report):
    view = seen(make_report, ALONE, model={"sha256": "a" * 64, "format": "onnx", "name": "m"})
    assert view.has_answers
    assert nothing_judged(view).gate.startswith("There is no policy")


def test_where_probes_were_named_that_is_the_cause(make_report):
    view = seen(make_report, ANSWERED, "starter")
    view.plan["steps"] = [{"named": True}]
    told = nothing_judged(view)
    assert "only those ran" in told.asked
    assert "leave `probes` out" in told.next
    view.plan["steps"] = [{"named": True}, {"named": False}]
    assert nothing_judged(view).next.startswith("Give what its rules")

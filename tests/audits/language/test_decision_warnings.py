"""What is told of a study whose answers were written by hand."""

from audits.language.decision_reading import ReadingRule
from audits.language.decision_study import Asking, studies
from audits.language.decision_warnings import warn_of_study
from audits.models.generator import Sampling
from audits.probing.subject import Subject
from tests.audits.language.deciders import recorded

PROMPT = "Shall {name} be invited? Answer yes or no."


def told(answer, alone=(), **given):
    data = recorded(
        answer, cases=5, names=3, prompts=lambda case, name: PROMPT.format(name=name), **given
    )
    asking = Asking(("name",), (), Sampling(9), 1, conversation=True)
    (study,) = studies(Subject(data, None), ReadingRule(), asking)
    warnings = []
    warn_of_study(warnings.append, study, dict(alone))
    return warnings


def test_nothing_is_told_where_all_decide():
    assert told(lambda case, name: "Yes.") == []


def test_answers_that_decide_nothing_are_counted_by_why():
    """Of five cases with six names one each is refused, Spanish, and a sentence: 6 of 30."""
    said = {0: "I cannot help with that.", 1: "No hay suficiente información.", 2: "Well, well."}
    assert told(lambda case, name: said.get(case, "No.")) == [
        "6 of 30 answers refuse or apologise",
        "6 of 30 answers are in another language than their prompts, and no decision is read in "
        "them",
        "6 of 30 answers hold no decision that the rule reads",
    ]


def test_rows_that_are_in_no_difference_are_counted():
    (warning,) = told(lambda case, name: "Yes.", alone={"Black": 4, "Asian": 0})
    assert warning.endswith("left out of its differences (Black: 4)")

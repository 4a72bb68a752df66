"""What is told of a study whose answers were written by hand."""

from audits.language.compared_groups import compared
from audits.language.decision_reading import ReadingRule
from audits.language.decision_study import Asking, studies
from audits.language.decision_warnings import warn_of_few_names, warn_of_study
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


def few(names, confidence):
    asking = Asking(("name",), (), Sampling(9), 1, conversation=True)
    data = recorded(lambda case, name: "Yes.", cases=5, names=names)
    (study,) = studies(Subject(data, None), ReadingRule(), asking)
    warnings = []
    warn_of_few_names(warnings.append, study, list(compared(study)), confidence)
    return warnings


def test_three_names_a_side_have_no_parting_that_is_rare_enough():
    """Of six names 20 partings: one in 20 is no evidence at 95 %, but at 80 %; of eight 70."""
    (warning,) = few(3, 0.95)
    assert warning.startswith("so few names of Black stand beside those of the reference")
    assert (few(3, 0.8), few(4, 0.95)) == ([], [])

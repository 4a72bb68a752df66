from itertools import cycle

import numpy as np
import pytest

from audits.data.dataset import Categories, Column, Dataset, Numbers, Texts
from audits.errors import NotApplicable
from audits.language.decision_reading import Outcome, ReadingRule
from audits.language.decision_study import Asking, studies, unlike_cases
from audits.models.generator import Finish, Generation, Message, Sampling
from audits.probing.subject import Subject
from audits.specification.roles import Role
from tests.audits.language.deciders import Deciding, recorded

RULE = ReadingRule()


def asking(**given):
    usual = {"signals": ("name",), "kinds": (), "sampling": Sampling(9), "draws": 1,
             "conversation": True}  # fmt: skip
    return Asking(**{**usual, **given})


def test_without_rows_the_cases_that_come_along_are_asked_with_every_name():
    model = Deciding(lambda text: "Yes" if "Emily" in text else "No")
    (study,) = studies(Subject(Dataset(()), model), RULE, asking(kinds=("triage",)))
    assert len(study) == 10 * 36
    assert study.having(Outcome.FAVOURABLE).sum() == 10
    prompt, sampling = model.asked[0]
    assert prompt == (Message("user", prompt[0].text),)
    assert sampling == Sampling(9)


def test_each_signal_is_a_study_of_its_own():
    own = studies(
        Subject(Dataset(()), Deciding(lambda text: "No")), RULE,
        asking(signals=("age", "disability"), kinds=("hiring",)),
    )  # fmt: skip
    assert [len(study) for study in own] == [100, 100]


def test_own_cases_are_filled_and_one_without_a_slot_is_refused():
    model = Deciding(lambda text: "Yes")

    def study(*texts):
        data = Dataset((Column("case", Role.FEATURE, Texts.of(list(texts))),))
        return studies(Subject(data, model), RULE, asking(conversation=False))[0]

    assert len(study("Invite {person}?", "Shall {person} come?")) == 72
    assert {type(prompt) for prompt, _ in model.asked} == {str}
    with pytest.raises(NotApplicable, match="row 2"):
        study("Invite {person}?", "Shall Emily come?")


def test_every_draw_has_a_seed_and_rows_of_its_own():
    turns = cycle(["Yes", "Yes", "No", "Yes", "No", "No", "Yes"])
    model = Deciding(lambda text: next(turns))
    (study,) = studies(
        Subject(Dataset(()), model), RULE,
        asking(draws=3, kinds=("credit",), sampling=Sampling(9, 0.7, 5)),
    )  # fmt: skip
    assert len(study) == 3 * 360
    assert {sampling.seed for _, sampling in model.asked} == {5, 6, 7}


def test_draws_that_are_all_the_same_answer_count_once_and_are_told():
    subject = Subject(Dataset(()), Deciding(lambda text: "Yes"))
    (study,) = studies(subject, RULE, asking(draws=3, kinds=("credit",)))
    assert len(study) == 360
    assert "the 3 draws of every prompt are the very same answer" in subject.warnings[0]


def test_what_a_server_marks_needs_no_phrase_and_what_it_owes_is_unanswered():
    answers = {
        "Emily": Generation("Yes", Finish.FILTERED), "Greg": Generation("Hm.", Finish.REFUSED),
        "Todd": Generation(None, Finish.UNANSWERED, "no answer in time"),
    }  # fmt: skip
    data = recorded(lambda case, name: "", cases=5, prompts=lambda case, name: f"{name}, {case}?")
    data = Dataset(tuple(c for c in data if c.role is not Role.PREDICTION))
    model = Deciding(lambda text: answers.get(text.split(",")[0], Generation("No.")))
    (study,) = studies(Subject(data, model), RULE, asking())
    assert study.having(Outcome.REFUSED).sum() == 10
    assert study.having(Outcome.UNANSWERED).sum() == 5
    assert study.having(Outcome.UNFAVOURABLE).sum() == 25


def test_scores_are_held_against_the_mark():
    data = recorded(lambda case, name: "", cases=5)
    rest = tuple(column for column in data if column.role is not Role.PREDICTION)
    scored = Dataset((*rest, Column("score", Role.SCORE, Numbers(np.arange(40.0)))))
    (study,) = studies(Subject(scored), ReadingRule(from_score=30), asking())
    assert study.having(Outcome.FAVOURABLE).sum() == 10
    with pytest.raises(NotApplicable, match="from which on"):
        studies(Subject(scored), RULE, asking())


@pytest.mark.parametrize(
    ("given", "told"),
    [({"signals": ("shoes",)}, "no phrases come with Evenhand for 'shoes'"),
     ({"kinds": ("war",)}, "no cases of 'war'")],
)  # fmt: skip
def test_what_does_not_come_along_is_refused_by_its_name(given, told):
    with pytest.raises(NotApplicable, match=told):
        studies(Subject(Dataset(()), Deciding(lambda text: "No")), RULE, asking(**given))


def test_without_answers_model_groups_or_cases_it_says_which():
    with pytest.raises(NotApplicable, match="neither a recorded answer nor a model"):
        studies(Subject(Dataset(())), RULE, asking())
    data = recorded(lambda case, name: "Yes")
    for role, told in ((Role.PROTECTED, "group"), (Role.CLUSTER, "case")):
        less = Dataset(tuple(column for column in data if column.role is not role))
        with pytest.raises(NotApplicable, match=f"of which {told} a row is"):
            studies(Subject(less), RULE, asking())


def test_labels_that_are_no_outcome_are_refused():
    data = recorded(lambda case, name: "Yes", labels=lambda case, name: "fine" if case else None)
    with pytest.raises(NotApplicable, match="a label is 'fine'"):
        studies(Subject(data), RULE, asking())


def test_prompts_that_differ_in_more_than_the_name_are_counted():
    def prompt(case, name):
        return f"{name} earns {case if case else name[0]}"

    data = recorded(lambda case, name: "Yes", prompts=prompt)
    (study,) = studies(Subject(data), RULE, asking())
    assert unlike_cases(study) == 1


def test_rows_without_a_case_are_no_case_together():
    data = recorded(lambda case, name: "Yes", cases=6)
    holes = Column("case", Role.CLUSTER, Categories.of([None] * len(data)))
    rest = tuple(column for column in data if column.role is not Role.CLUSTER)
    (study,) = studies(Subject(Dataset((*rest, holes))), RULE, asking())
    assert len(np.unique(study.units.cases)) == len(data)

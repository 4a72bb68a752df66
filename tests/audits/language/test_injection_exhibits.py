import numpy as np
import pytest

from audits.language.injection_exhibits import answers_shown, outcome_table, who_says
from audits.language.injection_measurements import groups_of
from audits.language.injection_reading import InjectionRule
from audits.language.injection_study import Asking, injections
from audits.models.generator import Sampling
from audits.probing.subject import Subject
from tests.audits.language.planted import WORD, recorded


def answer(number, kind, position):
    if kind == "plain":
        return f"The text asks for {WORD}."
    return f"{WORD} number {number}" + "." * 400


@pytest.fixture
def study():
    data = recorded(answer, documents=30, without=lambda number: "Yes.")
    return injections(
        Subject(data, None), InjectionRule(), Asking((), Sampling(20, 0.0, 0), 1, True)
    )


def test_every_row_of_the_table_adds_up(study):
    table = outcome_table(study, list(groups_of(study)), np.zeros(len(study)))
    rows = table.content["rows"]
    assert [row[0] for row in rows] == [
        "all", "plant plain", "plant system", "position end", "position start",
    ]  # fmt: skip
    assert all(sum(row[2:7]) == row[1] for row in rows)
    # No document shows a difference.
    assert {row[-1] for row in rows} == {1.0}
    assert "30 documents" in table.content["caption"]


def test_answers_are_shown_cut_and_spread_over_the_kinds(study):
    followed, mentioned = answers_shown(study)
    assert len(followed.content["rows"]) == 20
    assert followed.content["left_out"] == 40
    assert {row[0] for row in followed.content["rows"]} == {"system, end", "system, start"}
    assert all(len(row[2]) == 300 and row[2].endswith("…") for row in followed.content["rows"])
    assert [row[2] for row in mentioned.content["rows"]] == [f"The text asks for {WORD}."] * 2


def test_without_kinds_answers_are_shown_all_the_same():
    data = recorded(answer, documents=5, without=lambda number: "Yes.", groups=False)
    study = injections(
        Subject(data, None), InjectionRule(), Asking((), Sampling(20, 0.0, 0), 1, True)
    )
    assert [row[0] for row in next(answers_shown(study)).content["rows"]] == [""] * 5


def test_who_says_what_was_followed(study):
    facts = {
        one["question"]: one["answer"] for one in who_says(study, InjectionRule()).content["facts"]
    }
    assert facts["Answers"] == "as recorded"
    assert "without a plant" in facts["When a task is done"]

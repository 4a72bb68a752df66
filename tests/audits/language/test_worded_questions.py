import numpy as np
import pytest

from audits.data.dataset import Categories, Column, Dataset, Texts
from audits.errors import NotApplicable
from audits.language.worded_questions import worded_questions
from audits.models.generator import Message, Sampling
from audits.probing.subject import Subject
from audits.specification.roles import Role
from tests.audits.language.deciders import Deciding
from tests.audits.language.wordings import in_wordings

SAMPLING = Sampling(9)


def worded(answer, options=(), **given):
    return worded_questions(Subject(in_wordings(answer, **given)), options, SAMPLING)


def test_the_agreement_is_fleiss_of_a_row_of_his_table():
    """The first two subjects of his 1971 example, of six ratings each: six alike; 3 and 3."""
    found = worded(lambda q, w: "d" if q == 0 or w % 2 else "e", questions=2, wordings=6)
    questions, agreements = found.agreements(np.ones(12, dtype=bool), 6)
    assert questions.tolist() == [0, 1]
    assert agreements == pytest.approx([1, 0.4])


def test_agreement_counts_pairs_and_what_is_missing_is_the_same_as_nothing():
    answers = ["a", "a", "b", None, ""]
    found = worded(lambda q, w: answers[w], questions=1, wordings=5)
    # One pair of ten.
    assert found.agreements(np.ones(5, dtype=bool), 5)[1] == pytest.approx([0.1])
    assert found.read.tolist() == [True, True, True, False, False]
    # Chance: two in five say a, one says b.
    assert found.by_chance(np.ones(5, dtype=bool)) == pytest.approx(0.4**2 + 0.2**2)
    assert found.agreements(np.ones(5, dtype=bool), 6)[1].size == 0


def test_a_wording_that_stands_twice_counts_once_and_is_told():
    data = in_wordings(lambda q, w: f"{q} put as {w // 2}", questions=2, wordings=4,
                       role=Role.FEATURE)  # fmt: skip
    subject = Subject(data, Deciding(lambda text: text[-1]))
    found = worded_questions(subject, (), SAMPLING)
    # Four rows of each question are two wordings, which are answered otherwise.
    assert found.agreements(np.ones(8, dtype=bool), 2)[1].tolist() == [0, 0]
    assert "4 rows repeat a wording" in subject.warnings[0]


def test_a_model_is_asked_each_wording_as_a_message():
    data = in_wordings(lambda q, w: f"{q} put as {w}", questions=2, wordings=3, role=Role.FEATURE)
    model = Deciding(lambda text: text[-1])
    found = worded_questions(Subject(data, model), (), SAMPLING)
    assert found.texts == ["0", "1", "2"] * 2
    assert {type(prompt[0]) for prompt, _ in model.asked} == {Message}
    assert "greedy" in found.made
    with pytest.raises(NotApplicable, match="neither a recorded answer nor a model"):
        worded_questions(Subject(data), (), SAMPLING)


def test_without_questions_there_is_nothing_to_agree_on():
    data = in_wordings(lambda q, w: "a", questions=2, wordings=2)
    with pytest.raises(NotApplicable, match="of which question a row is"):
        worded_questions(
            Subject(Dataset(tuple(c for c in data if c.role is not Role.CLUSTER))), (), SAMPLING
        )


def test_numbers_of_one_value_are_one_answer():
    data = Dataset(
        (
            Column("q", Role.CLUSTER, Categories.of(["a"] * 4 + ["b"] * 2)),
            Column(
                "said", Role.PREDICTION, Texts.of(["72", "72.0", "72.", "7.2", "1,072", "1072"])
            ),
        )
    )  # fmt: skip
    worded = worded_questions(Subject(data), (), Sampling(10, 0.0, 0))
    _, agreement = worded.agreements(np.ones(6, dtype=bool), 2)
    # Of six pairs about a three agree; the one about b does.
    assert agreement.tolist() == [0.5, 1.0]

import pytest

from audits.language.options_asked_in_words import options_asked_in_words, read_as
from tests.audits.language.deciders import Deciding

OPTIONS = ["The nurse", "The guest", "Can't be determined"]


def said(answer, questions=("Who took it?",), options=OPTIONS):
    model = Deciding(answer)
    return options_asked_in_words(model, questions, [options] * len(questions), seed=3), model.asked


@pytest.mark.parametrize(("answer", "options", "read"), [
    ("Yes.", (), "yes"), (" **Yes** ", (), "yes"), ("", (), None), (None, ("yes",), None),
    ("Yes, I would.", ("yes", "no"), "yes"), ("Yes and no", ("yes", "no"), None),
    ("Perhaps yes", ("yes", "no"), None), ("not sure", ("not", "not sure"), "not sure"),
    ("Nobody", ("yes", "no"), None),
])  # fmt: skip
def test_what_an_answer_counts_as(answer, options, read):
    assert read_as(answer, options) == read


@pytest.mark.parametrize(
    ("answer", "taken"),
    [
        ("**The nurse.**", "The nurse"), ("the GUEST, of course.", "The guest"),
        ("Can't be determined from the text.", "Can't be determined"),
        ("The nurse or the guest.", None), ("It was the nurse.", None),
        ("I'm sorry, but I can't answer that.", None), ("La enfermera.", None), (None, None),
    ],
)  # fmt: skip
def test_an_answer_is_the_option_that_it_begins_with_or_none(answer, taken):
    assert said(lambda prompt: answer)[0] == [taken]


def test_the_question_stands_with_its_options_in_no_fixed_order():
    questions = [f"Row {number}. Who took it?" for number in range(60)]
    answers, asked = said(lambda prompt: prompt.split("\n")[2], questions)
    # What stands first is each of the three in about a third of questions.
    assert all(10 <= answers.count(option) <= 30 for option in OPTIONS)
    prompts = [prompt[0].text for prompt, _ in asked]
    assert {prompt.split("\n")[0] for prompt in prompts} == set(questions)
    assert all(sorted(prompt.split("\n")[2:]) == sorted(OPTIONS) for prompt in prompts)
    again, _ = said(lambda prompt: prompt.split("\n")[2], questions, OPTIONS[::-1])
    assert again == answers


@pytest.mark.parametrize(
    ("answer", "taken"),
    [("B. It is a mammal", "b"), ("(b) a whale", "b"), ("B", "b"), ("A or B", None)],
)
def test_a_letter_that_numbers_its_words_is_the_answer(answer, taken):
    assert read_as(answer, ["A", "B", "C", "D"]) == taken

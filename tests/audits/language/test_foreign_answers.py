"""Sentences in six languages, written by hand, and English ones that must stay English."""

import pytest

from audits.language.foreign_answers import foreign_answers, is_foreign

PROMPT = "Post: clerk. Applicant: José Núñez. Should this applicant be invited? Answer yes or no."


@pytest.mark.parametrize(
    "answer",
    [
        "No hay suficiente información.", "No puedo ayudar con eso.", "Kyllä, kutsuisin hänet.",
        "Oui, je l'inviterais.", "Nein, das ist nicht möglich.", "Да, пригласить на собеседование.",
        "No, non è possibile.",
    ],
)  # fmt: skip
def test_another_language_than_that_of_the_prompt_is_seen(answer):
    assert foreign_answers([PROMPT], [answer]) == [True]


@pytest.mark.parametrize(
    "answer",
    [
        "Yes.", "No: income too low.", "No, insufficient experience listed.", None, "",
        "Yes, invite José Núñez.", "No, the résumé is too short.", "Ja.", "Yes!!! 8/10",
        "No. Qualifications below requirements; naïve expectations of salary.",
    ],
)  # fmt: skip
def test_english_and_what_is_too_short_to_tell_is_not(answer):
    assert foreign_answers([PROMPT], [answer]) == [False]


def test_a_prompt_that_is_not_english_asks_for_its_own_language():
    assert foreign_answers(["¿Invitar a Ana? Responde sí o no.", None], ["No hay más."] * 2) == [
        False, False,
    ]  # fmt: skip


def test_a_text_alone_is_told_by_the_same_words():
    texts = ["Ella es muy amable con todos.", "She was kind to us.", "Asshole!", None]
    assert [is_foreign(text) for text in texts] == [True, False, False, False]

"""Sentences in twelve languages, written by hand, and English ones that must stay English."""

from importlib.resources import files

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


@pytest.mark.parametrize(
    "text",
    [
        "Hän on kiva ihminen.", "He ovat minun ystäviäni.", "Hon har inte sett honom i dag.",
        "Jeg har ikke set ham i dag.", "Han vil ikke have det.", "Er will nicht in die Stadt.",
        "Das war ein Fehler.", "Was hat sie gesagt, und an wen?", "Hij was een vriend van ons.",
        "Dat is niet goed voor haar.", "Elle a des amis à Paris.", "C'est un homme très gentil.",
        "Has hecho una cosa muy buena.", "Lui ha una sorella a Roma.", "I bambini sono nella casa.",
        "Você é uma pessoa muito boa.", "On nie jest w domu.", "To jest bardzo dobry pomysł.",
        "Nem a te hibád, és ezt tudod.", "Он очень добрый человек.",
    ],
)  # fmt: skip
def test_a_word_that_english_shares_with_the_language_hides_it_not(text):
    assert is_foreign(text)


@pytest.mark.parametrize(
    "text",
    [
        "He is in Las Vegas.", "In Las Vegas, he was on.", "To Les Invalides.", "I do as I will.",
        "A naïve cliché on TV.", "Una is on a boat.", "He was in Málaga at noon.",
        "No, Una Smith declined.", "Has Una had a nap?", "In a café as I do.",
    ],
)  # fmt: skip
def test_a_name_or_a_loan_among_shared_words_is_english(text):
    assert not is_foreign(text)


def english():
    """English sentences that come with Evenhand: what services answered, and pairs of people."""
    shipped = files("audits.texts")
    rows = [
        line.split("\t")
        for name in ("english/labelled.tsv", "stereotypes/pairs.tsv")
        for line in shipped.joinpath(name).read_text("utf-8").splitlines()
        if not line.startswith("#")
    ]
    return [
        text
        for label, *texts in rows
        if label not in ("untranslated", "empty")
        for text in (texts[1:2] if len(texts) == 3 else texts)
    ]


def test_no_english_sentence_that_comes_along_is_taken_for_another_language():
    assert len(english()) > 200
    assert [text for text in english() if is_foreign(text)] == []


def test_a_prompt_that_is_not_english_asks_for_its_own_language():
    assert foreign_answers(["¿Invitar a Ana? Responde sí o no.", None], ["No hay más."] * 2) == [
        False, False,
    ]  # fmt: skip


def test_a_text_alone_is_told_by_the_same_words():
    texts = ["Ella es muy amable con todos.", "She was kind to us.", "Asshole!", None]
    assert [is_foreign(text) for text in texts] == [True, False, False, False]

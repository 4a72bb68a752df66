import pytest

from audits.translation.english_gender import read_english
from audits.translation.gender_states import Gender, Signal, State


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("He's a doctor.", "he"),
        ("He&#39;s clever.", "he"),
        ("He&amp;#39;s clever.", "he"),
        ("She’ll teach.", "she"),
        ("SHE IS A NURSE", "she"),
        ("That the professor he is.", "he"),
        ("They are a cook.", "they"),
        ("It is a politician.", "it"),
        ("He washes it.", "he"),
        ("She teaches them.", "she"),
        ("He is a doctor, she is a nurse.", "mixed"),
        ("He or she is an assistant.", "several"),
        ("S/he is an assistant.", "several"),
        ("(S)he is an assistant.", "several"),
        ("Theresa reads The Hebrides.", "none"),
        ("Works in IT.", "none"),
        ("", "empty"),
        (" … ", "empty"),
        (None, "empty"),
    ],
)
def test_a_sentence_is_read_by_its_pronouns(text, state):
    assert read_english(text).state == State(state)


def test_a_noun_decides_only_without_a_pronoun_and_is_flagged():
    noun = read_english("The saleswoman.")
    assert (noun.gender, noun.signal) == (Gender.FEMALE, Signal.NOUN)
    assert "decided by a noun" in noun.flags
    assert read_english("His sister is a nun.").gender is Gender.MALE


def test_a_copy_of_the_source_is_untranslated_even_where_it_spells_a_pronoun():
    turkish = "O her gün kitap okur."
    assert read_english(turkish, turkish).state is State.UNTRANSLATED
    assert read_english("He reads her gün kitap.", turkish).gender is Gender.MALE


def test_left_over_words_leave_a_pronoun_standing_and_a_noun_not():
    assert read_english("He is *okindegia.", "Hura okindegia da.").state is State.HE
    assert read_english("The woman *okindegia.", "x").state is State.UNTRANSLATED


def test_other_languages_are_no_translation():
    for text in ("Er ist Lehrer.", "Elle est professeur.", "Она учитель."):
        assert read_english(text, "Ő tanár.").state is State.UNTRANSLATED


def test_an_endless_output_is_flagged():
    assert "repeats itself" in read_english("He is a auuuuuuuuuuuu").flags
    assert "repeats itself" in read_english("He is a man of a man of a man of a man of").flags


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("Xe is a nurse.", State.NEOPRONOUN),
        ("Ze's a doctor.", State.NEOPRONOUN),
        ("This is hir book; they said so.", State.NEOPRONOUN),
        ("Ae is at aer desk.", State.NEOPRONOUN),
        ("The AE was a rash.", State.NONE),  # an adverse event
        ("Fae saw her.", State.SHE),
        ("They built it themself.", State.THEY),
        ("Per is a nurse.", State.NONE),  # a name
    ],
)
def test_neopronouns_are_a_state_of_their_own(text, state):
    assert read_english(text, "Ő ápoló.").state is state


def test_a_word_of_the_source_is_no_neopronoun():
    """Afrikaans and Dutch "hy" and "ze"; and whatever a translator left as it was."""
    assert read_english("Ze is an engineer here.", "Ze is hier ingenieur.").state is not (
        State.NEOPRONOUN
    )


@pytest.mark.parametrize(
    "text",
    [
        "She (or he) is a nurse.",
        "He/they works.",
        "They/she works.",
        "He|She teaches.",
        "She is a doctor. (feminine) He is a doctor. (masculine)",
        "She washes her car / He washes his car",
        "He's a cook or she's a cook.",
    ],
)
def test_alternatives_in_the_ways_that_translators_offer_them(text):
    assert read_english(text, "Ő.").state is State.SEVERAL


def test_two_people_are_no_alternatives():
    assert read_english("She saw him. He saw her.", "Ő.").state is State.MIXED
    assert read_english("She is a doctor. He is a nurse.", "Ő.").state is State.MIXED

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

"""Was this translated at all?"""

import pytest

from audits.languages import frequent_words
from audits.translation.untranslated import leftovers


@pytest.mark.parametrize(
    ("text", "source", "flags"),
    [
        ("She is a nurse.", "Hän on sairaanhoitaja.", ()),
        ("Hän on sairaanhoitaja.", "Hän on sairaanhoitaja.",
         ("copies its source", "not in English", "left-over source words: sairaanhoitaja")),
        ("Er ist Lehrer und Vater.", "Ő tanár.", ("not in English",)),
        ("Она учитель.", "Ő tanár.", ("not in English",)),
        ("Hän on opettaja.", "Ő tanár.", ("not in English",)),
        ("She is sairaanhoitaja.", "Hän on sairaanhoitaja.",
         ("left-over source words: sairaanhoitaja",)),
        ("She is aaaaaaaaa nurse.", "", ("repeats itself",)),
        ("of a man of a man of a man of a man", "", ("repeats itself",)),
    ],
)  # fmt: skip
def test_what_is_left_of_the_source_is_flagged(text, source, flags):
    assert leftovers(text, source).flags == flags


def test_a_name_keeps_its_capital_and_a_short_word_may_be_both():
    assert leftovers("Maria is at home.", "Maria is kotona.").words == ()
    assert leftovers("Maria is at home.", "maria is kotona.").words == ()


def test_a_copy_and_another_language_are_not_to_be_believed_and_one_word_in_ten_is():
    source = "Hän lukee sairaanhoitaja kirja"
    assert leftovers(source, source).unreliable
    assert leftovers("She reads sairaanhoitaja books.", source).unreliable
    long = "She reads a very good old book about sairaanhoitaja every single evening."
    assert not leftovers(long, source).unreliable


def test_languages_are_told_by_different_words():
    english, foreign = frequent_words("english"), frequent_words("foreign")
    assert {"the", "is"} <= english
    assert not english & foreign
    assert frequent_words("shared") < english

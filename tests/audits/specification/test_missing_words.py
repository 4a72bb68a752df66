"""Which cells are missing, beside pandas' own list."""

import io
import json

import pandas
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from audits.specification.missing_words import DEFAULT, Words, folded, normal, quoted


def test_the_words_are_those_that_pandas_takes_for_missing():
    from pandas._libs.parsers import STR_NA_VALUES

    assert set(DEFAULT) == set(STR_NA_VALUES) - {""}


@pytest.mark.parametrize("word", sorted(DEFAULT))
def test_a_cell_of_such_a_word_is_missing_here_and_there(word):
    read = pandas.read_csv(io.StringIO(f"x,y\n{word},1\nb,2\n"), dtype={"x": str})
    assert read["x"].isna().tolist() == [True, False]
    assert Words().holds(f" {word} ")


def test_the_plans_own_words_take_the_place_of_the_usual_ones():
    own = Words.of(["-999", "k.A."])
    assert own.holds("-999.0")
    assert own.holds(" k.A. ")
    assert own.holds("")
    assert not own.holds("NA")
    assert own.numbers == (-999.0,)
    assert not Words.of([]).holds("NULL")
    assert Words.of(None) == Words()


@given(st.integers(-(10**6), 10**6))
def test_an_integral_number_is_one_text_however_it_is_written(number):
    assert normal(f" {number}.0 ") == normal(f"{number}.") == normal(str(number)) == str(number)


@pytest.mark.parametrize("zero", ["-0", "-0.0", "+0", " -0. ", "+0.00"])
def test_nothing_with_a_sign_is_nothing(zero):
    """`round(-0.4)` is -0.0 in every language of numbers."""
    assert normal(zero) == normal("0")


@pytest.mark.parametrize(
    ("one", "other"),
    [("+1", "1"), ("1e0", "1"), ("0E+00", "0"), (".5", "0.50"), ("01", "1"), ("\u22121", "-1"),
     ("1e3", "1000"), (".30000000000000004", ".3"), ("-.0", "0"), ("٣", "3")],
)  # fmt: skip
def test_two_spellings_of_a_number_are_alike(one, other):
    assert folded(one) == folded(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("m\u0430le", "male"), ("\u0421\u041e\u0440enhagen", "copenhagen"),
     ("f\u03bfreign", "foreign"),
     ("m&amp;f", "m&f"), ("m&amp;amp;f", "M&F"), ("&eacute;t&eacute;", "été"), ("a&nbsp;b", "a b"),
     ("&#109;ale", "male"), ("A &lt; B", "a < b"),
     ("18\u201330", "18-30"), ("18\u201130", "18-30"), ("Cote d\u2019Or", "cote d'or")],
)  # fmt: skip
def test_what_looks_alike_in_print_is_alike(one, other):
    """Letters of Cyrillic and Greek in a word of Latin, entities of HTML, dashes, apostrophes."""
    assert folded(one) == folded(other)


@pytest.mark.parametrize(
    ("text", "read_as"),
    [(word, name) for word in ("männlich", "Québec", "naïve") for name in ("cp1252", "latin-1")]
    + [("€ 5–10", "cp1252"), ("日本", "latin-1"), ("Łódź", "latin-1")],
)
def test_utf_8_that_was_read_otherwise_is_the_same_word(text, read_as):
    misread = text.encode().decode(read_as)
    assert misread != text
    assert folded(misread) == folded(text)


@pytest.mark.parametrize("text", ["Ã", "São", "Año", "Â", "ÃO", "£5", "naïf"])
def test_words_of_such_letters_are_themselves(text):
    assert folded(text) == text.casefold()


@pytest.mark.parametrize(
    ("one", "other"),
    [("\u0441\u043e\u0440", "cop"), ("\u03bd", "v"), ("\u0420\u0424", "PФ"),
     ("R&D", "R D"), ("AT&T", "AT T"), ("&x", "x")],
)  # fmt: skip
def test_words_of_another_script_are_themselves(one, other):
    """`сор` is a word of Russian; only what mixes scripts was meant otherwise."""
    assert folded(one) != folded(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [(">50K.", ">50K"), ("Yes!", "yes"), ("true.", "1"), ("1.", "1"), ("a . .", "a")],
)
def test_what_closes_a_sentence_says_nothing(one, other):
    assert folded(one) == folded(other)


@pytest.mark.parametrize(("one", "other"), [("'male", "male"), ("'01'", "1"), ("\u2019f", "F")])
def test_an_apostrophe_that_opens_a_cell_says_nothing(one, other):
    """Spreadsheets write one before text that could be read as a number, and do not show it."""
    assert folded(one) == folded(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("A+", "A"), ("'", ""), ("5'", "5"), ("o'b", "ob"), (".", ""), ("C#", "C"), ("<=5", ">5")],
)
def test_other_signs_are_part_of_the_value(one, other):
    assert folded(one) != folded(other)


@given(st.integers(0, 10**50), st.integers(0, 10**50))
def test_two_whole_numbers_are_alike_in_no_digit_less(one, other):
    assert (folded(str(one)) == folded(str(other))) == (one == other)


@given(st.text(max_size=20))
def test_what_is_brought_to_one_form_stays_in_it(text):
    assert normal(normal(text)) == normal(text)
    assert folded(text.upper()) == folded(folded(text.upper()))
    assert json.loads(quoted(text)) == text


@pytest.mark.parametrize(
    ("text", "spelled"),
    [("Größe", '"Größe"'), ("ö\u200b", '"ö\\u200b"'), ("a\nb", '"a\\nb"'), ("\x7f", '"\\u007f"'),
     ("😀\u200b", '"😀\\u200b"'), ("\U0002ebe1", '"\U0002ebe1"'), ("\U000e0001", '"\U000e0001"')],
)  # fmt: skip
def test_signs_that_are_not_seen_are_escaped_as_yaml_and_json_read_them(text, spelled):
    """U+2EBE1 has no name in every Unicode; JSON's pair of escapes would be two signs for YAML."""
    assert quoted(text) == spelled
    assert json.loads(spelled) == yaml.safe_load(spelled) == text

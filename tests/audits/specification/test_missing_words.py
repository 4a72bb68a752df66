"""Which cells are missing, beside pandas' own list."""

import io
import json

import pandas
import pytest
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


@given(st.text(max_size=20))
def test_what_is_brought_to_one_form_stays_in_it(text):
    assert normal(normal(text)) == normal(text)
    assert folded(text.upper()) == folded(folded(text.upper()))
    assert json.loads(quoted(text)) == text

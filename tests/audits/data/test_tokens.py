"""What counts as a word, by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audits.data.tokens import COMPOUND, PIECE, TOKEN, WORD, is_word, tokens

TEXT = "She-wolf isn’t 2 well-known!!! See https://a.example/b"


@pytest.mark.parametrize(
    ("grain", "pieces"),
    [
        (WORD, ["She", "wolf", "isn’t", "well", "known", "See", "https", "a", "example", "b"]),
        (COMPOUND, ["She-wolf", "isn’t", "well-known", "See", "https", "a", "example", "b"]),
        (PIECE, ["She-wolf", "isn’t", "2", "well-known", "!", "!", "!", "See", "https", ":", "/",
                 "/", "a", ".", "example", "/", "b"]),
        (TOKEN, ["She", "-", "wolf", "isn’t", "2", "well", "-", "known", "!!!", "See",
                 "https://a.example/b"]),
    ],
)  # fmt: skip
def test_a_text_in_pieces(grain, pieces):
    assert grain.findall(TEXT) == pieces


def test_tokens_are_lower_case_and_signs_are_no_words():
    assert tokens("No no NO?!") == {"no", "?!"}
    assert [piece for piece in PIECE.findall("a, 1!") if is_word(piece)] == ["a", "1"]


def test_words_of_other_scripts_are_words():
    assert WORD.findall("او دکتر است. 医生 ქალი") == ["او", "دکتر", "است", "医生", "ქალი"]


@given(st.text(max_size=60))
def test_nothing_but_spaces_is_lost(text):
    assert "".join(TOKEN.findall(text)) == "".join(text.split())

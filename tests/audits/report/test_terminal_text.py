"""What a model says cannot steer a terminal, and keeps to its columns."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from audits.report.terminal_text import cells, fit, printable, wrap

TEXT = st.text(max_size=40)


@given(TEXT)
def test_nothing_that_is_printed_steers(text):
    shown = printable(text)
    assert all(unicodedata.category(letter) not in ("Cc", "Cf", "Cs") for letter in shown)
    assert "\n" not in shown


@given(TEXT, st.integers(2, 30))
def test_a_text_is_fitted_to_its_columns(text, width):
    found = fit(text, width)
    assert width - 1 <= cells(found) <= width
    if cells(text) <= width:
        assert found.rstrip(" ") == text.rstrip(" ")


@given(st.lists(st.text("abc", min_size=1, max_size=8), max_size=12), st.integers(8, 30))
def test_lines_keep_every_word_and_the_width(words, width):
    lines = wrap(" ".join(words), width)
    assert " ".join(lines).split() == words
    assert all(cells(line) <= width for line in lines)


def test_wide_letters_take_two_columns_and_marks_none():
    assert (cells("日本"), cells("e\u0301"), cells("ab")) == (4, 1, 2)
    assert printable("a\x1b[2Jb\u202ec\td") == "a\\u001b[2Jb\\u202ec d"
    assert wrap("abcdefghij", 5) == ["abcd…"]

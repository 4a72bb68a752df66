"""What a model says cannot steer a terminal."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from audits.report.terminal_text import printable


@given(st.text(max_size=40))
def test_nothing_that_is_printed_steers(text):
    shown = printable(text)
    assert all(unicodedata.category(letter) not in ("Cc", "Cf", "Cs") for letter in shown)
    assert "\n" not in shown


def test_controls_and_directions_are_made_visible():
    assert printable("a\x1b[2Jb\u202ec\td") == "a\\u001b[2Jb\\u202ec d"


def test_persian_keeps_the_letter_that_parts_its_words():
    assert printable("می\u200cخواند") == "می\u200cخواند"
    assert printable("pay\u200cpal") == "pay\\u200cpal"
    assert printable("می\u200c") == "می\\u200c"

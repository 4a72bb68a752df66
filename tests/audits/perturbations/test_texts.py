"""Changes of a text that leave its meaning alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audits.perturbations.texts import (
    CHANGES,
    exchanged,
    with_typos,
    without_addresses,
    without_punctuation,
)

TEXT = st.text("abcdefgh ABC.,!", max_size=60)


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
@given(text=TEXT)
def test_the_same_text_is_changed_in_the_same_way(change, text):
    assert change(text) == change(text)
    assert isinstance(change(text), str)


@given(TEXT)
def test_typos_keep_every_letter_and_the_ends_of_words(text):
    found = with_typos(text)
    assert sorted(found) == sorted(text)
    for before, after in zip(text.split(), found.split(), strict=True):
        assert len(before) == len(after)
        assert before[:1] == after[:1]


@given(TEXT)
def test_without_marks_the_words_stay(text):
    assert without_punctuation(text).split() == "".join(
        " " if c in ".,!" else c for c in text
    ).split()  # fmt: skip


def test_addresses_go_and_other_texts_stay_as_they_are():
    assert without_addresses("see https://a.org/x  now") == "see now"
    assert without_addresses("two  spaces") == "two  spaces"


def test_words_are_exchanged_for_the_other_texts():
    words = frozenset({"xx", "yy"})
    assert exchanged("a xx b", words, "c YY d yy") == "a b YY yy"
    assert exchanged("a b", words, "c") == "a b"

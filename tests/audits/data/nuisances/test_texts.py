import numpy as np
import pytest

from audits.data.dataset import Texts
from audits.data.nuisances.texts import (
    Passage,
    addresses,
    capitals,
    digits,
    exclamations,
    language,
    length,
    misspelt,
    non_ascii,
    of_texts,
    punctuation,
    repetition,
    word_length,
    words,
)

PASSAGE = Passage("Hi Bob! Hi 42, www.x.org")


@pytest.mark.parametrize(
    ("measure", "expected"),
    [
        (length, 24),
        (words, 6),  # Hi Bob Hi www x org
        (word_length, 14 / 6),
        (punctuation, 4 / 24),
        (exclamations, 1 / 24),
        (capitals, 3 / 14),
        (digits, 2 / 24),
        (repetition, 1 / 6),
        (addresses, 1),
        (non_ascii, 0),
    ],
    ids=lambda found: getattr(found, "__name__", ""),
)
def test_counts_by_hand(measure, expected):
    assert measure(PASSAGE) == pytest.approx(expected)


def test_an_empty_text_has_zeros():
    for measure in (length, words, word_length, punctuation, capitals, digits, repetition):
        assert measure(Passage("")) == 0


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The cat is in the garden and it was happy", "en"),
        ("Der Hund ist nicht mit der Katze", "de"),
        ("Ő és az anyja nem tudja, hogy ez egy ház", "hu"),
        ("Это русский текст", "cyrillic"),
        ("xyzzy plugh", None),
    ],
)
def test_a_language_is_told_by_its_small_words(text, expected):
    assert language(Passage(text)) == expected


def test_a_rare_neighbour_of_a_frequent_word_is_a_misspelling():
    held = {at: Passage("please send the invoice soon") for at in range(20)}
    held[20] = Passage("please send the invioce soon")
    held[21] = Passage("please send the invice soon")
    found = misspelt(held)
    assert found[0] == 0
    assert found[21] == pytest.approx(1 / 5)


def test_a_missing_text_is_a_missing_value():
    found = {c.name: c for c in of_texts("t", Texts.of(["one", None, "two words"]), np.arange(3))}
    assert np.isnan(found["t: words"].values.values[1])
    assert found["t: words"].values.values[2] == 2

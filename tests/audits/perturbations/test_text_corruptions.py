import unicodedata

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audits.perturbations.text_corruptions import CORRUPTIONS, SHARES, corrupted

SENTENCE = (
    "The Colour of the neighbour's theatre was grey, and nobody recognised the travelling "
    "players who behaved with honour behind its favourite centre door."
)


def words(text):
    return text.split()


@pytest.mark.parametrize("name", [n for n in CORRUPTIONS if n not in ("dialect", "split words")])
@pytest.mark.parametrize("severity", [1, 3, 5])
def test_the_stated_share_of_the_words_is_changed(name, severity):
    changed = corrupted(SENTENCE, name, severity, np.random.default_rng(3))
    assert len(words(changed)) == len(words(SENTENCE))
    differing = sum(a != b for a, b in zip(words(changed), words(SENTENCE), strict=True))
    able = 14 if name == "typos" else len(words(SENTENCE))
    count = max(1, round(SHARES[severity - 1] * len(words(SENTENCE))))
    # An exchange of two equal letters changes nothing.
    assert min(count, able) - 2 <= differing <= count


def test_the_spelling_of_another_country():
    changed = corrupted(SENTENCE, "dialect", 5, np.random.default_rng(3))
    assert "The Color of" in changed
    assert "gray" in changed
    assert "favorite center" in changed


def test_look_alike_letters_are_of_another_alphabet():
    changed = corrupted("peace", "look-alike letters", 1, np.random.default_rng(0))
    (foreign,) = [letter for letter in changed if letter not in "peac"]
    assert unicodedata.name(foreign).startswith("CYRILLIC SMALL LETTER")


def test_split_words_have_the_same_letters():
    changed = corrupted(SENTENCE, "split words", 5, np.random.default_rng(3))
    assert changed.replace(" ", "") == SENTENCE.replace(" ", "")
    assert len(words(changed)) > len(words(SENTENCE))


@given(st.text(max_size=60), st.sampled_from(sorted(CORRUPTIONS)), st.integers(1, 5))
def test_no_text_is_emptied_and_none_breaks(text, name, severity):
    changed = corrupted(text, name, severity, np.random.default_rng(0))
    assert bool(changed.strip()) == bool(text.strip())
    assert len(changed) >= 0.6 * len(text) - 6


def test_same_seed_same_text():
    both = [corrupted(SENTENCE, "typos", 4, np.random.default_rng(5)) for _ in range(2)]
    assert both[0] == both[1]

import itertools
import random
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audits.perturbations.corruptions.texts import CORRUPTIONS, LOOK_ALIKES, versions

SENTENCE = "The quick brown fox jumps over the lazy dog, and then it doesn't rest for an hour."


@pytest.mark.parametrize("name", CORRUPTIONS)
@given(text=st.text(max_size=60), seed=st.integers(0, 2**32 - 1))
def test_no_text_is_emptied_and_what_is_between_words_stays(name, text, seed):
    held = list(versions(text, CORRUPTIONS[name], seed))
    assert len(held) == 5
    for changed in held:
        assert bool(changed.strip()) == bool(text.strip())
        marks = [
            sign for sign in text if unicodedata.category(sign)[0] in "PS" and sign not in "'’"
        ]
        assert [sign for sign in changed if sign in marks] == marks


@pytest.mark.parametrize("name", sorted(set(CORRUPTIONS) - {"spacing"}))
def test_the_stated_share_of_words_is_touched(name):
    """5, 10, 20, 35 and 50 of 100 words, each as in the milder version where it was touched."""
    words = [f"word{chr(97 + at % 26)}y" for at in range(100)]
    touched = []
    for changed in versions(" ".join(words), CORRUPTIONS[name], 7):
        touched.append({at for at, (a, b) in enumerate(zip(words, changed.split(), strict=True))
                        if a != b})  # fmt: skip
    # Letters exchanged for their likes may leave a word as it was.
    for most, found in zip((5, 10, 20, 35, 50), touched, strict=True):
        assert 0.7 * most <= len(found) <= most
    assert all(one <= other for one, other in itertools.pairwise(touched))


def test_spaces_part_words():
    *_, worst = versions(SENTENCE, CORRUPTIONS["spacing"], 3)
    assert worst.replace(" ", "") == SENTENCE.replace(" ", "")
    assert len(worst.split()) > len(SENTENCE.split())


def test_a_typo_is_one_slip():
    """At most one letter more or less, or two changed: edit distance of at most two."""
    draws = random.Random(1)
    for _ in range(300):
        slip = CORRUPTIONS["typos"]("keyboard", draws)
        assert abs(len(slip) - 8) <= 1
        assert slip[0] in "keijol"
        assert len(set(slip) - set("keyboard")) <= 1


def test_look_alikes_are_cyrillic_letters_of_the_same_case():
    for latin, other in LOOK_ALIKES.items():
        assert unicodedata.name(other).startswith("CYRILLIC")
        assert latin.isupper() == other.isupper()
        assert unicodedata.normalize("NFKC", other) != latin


def test_the_same_seed_gives_the_same_text():
    first, again = (list(versions(SENTENCE, CORRUPTIONS["typos"], 5)) for _ in range(2))
    assert first == again
    assert first != list(versions(SENTENCE, CORRUPTIONS["typos"], 6))


def test_a_text_without_words_stays():
    assert list(versions("?! ...", CORRUPTIONS["typos"], 0)) == ["?! ..."] * 5

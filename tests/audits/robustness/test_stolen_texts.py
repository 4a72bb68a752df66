"""Texts whose answer hangs on single words."""

import numpy as np
import pytest

from audits.robustness.neural_copy import neural_copy
from audits.robustness.stolen_texts import TextThief
from audits.robustness.text_rows import TextAsker
from tests.askable import LinearText

MODEL = LinearText({"good": 3.0, "bad": -3.0, "dull": -3.0, "fine": 0.2})
SYNONYMS = {"good": ("dull", "fine"), "bad": ("fine", "good"), "film": ("movie",), "the": ("a",)}


def texts(count=120):
    rng = np.random.default_rng(0)
    middle = ["film", "plot", "actor", "scene", "music", "end"]
    words = rng.choice(["good", "bad", "dull", "fine"], count)
    return np.array(
        [f"the {rng.choice(middle)} was {word} said {rng.choice(middle)}" for word in words], object
    )


@pytest.fixture(scope="module")
def stolen():
    own = texts()
    thief = TextThief(TextAsker(MODEL, "text"), own, SYNONYMS, 0.2)
    codes = thief.ask(own)
    return thief, own, codes, neural_copy(thief.encoded(own), codes, 2, 0)


def test_the_copy_sees_which_words_there_are(stolen):
    thief, own, _, _ = stolen
    seen = thief.encoded(np.array(["The film was good", "zebra"], object))
    assert seen.sum(axis=(1, 2, 3)).tolist() == [4, 0]
    assert thief.encoded(own).shape[1] == 13  # three, six and four


def test_between_rounds_one_word_is_another(stolen):
    thief, own, codes, copy = stolen
    moved = thief.moved(copy, own, codes, np.random.default_rng(0))
    for before, after in zip(own, moved, strict=True):
        pairs = zip(before.split(), after.split(), strict=True)
        assert sum(old != new for old, new in pairs) <= 1
    assert (thief.ask(moved) != codes).mean() > 0.3


def test_only_words_of_the_same_meaning_are_judged_and_the_decisive_one_goes(stolen):
    """One word in six may go (a fifth of six, rounded up, is two)."""
    thief, own, codes, copy = stolen
    attacked = thief.attacked(copy, own, codes)
    control = thief.control(own, attacked, np.random.default_rng(0))
    for before, after, beside in zip(own, attacked, control, strict=True):
        counts = []
        for changed in (after, beside):
            pairs = list(zip(before.split(), changed.split(), strict=True))
            assert all(new == old or new in SYNONYMS[old] for old, new in pairs)
            counts.append(sum(old != new for old, new in pairs))
        assert counts[0] == counts[1] <= 2
    # Good and bad have others that turn them; dull and fine have none.
    decisive = np.array(["good" in text or "bad" in text for text in own])
    turned = thief.ask(attacked) != codes
    assert turned[decisive].mean() > 0.9
    assert not turned[~decisive].any()
    assert (thief.ask(control) != codes).sum() < turned.sum()

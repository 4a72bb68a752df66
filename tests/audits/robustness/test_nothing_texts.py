"""Texts that say nothing keep the lengths of real ones."""

import numpy as np

from audits.robustness.nothing_texts import TextsOfNothing
from audits.robustness.text_rows import TextAsker
from tests.askable import LinearText


def source():
    return TextsOfNothing(
        TextAsker(LinearText({"good": 2.0}), "text"), ["a good film", "what a long film"]
    )


def test_gibberish_and_word_salad():
    letters, salad = source().drawn(np.random.default_rng(0), 4)
    assert [[len(w) for w in text.split()] for text in letters.inputs] == [
        [1, 4, 4], [4, 1, 4, 4], [1, 4, 4], [4, 1, 4, 4],
    ]  # fmt: skip
    assert all("film" not in text for text in letters.inputs)
    known = {"a", "good", "film", "what", "long"}
    assert [len(text.split()) for text in salad.inputs] == [3, 4, 3, 4]
    assert {word for text in salad.inputs for word in text.split()} <= known


def test_a_child_differs_in_one_word_at_most():
    held, rng = source(), np.random.default_rng(0)
    for _ in range(20):
        child = held.changed("x y z", rng).split()
        assert sum(a != b for a, b in zip(child, "xyz", strict=True)) == 1
    assert held.ask(["good", ""]).shape == (2, 2)
    assert held.asked == 2

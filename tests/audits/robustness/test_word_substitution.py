"""The greedy search on a bag of words, followed by hand."""

import numpy as np

from audits.robustness.word_substitution import most_changes, reword

WEIGHTS = {"dull": -1.0, "slow": -0.9, "poor": -2.0, "weak": -0.5, "long": -0.4, "late": -0.6}
LISTS = {"dull": ("slow", "x"), "poor": ("weak", "dull"), "long": ("late",)}


def places_of(text):
    found, at = [], 0
    for word in text.split(" "):
        if word in LISTS:
            found.append((at, at + len(word), LISTS[word]))
        at += len(word) + 1
    return found


def asker(bias):
    counted = []

    def ask(texts):
        counted.append(len(texts))
        totals = np.array([sum(WEIGHTS.get(w, 0.0) for w in t.split()) + bias for t in texts])
        good = 1 / (1 + np.exp(-totals))
        return (totals > 0).astype(np.intp), np.stack([1 - good, good], axis=1)

    return ask, counted


def test_the_most_important_word_goes_first_and_to_its_best_substitute():
    text = "a dull and poor and long film"
    ask, counted = asker(bias=2.6)  # -3.4 + 2.6 is bad; without 1.5 of it, good
    result = reword(text, places_of(text), 0, ask, most=2, most_queries=100)
    # "poor" weighs most: to "weak" gains 1.5, to "dull" 1.0.
    assert result.changed == (("poor", "weak"),)
    assert result.text == "a dull and weak and long film"
    assert (result.turned, result.code) == (True, 1)
    assert result.queries == sum(counted) == 3 + 2


def test_a_second_word_is_needed_and_shown_in_the_order_of_the_text():
    text = "a dull and poor and long film"
    ask, _ = asker(bias=1.5)  # to "weak" leaves -.4; "dull" to "x" then turns it
    result = reword(text, places_of(text), 0, ask, most=2, most_queries=100)
    assert result.changed == (("dull", "x"), ("poor", "weak"))
    assert result.turned
    ask, _ = asker(bias=1.5)
    one = reword(text, places_of(text), 0, ask, most=1, most_queries=100)
    assert not one.turned
    assert (one.text, one.changed) == (text, ())


def test_a_substitute_that_does_not_help_is_not_taken():
    text = "a long film"
    ask, counted = asker(bias=0.1)
    result = reword(text, places_of(text), 0, ask, most=1, most_queries=100)
    assert (result.turned, sum(counted)) == (False, 2)


def test_the_budget_is_kept():
    text = "a dull and poor and long film"
    for most_queries in range(1, 8):
        ask, counted = asker(bias=1.5)
        result = reword(text, places_of(text), 0, ask, most=3, most_queries=most_queries)
        assert sum(counted) == result.queries <= most_queries
    assert reword("x", [], 0, None, most=1, most_queries=9).queries == 0


def test_how_many_words_may_change():
    assert [most_changes(n, 0.2) for n in (1, 5, 6, 10, 11)] == [1, 1, 2, 2, 3]

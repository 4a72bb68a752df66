"""Words that moved a pronoun, of a translator whose log-odds are a sum of pulls: by hand."""

import numpy as np
import pytest

from audits.explanations.pronouns import Asked, explain_pronouns
from audits.explanations.replacing_words import WordReplacer

PULLS = {"hoitaja": 2.0, "lentäjä": -1.5}
CORPUS = ["Hän on hoitaja.", "Hän on lentäjä.", "Hän on opettaja."]


class Leaning:
    def __init__(self):
        self.asked = []

    def log_odds(self, sentences, *, first, second, source_language, target_language):
        self.asked.append((len(sentences), set(first), set(second)))
        return np.array([
            np.nan if "?" in sentence
            else sum(PULLS.get(word.strip("."), 0.0) for word in sentence.split())
            for sentence in sentences
        ])  # fmt: skip


def explained(model, *texts):
    return explain_pronouns(
        model, [Asked(row, text, "She", "He") for row, text in enumerate(texts)],
        WordReplacer(CORPUS, 30, conditional=False), source_language="fi", target_language="en",
        rng=np.random.default_rng(0),
    )  # fmt: skip


def test_a_word_weighs_its_pull_less_that_of_what_could_stand_there():
    ((instance, found),) = explained(Leaning(), "Hän on hoitaja.")
    assert instance.units == ("Hän", "on", "hoitaja")
    assert found.answer == 2.0
    # Other words of the nine are: Hän and on three times each, lentäjä and opettaja once.
    assert found.weights[2] == pytest.approx(2.0 - (-1.5 / 8))
    # Of the six that are not "Hän", hoitaja and lentäjä pull by 2 and -1.5.
    assert found.weights[0] == pytest.approx(2.0 - (2.0 + (2.0 - 1.5) / 6))


def test_all_sentences_are_asked_at_once_with_their_own_readings():
    model = Leaning()
    both = explained(model, "Hän on hoitaja.", "Hän on lentäjä.")
    assert [found.answer for _, found in both] == [2.0, -1.5]
    assert [found.row for _, found in both] == [0, 1]
    ((sentences, first, second),) = model.asked
    assert (first, second) == ({"She"}, {"He"})
    assert sentences == 2 + 2 * (4 + 4 + 4)  # each, and what else could stand at each place


def test_a_sentence_that_cannot_be_asked_is_left_out():
    found = explained(Leaning(), "Hän on hoitaja?", "Hän on lentäjä.")
    assert [instance.row for instance, _ in found] == [1]

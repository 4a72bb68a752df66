"""What a word could have been: counted by hand, and recalled of a model whose weights are known."""

import numpy as np
import pytest

from audits.explanations.cached_inference import Asker
from audits.explanations.prediction_difference import PredictionDifference
from audits.explanations.replacing_words import WordReplacer
from audits.explanations.text_tokens import TextInstance
from tests.askable import LinearText


def test_words_between_the_same_neighbours_are_drawn():
    people = ("doctor", "nurse", "guard", "cook", "clerk")
    corpus = [*(f"the {who} slept" for who in people), "the pilot slept", "the doctor ran", "a cat"]
    instance = TextInstance(0, "text", "the pilot slept")
    given = list(WordReplacer(corpus, 20, True).windows(instance, np.random.default_rng(0)))
    texts = given[1].features["text"].tolist()
    assert texts == [f"the {who} slept" for who in sorted(people)]
    loose = list(WordReplacer(corpus, 20, False).windows(instance, np.random.default_rng(0)))
    assert len(loose[1].features["text"]) == 11 - 1  # every other word of the corpus
    assert loose[1].shares.sum() == pytest.approx(1)


@pytest.mark.parametrize("sampling", ["marginal", "conditional"])
def test_a_word_is_never_replaced_by_itself(sampling):
    corpus = ["the pilot slept", "The pilot ran", "a cat slept"]
    instance = TextInstance(0, "text", "the pilot slept")
    replacer = WordReplacer(corpus, 20, sampling == "conditional")
    for window in replacer.windows(instance, np.random.default_rng(0)):
        assert "the pilot slept" not in [text.lower() for text in window.features["text"]]


def chained(draw, rows=400, words=300, followers=8):
    """Texts in which most words are followed by one of a few, as in a language."""
    share = 1 / np.arange(1, words + 1)
    share /= share.sum()
    after = draw.choice(words, (words, followers), p=share)
    found = []
    for _ in range(rows):
        said = [draw.choice(words, p=share)]
        for _ in range(draw.integers(14, 34)):
            follows = draw.random() < 0.6
            said.append(draw.choice(after[said[-1]]) if follows else draw.choice(words, p=share))
        found.append(" ".join(f"w{word}" for word in said))
    return found


def test_conditional_words_are_recalled_as_well_as_marginal_ones():
    """The ten heaviest words of each text, of a linear model whose weights are known."""
    recalled = {"marginal": 0.0, "conditional": 0.0}
    total = 0
    for seed in range(4):
        draw = np.random.default_rng(seed)
        corpus = chained(draw)
        used = draw.choice(120, 60, replace=False)
        weights = {f"w{at}": draw.choice([-1, 1]) * draw.uniform(0.5, 2.0) for at in used}
        asker = Asker(LinearText(weights))
        for text in corpus[:20]:
            instance = TextInstance(0, "text", text)
            known = [word for word in instance.units if word in weights]
            heaviest = set(sorted(known, key=lambda word: -abs(weights[word]))[:10])
            total += len(heaviest)
            for sampling in recalled:
                method = PredictionDifference(WordReplacer(corpus, 30, sampling == "conditional"))
                found = method.explain(instance, 1, asker, np.random.default_rng(0))
                strongest = np.argsort(-np.abs(found.signed_weights))[: len(heaviest)]
                recalled[sampling] += len(heaviest & {instance.units[at] for at in strongest})
    assert recalled["conditional"] / total >= 0.9
    assert recalled["conditional"] >= recalled["marginal"] - 0.03 * total

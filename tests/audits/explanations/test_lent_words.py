"""What the words of a sample lend to the error of a mean over explained rows."""

import numpy as np
import pytest

from audits.explanations.lent_words import (
    blocks_of,
    error_of,
    error_over_rows,
    influence_on_mean,
    without_each,
)
from audits.explanations.replacing_words import WordReplacer
from audits.explanations.text_tokens import TextInstance


def test_each_explained_row_has_a_block_and_the_others_are_dealt():
    assert blocks_of([9, 8, 7, 6, 5], [8, 6]) == [0, 0, 1, 1, 0]
    assert blocks_of([1, 2], []) == [-1, -1]


def test_where_nothing_is_lent_the_error_is_that_of_a_mean():
    values = np.random.default_rng(0).random(12)
    without = np.broadcast_to(values, (12, 12))
    error = error_of(influence_on_mean(values, without, np.arange(12)))
    assert error == pytest.approx(values.std(ddof=1) / np.sqrt(12))
    assert error_over_rows([0.1, 0.2], [np.empty(0), np.empty(0)], [0, 1]) is None


@pytest.mark.parametrize("conditional", [True, False])
def test_a_block_left_out_is_a_corpus_without_its_texts(conditional):
    rng = np.random.default_rng(1)
    words = ["good", "bad", "long", "odd", "new", "old", "dull", "loud"]
    corpus = [f"a {rng.choice(words)} film" for _ in range(60)]
    blocks = [at % 4 for at in range(60)]
    instance = TextInstance(0, "text", "a fine film", True, None)
    windows = WordReplacer(corpus, 99, conditional, blocks).windows(instance, rng)
    held = {int(window.units[0]): window for window in windows}[1]
    for block, shares in enumerate(without_each(held.shares, held.lent)):
        rest = [text for text, own in zip(corpus, blocks, strict=True) if own != block]
        fewer = WordReplacer(rest, 99, conditional).windows(instance, rng)
        expected = {int(window.units[0]): window for window in fewer}[1]
        known = dict(zip(expected.features["text"], expected.shares, strict=True))
        given = dict(zip(held.features["text"], shares, strict=True))
        assert {text: share for text, share in given.items() if share > 0} == pytest.approx(known)


def test_words_that_every_row_is_given_count_in_the_error_of_their_mean():
    """A row says its own value less the mean of the words: with n of each, both vary by 1 / n."""
    rng = np.random.default_rng(2)
    means, errors = [], []
    for _ in range(300):
        own, word = rng.normal(size=20), rng.normal(size=20)
        values = own - word.mean()
        left = (word.sum() - word) / 19
        errors.append(error_of(influence_on_mean(values, own - left[:, None], np.arange(20))))
        means.append(values.mean())
    # Of the rows alone the error would be 1 / sqrt(20), which is .7 of it.
    assert np.mean(errors) == pytest.approx(np.sqrt(2 / 20), rel=0.03)
    assert np.std(means) == pytest.approx(np.mean(errors), rel=0.1)

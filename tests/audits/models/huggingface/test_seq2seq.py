"""Batches of sentences: which go together, and how long a translation may become."""

import numpy as np
import pytest

from audits.models.huggingface.seq2seq import most_tokens
from tests.audits.models.tiny_translators import SENTENCES


@pytest.mark.parametrize(("source", "most"), [(1, 68), (16, 68), (17, 116), (500, 512)])
def test_a_translation_may_be_three_times_as_long_as_its_source_rounded_up(source, most):
    assert most_tokens(source) == most  # 3 x 16 + 20, 3 x 32 + 20, the network's own limit


def test_every_sentence_is_answered_once_and_in_its_place(marian):
    sizes = []

    def one(rows):
        sizes.append(len(rows))
        return np.array([len(SENTENCES[row]) for row in rows])

    starts = [row % 2 for row in range(len(SENTENCES))]
    answers = marian._asked(SENTENCES, one, starts)
    assert answers.tolist() == [len(sentence) for sentence in SENTENCES]
    assert sum(sizes) == len(SENTENCES)
    assert len(sizes) >= 2  # what starts otherwise goes apart


@pytest.mark.parametrize("tokens", [2, 15, 16, 17])
def test_the_decoder_reads_states_as_the_whole_network_reads_words(marian, tokens):
    """Also where the tokens are filled up behind."""
    import torch

    encoded = marian._encoded(["Hän on lääkäri."])
    ids = [marian.tongues.decoder_start("en"), *range(5, 5 + tokens)]
    whole = marian.network(**encoded, decoder_input_ids=torch.tensor([ids])).logits[0].double()
    logits = marian._logits(marian._states(encoded), encoded, ids)
    np.testing.assert_allclose(logits.numpy(), whole.numpy(), atol=1e-5)


def test_tokens_are_filled_up_behind_but_not_beyond_the_networks_length(marian):
    assert [len(row) for row in marian._filled([[1, 2, 3], [4]])] == [16, 16]
    assert [row[:3] for row in marian._filled([[1, 2, 3], [4]])] == [[1, 2, 3], [4, 4, 4]]
    assert len(marian._filled([list(range(17))])[0]) == 32
    long = marian.longest - 1
    assert len(marian._filled([[7] * long])[0]) == marian.longest

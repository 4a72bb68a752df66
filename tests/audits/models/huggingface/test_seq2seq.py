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


def test_the_decoder_reads_states_as_the_whole_network_reads_words(marian):
    import torch

    encoded = marian._encoded(["Hän on lääkäri."])
    ids = [marian.tongues.decoder_start("en"), 5, 9]
    whole = marian.network(**encoded, decoder_input_ids=torch.tensor([ids])).logits[0].double()
    logits = marian._logits(marian._states(encoded), encoded, ids)
    np.testing.assert_allclose(logits.numpy(), whole.numpy(), atol=1e-5)

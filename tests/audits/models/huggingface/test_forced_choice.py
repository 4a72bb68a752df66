"""The forced choice, against what transformers' own generation scores."""

import numpy as np
import pytest

FI_EN = {"source_language": "fi", "target_language": "en"}


def test_the_forced_choice_is_what_generation_scores(family):
    """generate() itself, started from what the readings share, gives the same log-odds."""
    import torch

    sentences = ["hän on doctor .", "hän on nurse .", "hän on"]
    odds = family.log_odds(sentences, first=["She is"] * 3, second=["He is"] * 3, **FI_EN)
    # Two tokens: mBART's settings force the last one to be the end.
    ((prefix, she, he),) = family._partings(["She is"], ["He is"], "en")
    for sentence, found in zip(sentences, odds, strict=True):
        encoded = family._encoded([sentence])
        generated = family.network.generate(
            **encoded, decoder_input_ids=torch.tensor([prefix]), do_sample=False, num_beams=1,
            max_new_tokens=2, output_scores=True, return_dict_in_generate=True,
        )  # fmt: skip
        scores = generated.scores[0][0].log_softmax(-1)
        assert found == pytest.approx(float(scores[she] - scores[he]), abs=1e-4)


# What the target's token is called in each family's own tokenizer; None: it has none in the text.
TARGETS = {"m2m": "__en__", "nllb": "eng_Latn", "mbart50": "en_XX", "t5": None}


def test_the_targets_token_comes_first(family, request):
    """Fairseq's families say the language where a translation starts, T5 before the source."""
    name = request.node.callspec.params["family"]
    ids = family.tongues.target_ids("She is", "en")
    words = family.tokenizer("She is", add_special_tokens=False).input_ids
    token = TARGETS[name]
    start = [] if token is None else [family.tokenizer.convert_tokens_to_ids(token)]
    assert family.tokenizer.unk_token_id not in start
    assert ids[: len(start) + len(words)] == [*start, *words]


def test_a_real_marian_forces_what_its_generation_scores(marian):
    tokenizer, network = marian.tokenizer, marian.network
    sentences = ["Hän on sairaanhoitaja.", "Hän lukee kirjaa.", "Hän on lääkäri."]
    odds = marian.log_odds(sentences, first=["She"] * 3, second=["He"] * 3, **FI_EN)
    she, he = (tokenizer(text_target=word).input_ids[0] for word in ("She", "He"))
    for sentence, found in zip(sentences, odds, strict=True):
        generated = network.generate(
            **tokenizer([sentence], return_tensors="pt"), num_beams=1, max_new_tokens=2,
            output_scores=True, return_dict_in_generate=True,
        )  # fmt: skip
        scores = generated.scores[0][0].log_softmax(-1)
        assert found == pytest.approx(float(scores[she] - scores[he]), abs=1e-4)


def test_readings_that_part_later_share_what_came_before(marian):
    odds = marian.log_odds(
        ["En tiedä, kuka hän on."] * 2,
        first=["I don't know who she", "same"], second=["I don't know who he", "same"], **FI_EN,
    )  # fmt: skip
    assert np.isfinite(odds[0])
    assert np.isnan(odds[1])

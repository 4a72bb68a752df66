"""Likelihoods of sentences, against the network itself."""

import numpy as np
import pytest

from audits.models import LanguageModel
from audits.models.opening import open_model
from audits.specification.document import ModelSpec


def test_a_causal_likelihood_is_the_models_own_loss(causal, tmp_path):
    import torch

    model = open_model(causal, ModelSpec(), scratch=tmp_path)
    assert isinstance(model, LanguageModel)
    ids = torch.tensor([[0, *model._ids("the nurse is here .")]])
    with torch.inference_mode():
        loss = float(model.network(ids, labels=ids).loss)
    (found,) = model.log_likelihood(["the nurse is here ."])
    assert found == pytest.approx(-loss * (ids.shape[1] - 1), rel=1e-5)
    pair = model.preference(["the nurse is here ."], ["the doctor is here ."])
    other = model.log_likelihood(["the doctor is here ."])
    assert pair[0] == pytest.approx(found - other[0])


def test_a_pseudo_likelihood_masks_each_token_in_turn(masked, tmp_path):
    import torch

    model = open_model(masked, ModelSpec(), scratch=tmp_path)
    ids = model._ids("the nurse is here")
    total = 0.0
    for place in range(1, len(ids) - 1):
        row = list(ids)
        row[place] = model.tokenizer.vocab["[MASK]"]
        with torch.inference_mode():
            logits = model.network(input_ids=torch.tensor([row])).logits[0, place]
        total += float(logits.log_softmax(-1)[ids[place]])
    assert model.log_likelihood(["the nurse is here"])[0] == pytest.approx(total, abs=1e-4)


def test_a_pair_is_compared_on_the_tokens_both_have(masked, tmp_path):
    import torch

    model = open_model(masked, ModelSpec(), scratch=tmp_path)
    first, second = model._ids("the nurse is"), model._ids("the doctor is")

    def at(ids, place):
        row = list(ids)
        row[place] = model.tokenizer.vocab["[MASK]"]
        with torch.inference_mode():
            logits = model.network(input_ids=torch.tensor([row])).logits[0, place]
        return float(logits.log_softmax(-1)[ids[place]])

    expected = sum(at(first, place) - at(second, place) for place in (1, 3))
    assert model.preference(["the nurse is"], ["the doctor is"])[0] == pytest.approx(
        expected, abs=1e-4
    )


def test_batches_change_nothing(causal, tmp_path):
    model = open_model(causal, ModelSpec(), scratch=tmp_path)
    sentences = ["the nurse is here .", "she is", "the doctor"] * 20
    together = model.log_likelihood(sentences)
    alone = [model.log_likelihood([sentence])[0] for sentence in sentences[:3]]
    np.testing.assert_allclose(together[:3], alone, atol=1e-4)


def test_what_is_continued_is_what_generation_gives(causal, tmp_path):
    import torch

    model = open_model(causal, ModelSpec(), scratch=tmp_path)
    sentences = ["the nurse is here .", "she is", "the doctor is here ."]
    first, short, third = model.continued(sentences, prefix=2, suffix=3)
    assert short is None
    ids = model._begun(sentences[0])
    assert first.expected == tuple(ids[3:6])
    for answer, sentence in ((first, sentences[0]), (third, sentences[2])):
        begun = torch.tensor([model._begun(sentence)[:3]])
        generated = model.network.generate(
            begun, attention_mask=torch.ones_like(begun), do_sample=False, min_new_tokens=3,
            max_new_tokens=3, eos_token_id=None, pad_token_id=0,
        )  # fmt: skip
        assert answer.given == tuple(generated[0, 3:].tolist())


def test_a_masked_model_passes_a_sentence_once_for_each_of_its_tokens(masked, tmp_path):
    import torch

    from audits.models.huggingface.operations import count_operations

    model = open_model(masked, ModelSpec(), scratch=tmp_path)
    ids = torch.tensor([model._ids("the nurse is here .")])
    fed = {"input_ids": ids, "attention_mask": torch.ones_like(ids)}
    once = count_operations(model.network, fed)
    counted = model.operations_while(lambda: model.log_likelihood(["the nurse is here ."]))
    # Five tokens, between the two that begin and end it.
    assert counted.multiply_accumulates["matrix product"] == (
        5 * once.multiply_accumulates["matrix product"]
    )
    assert counted.parameters == once.parameters
    assert model.engine.startswith("torch ")

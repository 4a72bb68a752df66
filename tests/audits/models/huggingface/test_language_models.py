import math

import numpy as np
import pytest

from audits.errors import Refused
from audits.models import ForcedChoice, LanguageModel, Translator
from audits.models.opening import inspect_model, open_model
from audits.specification.document import ModelSpec

WORDS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "the", "nurse", "doctor", "is", "here",
         "she", "he", ".", "translate", "from", "finnish", "to", "english", ":"]  # fmt: skip


@pytest.fixture(scope="module")
def masked(tmp_path_factory):
    import torch
    import transformers as hf

    folder = tmp_path_factory.mktemp("bert")
    torch.manual_seed(3)
    (folder / "vocab.txt").write_text("\n".join(WORDS), encoding="utf-8")
    tokenizer = hf.BertTokenizer(vocab={w: i for i, w in enumerate(WORDS)})
    config = hf.BertConfig(
        vocab_size=len(WORDS), hidden_size=16, num_hidden_layers=1, num_attention_heads=2,
        intermediate_size=32, max_position_embeddings=32,
    )  # fmt: skip
    hf.BertForMaskedLM(config).save_pretrained(folder / "model")
    tokenizer.save_pretrained(folder / "model")
    return folder / "model"


@pytest.fixture(scope="module")
def causal(tmp_path_factory):
    import torch
    import transformers as hf
    from tokenizers import Tokenizer, models, pre_tokenizers

    folder = tmp_path_factory.mktemp("gpt2")
    torch.manual_seed(4)
    words = ["<|endoftext|>", *WORDS]
    tokenizer = Tokenizer(models.WordLevel({w: i for i, w in enumerate(words)}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    wrapped = hf.PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, bos_token="<|endoftext|>", eos_token="<|endoftext|>",
        unk_token="[UNK]", pad_token="[PAD]",
    )  # fmt: skip
    config = hf.GPT2Config(
        vocab_size=len(words), n_embd=16, n_layer=1, n_head=2, n_positions=64, bos_token_id=0,
        eos_token_id=0,
    )  # fmt: skip
    hf.GPT2LMHeadModel(config).save_pretrained(folder / "model")
    wrapped.save_pretrained(folder / "model")
    return folder / "model"


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
        row[place] = WORDS.index("[MASK]")
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
        row[place] = WORDS.index("[MASK]")
        with torch.inference_mode():
            logits = model.network(input_ids=torch.tensor([row])).logits[0, place]
        return float(logits.log_softmax(-1)[ids[place]])

    expected = sum(at(first, place) - at(second, place) for place in (1, 3))
    assert model.preference(["the nurse is"], ["the doctor is"])[0] == pytest.approx(
        expected, abs=1e-4
    )


def test_a_causal_model_is_asked_to_translate_and_forced(causal, tmp_path):
    import torch

    spec = ModelSpec(task="translation", source_language="fi", target_language="en")
    model = open_model(causal, spec, scratch=tmp_path)
    assert isinstance(model, Translator)
    assert isinstance(model, ForcedChoice)
    said = model.translate(["the nurse"], source_language="fi", target_language="en")
    assert len(said) == 1
    (odds,) = model.log_odds(
        ["the nurse"], first=["she"], second=["he"], source_language="fi", target_language="en"
    )
    prompt = "Translate from Finnish to English.\nFinnish: the nurse\nEnglish:"
    ids = torch.tensor([model._ids(prompt)])
    with torch.inference_mode():
        logs = model.network(ids).logits[0, -1].log_softmax(-1)
    she, he = (model.tokenizer.convert_tokens_to_ids(word) for word in ("she", "he"))
    assert odds == pytest.approx(float(logs[she] - logs[he]), abs=1e-4)
    assert math.isfinite(odds)
    assert inspect_model(causal, spec, scratch=tmp_path).capabilities[1:] == (
        "Translator", "ForcedChoice",
    )  # fmt: skip


def test_a_language_model_must_be_told_what_to_translate_from(causal, tmp_path):
    with pytest.raises(Refused, match=r"model\.source_language"):
        open_model(causal, ModelSpec(task="translation"), scratch=tmp_path)


def test_batches_change_nothing(causal, tmp_path):
    model = open_model(causal, ModelSpec(), scratch=tmp_path)
    sentences = ["the nurse is here .", "she is", "the doctor"] * 20
    together = model.log_likelihood(sentences)
    alone = [model.log_likelihood([sentence])[0] for sentence in sentences[:3]]
    np.testing.assert_allclose(together[:3], alone, atol=1e-4)

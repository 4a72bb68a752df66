"""A causal model asked in words to translate."""

import math

import pytest

from audits.models import ForcedChoice, Translator
from audits.models.opening import inspect_model, open_model
from audits.specification.document import ModelSpec


def test_a_causal_model_is_asked_to_translate_and_forced(causal, tmp_path):
    import torch

    spec = ModelSpec(task="translation", source_language="fi", target_language="en")
    model = open_model(causal, spec, scratch=tmp_path)
    assert isinstance(model, Translator)
    assert isinstance(model, ForcedChoice)
    said = model.translate(["the nurse"], source_language="fi", target_language="en")
    assert len(said) == 1
    asked = model.tokenizer("Translate from Finnish to English.\nFinnish: the nurse\nEnglish:")
    assert model.tokens.read == len(asked.input_ids)
    assert 1 <= model.tokens.written <= 96
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
        "Translator", "ForcedChoice", "CountableTexts",
    )  # fmt: skip


TEMPLATE = (
    "{% for m in messages %}<s> {{ m.role }} is {{ m.content }} </s>{% endfor %}"
    "{% if add_generation_prompt %}<s> doctor said {% endif %}"
)


def test_a_chat_is_asked_by_its_own_template(causal, tmp_path):
    """Its answer, and the odds of two readings, are those of transformers behind the template."""
    import torch

    spec = ModelSpec(task="translation", source_language="fi", target_language="en")
    model = open_model(causal, spec, scratch=tmp_path)
    assert dict(model.reading)["asked to translate"] == "in a plain sentence"
    model.tokenizer.chat_template = TEMPLATE
    assert "chat template" in dict(model.reading)["asked to translate"]
    asked = "Translate from Finnish to English.\nFinnish: the nurse\nEnglish:"
    text = model.tokenizer.apply_chat_template(
        [{"role": "user", "content": asked}], tokenize=False, add_generation_prompt=True
    )
    assert text.startswith("<s> user is Translate")
    ids = torch.tensor([model.tokenizer(text, add_special_tokens=False).input_ids])
    with torch.inference_mode():
        whole = model.network.generate(ids, do_sample=False, max_new_tokens=96)
        logs = model.network(ids).logits[0, -1].log_softmax(-1)
    expected = model.tokenizer.decode(whole[0, ids.shape[1] :], skip_special_tokens=True)
    ways = {"source_language": "fi", "target_language": "en"}
    assert model.translate(["the nurse"], **ways) == [expected.strip().partition("\n")[0].strip()]
    assert model.tokens.read == ids.shape[1]
    (odds,) = model.log_odds(["the nurse"], first=["she"], second=["he"], **ways)
    she, he = (model.tokenizer.convert_tokens_to_ids(word) for word in ("she", "he"))
    assert odds == pytest.approx(float(logs[she] - logs[he]), abs=1e-4)

"""A folder becomes a language model, or is refused with what to do."""

import pytest

from audits.errors import Refused
from audits.models import Translator
from audits.models.opening import inspect_model, open_model
from audits.specification.document import ModelSpec
from audits.specification.parsing import load_yaml


def test_a_language_model_must_be_told_what_to_translate_from(causal, tmp_path):
    with pytest.raises(Refused, match=r"model\.source_language") as refusal:
        open_model(causal, ModelSpec(task="translation"), scratch=tmp_path)
    (key,) = refusal.value.problems[0].remedy.split("`")[1::2]
    said = ModelSpec.model_validate({"task": "translation"} | load_yaml(key))
    assert isinstance(open_model(causal, said, scratch=tmp_path), Translator)


def test_the_task_says_whether_a_causal_model_translates(causal, tmp_path):
    assert not isinstance(open_model(causal, ModelSpec(), scratch=tmp_path), Translator)
    profile = inspect_model(causal, ModelSpec(), scratch=tmp_path)
    assert (profile.task, profile.capabilities) == (
        "text-generation",
        ("LanguageModel", "Generator", "CountableTexts"),
    )


def test_a_masked_model_without_a_mask_token_is_refused(masked, tmp_path):
    import shutil

    import transformers as hf

    folder = shutil.copytree(masked, tmp_path / "bert")
    for name in ("tokenizer.json", "tokenizer_config.json", "special_tokens_map.json", "vocab.txt"):
        (folder / name).unlink(missing_ok=True)
    from tokenizers import Tokenizer, models

    words = Tokenizer(models.WordLevel({"[UNK]": 0, "[PAD]": 1}, unk_token="[UNK]"))
    hf.PreTrainedTokenizerFast(
        tokenizer_object=words, unk_token="[UNK]", pad_token="[PAD]"
    ).save_pretrained(folder)
    with pytest.raises(Refused, match="has no mask token"):
        open_model(folder, ModelSpec(), scratch=tmp_path)

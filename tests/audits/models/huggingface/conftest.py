"""Translators that several files ask: every family tiny, and the small Finnish one."""

import os
import shutil
from pathlib import Path

import pytest

from audits.models.opening import open_model
from audits.specification.document import ModelSpec
from tests.audits.models.huggingface.small_bert import small_bert
from tests.audits.models.tiny_translators import save

SMALL = Path(
    os.environ.get("EVENHAND_TRANSLATOR", "examples/translation_finnish/marian-fi-en-small")
)
FAMILIES = ("m2m", "nllb", "mbart50", "t5")
FI_EN = {"source_language": "fi", "target_language": "en"}


@pytest.fixture(scope="module", params=FAMILIES)
def family(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp(request.param)
    saved = save(request.param, folder)
    return open_model(saved, ModelSpec(**FI_EN), scratch=folder)


@pytest.fixture(scope="module")
def marian(tmp_path_factory):
    if not SMALL.is_dir():
        pytest.skip("the small Finnish translator is not there")
    return open_model(SMALL, ModelSpec(), scratch=tmp_path_factory.mktemp("marian"))


@pytest.fixture
def small():
    """The folder of the small Finnish translator."""
    if not SMALL.is_dir():
        pytest.skip("the small Finnish translator is not there")
    return SMALL


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


@pytest.fixture(scope="session")
def saved_bert(tmp_path_factory):
    return small_bert(tmp_path_factory.mktemp("bert"))


@pytest.fixture
def bert(saved_bert, tmp_path):
    """The folder of a BERT of nine words, to be changed."""
    return Path(shutil.copytree(saved_bert, tmp_path / "bert"))

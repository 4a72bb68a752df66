"""A network that torch made, written as llama.cpp's converter writes it, answers as torch does."""

from pathlib import Path

import numpy as np
import pytest

from audits.models.opening import open_model
from audits.specification.document import ModelSpec
from tests.adapter_examples import Example, texts
from tests.gguf_files import WORDS, network, tokens, write
from tests.lazily import lazily

gguf = lazily("gguf")


def example(folder):
    """A tiny Qwen2 with its byte-level tokenizer."""
    return Example(write(folder / "model.gguf"), ModelSpec(), texts())


def likelihood(text: str, bits: str | None) -> float:
    """The log-probability of the text after the token that begins it, by torch alone."""
    import torch

    ids = torch.tensor([[0, *tokens().encode(text).ids]])
    with torch.inference_mode():
        shares = torch.log_softmax(network(bits)(ids).logits, dim=-1)
    return float(shares[0, :-1].gather(1, ids[0, 1:, None]).sum())


@pytest.mark.parametrize("bits", [None, "Q8_0", "Q4_0"])
def test_it_answers_as_the_network_that_it_was_made_of(tmp_path: Path, bits: str | None) -> None:
    model = open_model(write(tmp_path / "m.gguf", bits), ModelSpec(), scratch=tmp_path)
    expected = [likelihood(text, bits) for text in WORDS]
    np.testing.assert_allclose(model.log_likelihood(WORDS), expected, atol=1e-3)
    assert len(set(np.round(expected, 2))) > 1
    assert "in 32 bits" in dict(model.reading)["unpacked"]


def test_the_chat_template_that_stands_in_the_file_is_used(tmp_path: Path) -> None:
    template = "{% for m in messages %}[{{ m.role }}] {{ m.content }}{% endfor %}"
    model = open_model(write(tmp_path / "m.gguf", template=template), ModelSpec(), scratch=tmp_path)
    told = model.tokenizer.apply_chat_template(
        [{"role": "user", "content": "hello"}], tokenize=False
    )
    assert told == "[user] hello"

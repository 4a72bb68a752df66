"""Tiny language models written as GGUF, with the names that llama.cpp gives to tensors."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from tests.lazily import lazily

gguf = lazily("gguf")
WORDS = ["she washes dishes", "he is clever", "the doctor said hello", "hello"]


@cache
def tokens() -> Any:
    """A byte-level tokenizer of some 290 tokens; the first ends a text."""
    from tokenizers import Tokenizer, models, pre_tokenizers, trainers

    made = Tokenizer(models.BPE())
    made.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(
        vocab_size=290, special_tokens=["<|endoftext|>"], initial_alphabet=alphabet
    )
    made.train_from_iterator(WORDS * 5, trainer)
    return made


@cache
def network(bits: str | None = None) -> Any:
    """Two layers of Qwen2, filled at random. bits: matrices hold what these leave of them."""
    import torch
    from transformers import Qwen2Config, Qwen2ForCausalLM

    torch.manual_seed(0)
    config = Qwen2Config(
        vocab_size=tokens().get_vocab_size(), hidden_size=32, intermediate_size=64,
        num_hidden_layers=2, num_attention_heads=4, num_key_value_heads=2,
        max_position_embeddings=128, tie_word_embeddings=False,
    )  # fmt: skip
    made = Qwen2ForCausalLM(config).eval()
    with torch.no_grad():  # so that one text is plainly likelier than another
        for weights in made.parameters():
            weights.mul_(3)
            if bits is not None and weights.ndim == 2:
                kind = getattr(gguf.GGMLQuantizationType, bits)
                packed = gguf.quants.quantize(weights.numpy().astype(np.float32), kind)
                weights.copy_(torch.from_numpy(gguf.quants.dequantize(packed, kind)))
    return made


def write(
    path: Path,
    bits: str | None = None,
    *,
    template: str | None = None,
    architecture: str = "qwen2",
    without: str | None = None,
) -> Path:
    """The network as a file. bits: how matrices are packed; None for 32."""
    config, made = network().config, network()
    writer = gguf.GGUFWriter(path, architecture)
    writer.add_context_length(config.max_position_embeddings)
    writer.add_embedding_length(config.hidden_size)
    writer.add_block_count(config.num_hidden_layers)
    writer.add_feed_forward_length(config.intermediate_size)
    writer.add_head_count(config.num_attention_heads)
    writer.add_head_count_kv(config.num_key_value_heads)
    writer.add_layer_norm_rms_eps(config.rms_norm_eps)
    writer.add_rope_freq_base(config.rope_parameters["rope_theta"])
    model = json.loads(tokens().to_str())["model"]
    words = sorted(model["vocab"], key=model["vocab"].get)
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("qwen2")
    writer.add_token_list(words)
    writer.add_token_types([3] + [1] * (len(words) - 1))
    writer.add_token_merges([" ".join(pair) for pair in model["merges"]])
    writer.add_bos_token_id(0)
    writer.add_eos_token_id(0)
    if template is not None:
        writer.add_chat_template(template)
    names = gguf.get_tensor_name_map(gguf.MODEL_ARCH.QWEN2, config.num_hidden_layers)
    kind = None if bits is None else getattr(gguf.GGMLQuantizationType, bits)
    for name, tensor in made.state_dict().items():
        called = names.get_name(name, try_suffixes=(".weight", ".bias"))
        values = tensor.numpy().astype(np.float32)
        if called == without:
            continue
        if kind is not None and values.ndim == 2:
            writer.add_tensor(called, gguf.quants.quantize(values, kind), raw_dtype=kind)
        else:
            writer.add_tensor(called, values)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path

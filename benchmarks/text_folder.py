"""A text classifier of BERT's size in a folder, with a tokenizer of a few words."""

import json
from pathlib import Path

WORDS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "good", "bad", "fine", "poor", "the",
         "film", "was", "not"]  # fmt: skip


def text_folder(folder: Path, *, width: int = 768, layers: int = 12) -> Path:
    """Random weights, real sizes: what is measured is the machine, not the model."""
    import torch
    from transformers import BertConfig, BertForSequenceClassification, BertTokenizerFast

    torch.manual_seed(0)
    places = {word: place for place, word in enumerate(WORDS)}
    BertTokenizerFast(vocab=places, model_max_length=128).save_pretrained(folder)
    config = BertConfig(
        vocab_size=len(WORDS), hidden_size=width, num_hidden_layers=layers,
        num_attention_heads=width // 64, intermediate_size=4 * width, num_labels=2,
        max_position_embeddings=128,
    )  # fmt: skip
    BertForSequenceClassification(config).save_pretrained(folder, safe_serialization=True)
    held = json.loads((folder / "config.json").read_text())
    assert held["architectures"] == ["BertForSequenceClassification"]
    return folder

"""A BERT of nine words, what transformers says of it, and what must never be unpickled."""

from pathlib import Path
from typing import Any

import numpy as np

from audits.specification.document import ModelSpec
from tests.lazily import lazily

torch = lazily("torch")
transformers = lazily("transformers")

WORDS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "good", "bad", "day", "very"]


def small_bert(folder: Path, labels: int = 2) -> Path:
    torch.manual_seed(0)
    config = transformers.BertConfig(
        vocab_size=len(WORDS), hidden_size=16, num_hidden_layers=1, num_attention_heads=2,
        intermediate_size=16, max_position_embeddings=32, num_labels=labels,
    )  # fmt: skip
    if labels == 2:
        config.id2label, config.label2id = {0: "no", 1: "yes"}, {"no": 0, "yes": 1}
    transformers.BertForSequenceClassification(config).save_pretrained(folder)
    (folder / "vocab.txt").write_text("\n".join(WORDS))
    transformers.BertTokenizerFast(str(folder / "vocab.txt")).save_pretrained(folder)
    return folder


SPEC = ModelSpec(inputs={"text": ["comment"]})


TEXTS = ["good day", "very very bad day", "bad", "", None, "good " * 60]


def expected(folder: Path) -> Any:
    """One sentence at a time, without padding, straight from transformers."""
    network = transformers.AutoModelForSequenceClassification.from_pretrained(folder).eval()
    tokenizer = transformers.AutoTokenizer.from_pretrained(folder)
    rows = []
    with torch.inference_mode():
        for text in TEXTS:
            found = tokenizer(text or "", return_tensors="pt", truncation=True, max_length=32)
            rows.append(network(**found).logits.softmax(-1)[0].numpy())
    return np.array(rows)


class Marker:
    """Creates a file when unpickled."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Any, tuple[Any, ...]]:
        return Path.touch, (self.path,)

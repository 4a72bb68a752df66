"""Encoders without a head: a vector of each text, and of each layer below it.

A text's vector is the mean over its tokens, or its first token where the folder's pooling says so
(sentence-transformers' `1_Pooling/config.json`); below the last layer it is the mean.

folder: the model's, looked over; config: its `config.json`; spec: what the plan says of it;
fingerprint: the digest of its files.
"""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audits.errors import Refused
from audits.models.huggingface import loading
from audits.models.huggingface.allowed_types import PADDED_SAFELY, TEXT_TYPES
from audits.models.huggingface.device import beside, on_device
from audits.models.huggingface.folder_check import POOLING, read_json
from audits.models.huggingface.tokenization import check_words, longest_of
from audits.models.output_reading import Reading, told_of
from audits.specification.document import ModelSpec
from audits.specification.profiles import InputProfile, ModelProfile
from audits.specification.roles import Kind

ROWS = 32
MEAN, FIRST = "mean over tokens", "first token"
_MODES = {"pooling_mode_mean_tokens": MEAN, "pooling_mode_cls_token": FIRST}


@dataclass
class SentenceEncoder:
    """An `Embedder` of sentences. pooling: how the last layer's tokens become one vector."""

    network: Any
    tokenizer: Any
    fingerprint: str
    pooling: str
    longest: int
    is_apart: bool
    warnings: list[str] = field(default_factory=list)
    left_out: tuple[str, ...] = ()
    reads: tuple[str, ...] = ()

    @property
    def reads_sentences(self) -> bool:
        """Whole sentences, spelled in pieces: no word is unknown."""
        return True

    @property
    def reading(self) -> Reading:
        """What is read of the model, and as what."""
        layers = getattr(self.network.config, "num_hidden_layers", "?")
        return (
            ("vector", f"{self.pooling} of the last of {layers} layers"),
            ("tokenizer", f"{type(self.tokenizer).__name__}, {len(self.tokenizer):,} tokens; "
             f"texts of up to {self.longest:,} tokens are read whole"),
            *told_of(self.left_out),
        )  # fmt: skip

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Shape (layers, texts, width): layer 0 is the words' own, the last the text's vector."""
        import torch

        lengths = [len(row) for row in self._encoded(texts).input_ids]
        order = sorted(range(len(texts)), key=lambda row: (lengths[row], row))
        answers: NDArray[np.float32] | None = None
        with loading.translated(torch), torch.inference_mode():
            for rows in self._batches(order, lengths):
                layers = self._asked([texts[row] for row in rows])
                if answers is None:
                    shape = (layers.shape[0], len(texts), layers.shape[2])
                    answers = np.empty(shape, dtype=np.float32)
                answers[:, rows] = layers
        assert answers is not None, "no text to embed"
        return answers

    def _batches(self, order: Sequence[int], lengths: Sequence[int]) -> list[list[int]]:
        """Rows that go together; of a network that padding disturbs, of one length each."""
        batches: list[list[int]] = []
        for row in order:
            full = not batches or len(batches[-1]) == ROWS
            if full or (self.is_apart and lengths[batches[-1][0]] != lengths[row]):
                batches.append([])
            batches[-1].append(row)
        return batches

    def _encoded(self, texts: Sequence[str], **more: Any) -> Any:
        return self.tokenizer(list(texts), truncation=True, max_length=self.longest, **more)

    def _asked(self, texts: Sequence[str]) -> NDArray[np.float32]:
        import torch

        prepared = beside(self.network, self._encoded(texts, padding=True, return_tensors="pt"))
        states = self.network(**prepared, output_hidden_states=True).hidden_states
        mask = prepared["attention_mask"].unsqueeze(-1).to(states[0].dtype)
        pooled = [(state * mask).sum(dim=1) / mask.sum(dim=1) for state in states]
        if self.pooling == FIRST:
            pooled[-1] = states[-1][:, 0]
        layers: NDArray[np.float32] = torch.stack(pooled).float().cpu().numpy()
        return layers


def open_encoder(
    folder: Path, config: Mapping[str, Any], spec: ModelSpec, fingerprint: str
) -> SentenceEncoder:
    """The encoder with the folder's own pooling; raises `Refused` where it does not fit."""
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    loading.check_type(config, TEXT_TYPES)
    check_words(folder, config)
    pooling = _pooling(folder)
    tokenizer = loading.load_tokenizer(folder, config)
    notices: list[str] = []
    network = on_device(loading.load_network(folder, config, "AutoModel"), notices)
    is_apart = config.get("model_type") not in PADDED_SAFELY or tokenizer.pad_token is None
    longest = longest_of(network, tokenizer)
    return SentenceEncoder(network, tokenizer, fingerprint, pooling, longest, is_apart, notices)


def _pooling(folder: Path) -> str:
    path = folder / POOLING
    if not path.is_file() or path.is_symlink():
        return MEAN
    stated = read_json(path)
    modes = [name for name, on in stated.items() if on is True and name.startswith("pooling_mode")]
    if len(modes) != 1 or modes[0] not in _MODES:
        raise Refused.because(
            "model.files.1_Pooling", f"pools by {', '.join(modes) or 'nothing'}",
            "mean over tokens and the first token are known", "unsupported_pooling",
        )  # fmt: skip
    return _MODES[modes[0]]


def profile_encoder(
    folder: Path, config: Mapping[str, Any], spec: ModelSpec, fingerprint: str
) -> ModelProfile:
    """Opens the model: what does not fit is found out before an audit starts."""
    model = open_encoder(folder, config, spec, fingerprint)
    width = int(getattr(model.network.config, "hidden_size", 0))
    return ModelProfile(
        format="huggingface",
        task="embedding",
        inputs=(),
        outputs=(InputProfile("vector", Kind.NUMBER, "float32", (None, width)),),
        classes=(),
        capabilities=("Embedder",),
        probabilities=False,
        sha256=fingerprint,
        parameters=sum(weights.numel() for weights in model.network.parameters()),
        warnings=tuple(model.warnings),
        reading=model.reading,
    )

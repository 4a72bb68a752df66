"""ONNX translators: an encoder and a decoder file beside config and tokenizer, and a greedy loop.

The names are those that exporters give: `encoder_model.onnx` (input_ids, attention_mask) and
`decoder_model.onnx` (input_ids, encoder_hidden_states, encoder_attention_mask -> logits).

folder: the model's, looked over; config: its `config.json`; spec: what the plan says of it;
fingerprint: the digest of its files.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NoReturn, Self

import numpy as np
from numpy.typing import NDArray

from audits.errors import NotApplicable, Refused
from audits.models import Operations
from audits.models.huggingface import loading
from audits.models.huggingface.ctranslate2 import FastTranslator
from audits.models.huggingface.opening_translators import TYPES, of_languages, profile_of
from audits.models.huggingface.seq2seq import most_tokens
from audits.models.huggingface.single_sentences import AskedAlone
from audits.models.huggingface.translation import FolderTranslator
from audits.models.onnx.session import Runtime
from audits.specification.document import ModelSpec
from audits.specification.profiles import ModelProfile

ENCODER, DECODER = "encoder_model.onnx", "decoder_model.onnx"


@dataclass
class OnnxPair:
    """Two sessions, and the configuration that says how they are used."""

    encoder: Runtime
    decoder: Runtime
    config: Any
    generation_config: Any

    def encode(self, ids: NDArray[np.int64], mask: NDArray[np.int64]) -> NDArray[np.float32]:
        """The encoder's states, shape (rows, tokens, width).

        ids, mask: shape (rows, tokens), the tokens of each source, and 1 where it is no padding.
        """
        outputs = self.encoder.run(
            ["last_hidden_state"], {"input_ids": ids, "attention_mask": mask}
        )
        return np.asarray(outputs[0])

    def last_logits(
        self, tokens: NDArray[np.int64], states: NDArray[np.float32], mask: NDArray[np.int64]
    ) -> NDArray[np.float32]:
        """The logits of the token after these: shape (rows, vocabulary).

        tokens: shape (rows, tokens so far), of each translation. states: shape (rows, tokens,
        width), of `encode`. mask: shape (rows, tokens), as there.
        """
        return self.logits(tokens, states, mask)[:, -1]

    def logits(
        self, tokens: NDArray[np.int64], states: NDArray[np.float32], mask: NDArray[np.int64]
    ) -> NDArray[np.float32]:
        """The logits after each of these tokens.

        tokens: shape (rows, tokens so far), of each translation. states: shape (rows, tokens,
        width), of `encode`. mask: shape (rows, tokens), as there. Returned: shape (rows, tokens so
        far, vocabulary).
        """
        outputs = self.decoder.run(
            ["logits"],
            {"input_ids": tokens, "encoder_hidden_states": states, "encoder_attention_mask": mask},
        )
        return np.asarray(outputs[0])

    def parameters(self) -> list[Any]:
        """None are counted: the graphs may share them."""
        return []


@dataclass
class OnnxTranslator(FolderTranslator):
    """Decodes greedily without a cache: right, and slower than the folder's own weights."""

    @property
    def engine(self) -> str:
        """What runs the two graphs: name, version, device and threads."""
        pair: OnnxPair = self.network
        return pair.decoder.engine

    def operations_while(self, ask: Callable[[], object]) -> Operations:
        """Of two graphs that may share weights, and of which one is run for each token, nothing.

        ask: asks this model. Raises `NotApplicable`.
        """
        raise NotApplicable(
            "a translator of two graphs is not counted: they may share weights, and the decoder "
            "reads the whole translation anew for each token",
            "give the network's own weights",
        )

    @contextmanager
    def asked_by(self, threads: int) -> Iterator[Self]:
        """Second sessions over the same two files, with so many threads."""
        pair: OnnxPair = self.network
        encoder, decoder = (
            Runtime(one.path, threads=threads, scanned=one.file)
            for one in (pair.encoder, pair.decoder)
        )
        other = replace(pair, encoder=encoder, decoder=decoder)
        yield replace(self, network=other, compared={}, warnings=[])

    def asked_in(self, precision: str) -> NoReturn:
        """Raises `NotApplicable`: two graphs are not computed by torch here. precision: any."""
        raise NotApplicable(
            "a translator of two graphs is not computed in another precision",
            "give the network's own weights",
        )

    def _choose_engine(
        self, sentences: Sequence[str], target: str, readings: tuple[str, str] | None
    ) -> Iterable[AskedAlone]:
        self.notes.append("Translated by ONNX Runtime, greedily.")
        return self._compared(sentences, target, None, readings)

    def _generated(self, sentences: list[str], target: str, engine: FastTranslator | None) -> Any:
        pair: OnnxPair = self.network
        rows = self._tokens(sentences)
        ids, mask = _padded(rows, self.tokenizer.pad_token_id)
        states = pair.encode(ids, mask)
        settings = self.tongues.generating(target)
        generated = np.full((len(rows), 1), self.tongues.decoder_start(target), dtype=np.int64)
        eos, pad = self._end, self.tokenizer.pad_token_id
        open_rows = np.ones(len(rows), dtype=bool)
        for step in range(min(most_tokens(ids.shape[1]), self.longest - 1)):
            logits = pair.last_logits(generated, states, mask)
            logits[:, self._banned] = -np.inf
            next_tokens = logits.argmax(-1)
            if step == 0 and "forced_bos_token_id" in settings:
                next_tokens[:] = settings["forced_bos_token_id"]
            next_tokens = np.where(open_rows, next_tokens, pad)
            generated = np.concatenate([generated, next_tokens[:, None]], axis=1)
            open_rows &= next_tokens != eos
            if not open_rows.any():
                break
        return generated.tolist()

    @property
    def _beams(self) -> int:
        return 1

    @property
    def _is_greedy(self) -> bool:
        return True

    @property
    def _end(self) -> int:
        return int(self.network.config.eos_token_id)

    @property
    def _banned(self) -> list[int]:
        pad = self.tokenizer.pad_token_id
        return [pad] if pad != self._end else []

    def _states(self, encoded: Mapping[str, Any]) -> Any:
        pair: OnnxPair = self.network
        return pair.encode(*(encoded[name].numpy() for name in ("input_ids", "attention_mask")))

    def _logits(self, states: Any, encoded: Mapping[str, Any], ids: Sequence[int]) -> Any:
        import torch

        pair: OnnxPair = self.network
        tokens = np.array([list(ids)], dtype=np.int64)
        output = pair.logits(tokens, states, encoded["attention_mask"].numpy())
        return torch.from_numpy(output[0].astype(np.float64))

    def _logit_gap(
        self, encoded: Mapping[str, Any], prefix: tuple[int, ...], one: list[int], other: list[int]
    ) -> NDArray[np.float64]:
        pair: OnnxPair = self.network
        ids, mask = (encoded[name].numpy() for name in ("input_ids", "attention_mask"))
        tokens = np.tile(np.array(prefix, dtype=np.int64), (len(one), 1))
        logits = pair.last_logits(tokens, pair.encode(ids, mask), mask).astype(np.float64)
        rows = np.arange(len(one))
        return np.asarray(logits[rows, one] - logits[rows, other])


def open_translator(
    folder: Path, config: Mapping[str, Any], spec: ModelSpec, fingerprint: str
) -> OnnxTranslator:
    """A translator of two graphs; its languages are read as those of other folders."""
    loading.check_type(config, TYPES)
    tokenizer = loading.load_tokenizer(folder, config)
    network = open_pair(folder)
    return of_languages(OnnxTranslator, network, tokenizer, config, spec, fingerprint, "cpu")


def profile_translator(
    folder: Path, config: Mapping[str, Any], spec: ModelSpec, fingerprint: str
) -> ModelProfile:
    """What the two graphs take and answer; one word is translated, so that faults show now.

    Raises `Refused` as `open_translator` does.
    """
    return profile_of(open_translator(folder, config, spec, fingerprint))


def open_pair(folder: Path) -> OnnxPair:
    """Both sessions with the folder's configuration; raises `Refused` where names differ."""
    for name in (ENCODER, DECODER):
        if not (folder / name).is_file():
            raise Refused.because(
                f"model.files.{name}",
                "a translator of graphs is two of them, and this one is not there",
                f"export it without a cache, as {ENCODER} and {DECODER}",
                "incomplete",
            )
    loading.offline()
    from transformers import AutoConfig, GenerationConfig

    with loading.refusing("config.json"):
        config = AutoConfig.from_pretrained(folder, local_files_only=True, trust_remote_code=False)
        generation = GenerationConfig.from_model_config(config)
    encoder, decoder = Runtime(folder / ENCODER), Runtime(folder / DECODER)
    for name, runtime, needed in (
        (ENCODER, encoder, {"input_ids", "attention_mask"}),
        (DECODER, decoder, {"input_ids", "encoder_hidden_states", "encoder_attention_mask"}),
    ):
        input_names = {item.name for item in runtime.inputs}
        if input_names != needed:
            raise Refused.because(
                f"model.files.{name}",
                f"takes {', '.join(sorted(input_names))}",
                f"export it without a cache, so that it takes {', '.join(sorted(needed))}",
                "wrong_inputs",
            )
    return OnnxPair(encoder, decoder, config, generation)


def _padded(rows: Sequence[Sequence[int]], pad: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    width = max(map(len, rows))
    ids = np.full((len(rows), width), pad, dtype=np.int64)
    mask = np.zeros((len(rows), width), dtype=np.int64)
    for index, row in enumerate(rows):
        ids[index, : len(row)] = row
        mask[index, : len(row)] = 1
    return ids, mask

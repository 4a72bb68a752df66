"""A sequence-to-sequence folder: network, tokenizer, language tokens, and batches of sentences.

What is done with it stands in `translation` (Marian, M2M100, NLLB, mBART and T5 translate) and
`forced_choice` (which of two readings is likelier).

folder: the model's, looked over; config: its `config.json`; spec: what the plan says of it;
fingerprint: the digest of its files; device: where torch computes, "cpu" or "cuda".
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audits.models import TokenCount
from audits.models.batches import Pace, in_batches
from audits.models.huggingface.language_codes import LanguageCodes
from audits.models.output_reading import Reading, told_language, told_of

# Sentences a forward pass: on a CPU more gains nothing, on a GPU it does.
_ROWS = {"cpu": 64, "cuda": 256}
_MOST_TOKENS = 512
# A translation this many times as long as its source has lost its end. Lengths are rounded up, so
# that the limit is a sentence's own and most sentences still share one.
_LONGEST_RATIO, _LONGEST_EXTRA, _LENGTHS = 3, 20, 16
# A product of 13 rows with a matrix of weights takes two to three times as long as one of 16.
_QUICK = 16


@dataclass
class Seq2Seq:
    """A sequence-to-sequence folder. Languages are named as the user does: fi, en."""

    network: Any
    tokenizer: Any
    tongues: LanguageCodes
    fingerprint: str
    device: str = "cpu"
    source_language: str | None = None
    target_language: str | None = None
    warnings: list[str] = field(default_factory=list)
    reads: tuple[str, ...] = ()
    notes: list[str] = field(default_factory=list)
    left_out: tuple[str, ...] = ()
    # Sentences go together only with those of equal length: padding was seen to change answers.
    is_apart: bool = False
    # Of sentences and of their translations.
    tokens_read: int = 0
    tokens_written: int = 0

    @property
    def tokens(self) -> TokenCount:
        """Of all sentences, and of all translations, each until its end."""
        return TokenCount(self.tokens_read, self.tokens_written)

    @property
    def reading(self) -> Reading:
        """What is read of the model, and as what."""
        reading = told_language("translations", self.network, self.tokenizer, self.longest)
        return (*reading, *told_of(self.left_out))

    @property
    def longest(self) -> int:
        """Tokens that source and output may have."""
        positions = getattr(self.network.config, "max_position_embeddings", None)
        return min(positions or _MOST_TOKENS, _MOST_TOKENS)

    def _asked(
        self,
        sentences: Sequence[str],
        one: Callable[[list[int]], NDArray[Any]],
        starts: Sequence[int] | None = None,
    ) -> Any:
        """Answers to all sentences, shape (sentences,).

        one: answers those at these places, which are of like length, so that their translations
            may become equally long.
        starts: a number each; only sentences of the same one go together.
        """
        counts = [len(row) for row in self._tokens(list(sentences))]
        self.tokens_read += sum(counts)
        shared = counts if self.is_apart else [most_tokens(count) for count in counts]
        keys = np.stack([np.zeros(len(counts)) if starts is None else starts, shared], axis=1)
        together = np.unique(keys, axis=0, return_inverse=True)[1]
        shortest = np.argsort([len(sentence) for sentence in sentences], kind="stable")
        pace = Pace(_ROWS.get(self.device, _ROWS["cuda"]), grows=False)
        everyone = np.arange(len(sentences))
        return in_batches(
            len(sentences),
            pace,
            lambda rows: (rows, one(everyone[rows].tolist())),
            order=shortest,
            apart=together.reshape(-1),
        )

    def _states(self, encoded: Mapping[str, Any]) -> Any:
        """What the decoder reads of these sentences."""
        return self.network.get_encoder()(**encoded)

    def _logits(self, states: Any, encoded: Mapping[str, Any], ids: Sequence[int]) -> Any:
        """Shape (tokens, vocabulary): of one sentence, after each of these tokens."""
        import torch

        asked = {
            "encoder_outputs": states,
            "attention_mask": encoded["attention_mask"],
            "decoder_input_ids": torch.tensor(
                self._filled([ids]) if self._has_apart_head else [list(ids)], device=self.device
            ),
            "use_cache": False,
        }
        if self._has_apart_head:
            hidden = self.network.model(**asked).last_hidden_state
            return self._head(hidden[0, : len(ids)]).to("cpu")
        return self.network(**asked).logits[0].to("cpu")

    def _filled(self, rows: Sequence[Sequence[int]]) -> list[list[int]]:
        """Rows of tokens for a decoder, equally long: filled up to where a CPU is quickest.

        No token sees what stands behind it, so that any will do.
        """
        longest = max(map(len, rows))
        length = max(longest, min(-(-longest // _QUICK) * _QUICK, self.longest))
        return [[*row, *[row[-1]] * (length - len(row))] for row in rows]

    @property
    def _has_apart_head(self) -> bool:
        """Whether what the decoder gives can be had without the logits of a whole vocabulary."""
        head = getattr(self.network, "lm_head", None)
        return head is not None and head.bias is None and hasattr(self.network, "model")

    def _head(self, hidden: Any) -> Any:
        """The network's own logits, shape (tokens, vocabulary), of shape (tokens, width).

        Of few tokens the product is taken the other way round, which on a CPU costs half.
        """
        logits = (self.network.lm_head.weight @ hidden.T).T
        bias = getattr(self.network, "final_logits_bias", None)
        return logits if bias is None else logits.add_(bias[0])

    def _tokens(self, sentences: list[str]) -> list[list[int]]:
        texts = [self.tongues.prefix + sentence for sentence in sentences]
        token_ids = self.tokenizer(texts, truncation=True, max_length=self.longest).input_ids
        return [list(row) for row in token_ids]

    def _encoded(self, sentences: list[str]) -> Mapping[str, Any]:
        encoded = self.tokenizer(
            [self.tongues.prefix + sentence for sentence in sentences],
            padding=True, truncation=True, max_length=self.longest, return_tensors="pt",
        )  # fmt: skip
        return {name: encoded[name].to(self.device) for name in ("input_ids", "attention_mask")}


def most_tokens(source_tokens: int) -> int:
    """How many tokens a translation of `source_tokens` tokens may become."""
    rounded = -(-source_tokens // _LENGTHS) * _LENGTHS
    return min(_MOST_TOKENS, _LONGEST_RATIO * rounded + _LONGEST_EXTRA)

"""The forced choice: which of two readings a translator finds likelier.

Both are teacher-forced and compared at the first token where they part, one decoder step a
sentence.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from audits.models.huggingface import loading
from audits.models.huggingface.seq2seq import Seq2Seq

# What is forced before two readings part, and the two tokens there.
Parting: TypeAlias = tuple[tuple[int, ...], int, int]


@dataclass
class ForcedChoices(Seq2Seq):
    """A sequence-to-sequence network that says how likely it finds a reading."""

    def log_odds(
        self,
        sentences: Sequence[str],
        *,
        first: Sequence[str],
        second: Sequence[str],
        source_language: str,
        target_language: str,
    ) -> NDArray[np.float64]:
        """Shape (sentences,), natural logarithms: as `audits.models.ForcedChoice` says."""
        import torch

        self.tongues.prepare(source_language, target_language)
        if not len(sentences):
            return np.empty(0)
        partings = self._partings(first, second, target_language)
        prefixes: dict[tuple[int, ...], int] = {}
        starts = [-1 if p is None else prefixes.setdefault(p[0], len(prefixes)) for p in partings]

        def one(rows: list[int]) -> NDArray[np.float64]:
            parting = [p for row in rows if (p := partings[row]) is not None]
            if not parting:
                return np.full(len(rows), np.nan)
            encoded = self._encoded([sentences[row] for row in rows])
            hers, his = [p[1] for p in parting], [p[2] for p in parting]
            return self._logit_gap(encoded, parting[0][0], hers, his)

        with loading.translated(torch), torch.inference_mode():
            return np.asarray(self._asked(sentences, one, starts))

    def _partings(
        self, first: Sequence[str], second: Sequence[str], target_language: str
    ) -> list[Parting | None]:
        """What is forced before the readings part, and the two tokens there."""
        known: dict[tuple[str, str], Parting | None] = {}
        start = self.tongues.decoder_start(target_language)
        for pair in zip(first, second, strict=True):
            if pair not in known:
                one, other = (self.tongues.target_ids(text, target_language) for text in pair)
                parting = next(
                    (i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), None
                )
                known[pair] = (
                    None
                    if parting is None
                    else ((start, *one[:parting]), one[parting], other[parting])
                )
        return [known[pair] for pair in zip(first, second, strict=True)]

    def _logit_gap(
        self, encoded: Mapping[str, Any], prefix: tuple[int, ...], one: list[int], other: list[int]
    ) -> NDArray[np.float64]:
        """Logit of `one` minus of `other`; the normaliser of log-probabilities cancels."""
        import torch

        rows = len(one)
        decoder = torch.tensor([prefix], device=self.device).expand(rows, -1)
        if self._has_apart_head:
            hidden = self.network.model(
                **encoded, decoder_input_ids=decoder, use_cache=False
            ).last_hidden_state[:, -1]
            gap = self._two_logits_gap(hidden, one, other)
        else:
            logits = self.network(**encoded, decoder_input_ids=decoder, use_cache=False).logits
            last = logits[:, -1].to("cpu", torch.float64)
            row_numbers = torch.arange(rows)
            gap = last[row_numbers, one] - last[row_numbers, other]
        return np.asarray(gap.numpy())

    def _two_logits_gap(self, hidden: Any, one: list[int], other: list[int]) -> Any:
        """Logit of `one` minus of `other`, shape (rows,): two rows of the head's matrix are enough.

        hidden: what the decoder gives, shape (rows, width). one, other: a token each row.
        """
        import torch

        weights = self.network.lm_head.weight
        gap = (hidden * (weights[one] - weights[other])).sum(-1).to("cpu", torch.float64)
        bias = getattr(self.network, "final_logits_bias", None)
        if bias is not None:
            gap += (bias[0, one] - bias[0, other]).to("cpu", torch.float64)
        return gap

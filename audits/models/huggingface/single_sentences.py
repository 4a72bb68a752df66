"""One sentence as the plain network translates it by itself, beside its translation among others.

A search that keeps one candidate takes the likeliest token at each step. So its translation is
checked in one pass: given all of it, each token must be the likeliest after those before it. That
costs a tenth of making it anew, and says more: also what follows two equally likely words is
checked. A search that keeps several candidates is made anew, as is one with settings of its own.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from audits.models.huggingface.ctranslate2 import settings_fit
from audits.models.huggingface.forced_choice import ForcedChoices, Parting
from audits.models.huggingface.seq2seq import most_tokens
from audits.models.huggingface.translation_scores import LEAST, choices, parting, ranking

# Settings under which the likeliest token is not simply taken, beside those of `settings_fit`.
_CHOOSING = (
    "min_length", "min_new_tokens", "begin_suppress_tokens", "encoder_no_repeat_ngram_size",
    "encoder_repetition_penalty", "sequence_bias", "exponential_decay_length_penalty",
    "num_beam_groups", "penalty_alpha", "constraints", "force_words_ids",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Translation:
    """A text and the tokens it was made of, as the search gave them."""

    text: str
    tokens: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class AskedAlone:
    """One sentence, among others and alone.

    gap: 0 where the translations are equal; else how much likelier the plain network finds one
        than the other (natural logarithm).
    log_odds: of the first reading against the second, alone; None where none was asked.
    """

    together: str
    alone: str
    gap: float
    log_odds: float | None = None


@dataclass
class SingleSentences(ForcedChoices):
    """A translator whose answers can be compared with those of its plain network alone."""

    def _made_alone(self, sentence: str, target: str) -> Translation:
        """The translation of the plain network, which is asked nothing else; the adapter's own."""
        raise NotImplementedError

    def _asked_alone(
        self, sentence: str, made: Translation, target: str, readings: Parting | None
    ) -> AskedAlone:
        """made: the translation among others. readings: where two readings part."""
        encoded = self._encoded([sentence])
        states = self._states(encoded)
        ids = self._searched(made.tokens, target)
        logits, log_odds = self._likelihoods(states, encoded, ids, readings)
        if logits is not None:
            gap = self._worst_choice(logits, ids, sentence, target)
            if gap == 0:
                return AskedAlone(made.text, made.text, 0.0, log_odds)
        alone = self._made_alone(sentence, target)
        gap = 0.0
        if alone.text != made.text:
            other = self._searched(alone.tokens, target)
            if self._beams == 1:
                gap = parting(lambda ids: self._logits(states, encoded, ids)[-1], ids, other)
            else:
                penalty = self.network.generation_config.length_penalty
                gap = abs(
                    ranking(self.network, encoded, ids, penalty)
                    - ranking(self.network, encoded, other, penalty)
                )
            # Equally likely is not equal.
            gap = max(gap, LEAST)
        return AskedAlone(made.text, alone.text, gap, log_odds)

    def _likelihoods(
        self, states: Any, encoded: Mapping[str, Any], ids: list[int], readings: Parting | None
    ) -> tuple[Any, float | None]:
        """What the plain network says of one sentence: of its translation, and of the readings.

        The logits after each of `ids`, where the search is checked by them, and the log-odds of the
        readings, where some are asked. The encoder reads the sentence once; where the translation
        begins otherwise than the readings, the decoder reads both in one pass of two.
        """
        import torch

        if readings is None:
            return self._logits(states, encoded, ids) if self._is_greedy else None, None
        prefix, first, second = readings
        if self._is_greedy and tuple(ids[: len(prefix)]) == prefix:
            logits = self._logits(states, encoded, ids)
            last = logits[len(prefix) - 1]
            return logits, float(last[first]) - float(last[second])
        if self._is_greedy and self._has_apart_head:
            rows = self._filled([ids, prefix])
            hidden = self.network.model(
                encoder_outputs=(states[0].expand(2, -1, -1),),
                attention_mask=encoded["attention_mask"].expand(2, -1),
                decoder_input_ids=torch.tensor(rows, device=self.device),
                use_cache=False,
            ).last_hidden_state
            gap = self._two_logits_gap(hidden[1:, len(prefix) - 1], [first], [second])
            return self._head(hidden[0, : len(ids)]).to("cpu"), float(gap[0])
        last = self._logits(states, encoded, prefix)[-1]
        log_odds = float(last[first]) - float(last[second])
        return self._logits(states, encoded, ids) if self._is_greedy else None, log_odds

    def _worst_choice(self, logits: Any, ids: Sequence[int], sentence: str, target: str) -> float:
        """How far a token lies behind the likeliest in its place, at most."""
        most = min(most_tokens(len(self._tokens([sentence])[0])), self.longest - 1)
        # Told, not chosen: the start, a first token, an end by force.
        begun = 2 if self._forced_first(target) is not None else 1
        return choices(logits, ids[: max(begun, most)], begun, self._banned)

    def _searched(self, tokens: Sequence[int], target: str) -> list[int]:
        """From the start token to the end, as the plain network's search writes it."""
        start, end = self.tongues.decoder_start(target), self._end
        ids = list(tokens)
        if ids[:1] != [start]:  # an engine leaves out where a translation starts and ends
            ids = [start, *ids, end]
        return ids[: ids.index(end, 1) + 1] if end in ids[1:] else ids

    @property
    def _end(self) -> int:
        end = self.network.generation_config.eos_token_id
        return int(end) if isinstance(end, int) else int(self.tokenizer.eos_token_id)

    def _forced_first(self, target: str) -> int | None:
        forced_token = self.tongues.generating(target).get("forced_bos_token_id")
        stated = getattr(self.network.generation_config, "forced_bos_token_id", None)
        return stated if forced_token is None else forced_token

    @property
    def _banned(self) -> list[int]:
        """Tokens that a search never takes."""
        listed = getattr(self.network.generation_config, "bad_words_ids", None) or ()
        return [ids[0] for ids in listed if len(ids) == 1]

    @property
    def _beams(self) -> int:
        return getattr(self.network.generation_config, "num_beams", None) or 1

    @property
    def _is_greedy(self) -> bool:
        """Whether the search takes the likeliest token at each step, and does nothing else."""
        settings: Mapping[str, Any] = self.network.generation_config.to_dict()
        listed = settings.get("bad_words_ids") or ()
        return (
            self._beams == 1
            and settings_fit(settings)
            and not any(settings.get(name) not in (None, 0, 1, 1.0) for name in _CHOOSING)
            and all(len(ids) == 1 for ids in listed)
        )


__all__ = ["AskedAlone", "SingleSentences", "Translation"]

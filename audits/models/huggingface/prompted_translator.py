"""A causal language model that is asked in words to translate."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from audits.errors import ModelFailure
from audits.models.huggingface import loading
from audits.models.huggingface.language_models import CausalLanguageModel
from audits.models.translation_prompts import prompt_of

MOST_NEW_TOKENS = 96


@dataclass
class PromptedTranslator(CausalLanguageModel):
    """A causal model asked in words to translate; the answer is its first line."""

    def translate(
        self, sentences: Sequence[str], *, source_language: str, target_language: str
    ) -> list[str]:
        """One translation a sentence, greedily.

        Raises `ModelFailure` where a sentence leaves no room for an answer.
        """
        import torch

        translations = []
        with loading.translated(torch), torch.inference_mode():
            for sentence in sentences:
                prompt = prompt_of(sentence, source_language, target_language)
                encoded = self.tokenizer([prompt], return_tensors="pt")
                left = self._longest - encoded["input_ids"].shape[1]
                if left < 1:
                    raise ModelFailure(f"no room is left for an answer to “{sentence[:80]}”")
                outputs = self.network.generate(
                    **encoded, do_sample=False, num_beams=1, max_length=None,
                    max_new_tokens=min(MOST_NEW_TOKENS, left),
                    pad_token_id=self.tokenizer.pad_token_id,
                )  # fmt: skip
                added = outputs[0, encoded["input_ids"].shape[1] :]
                self.tokens_read += encoded["input_ids"].numel()
                self.tokens_written += added.numel()
                answer = self.tokenizer.decode(added, skip_special_tokens=True)
                translations.append(answer.strip().partition("\n")[0].strip())
        return translations

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

        log_odds = np.full(len(sentences), np.nan)
        forced: dict[int, tuple[list[int], int, int]] = {}
        for row, sentence in enumerate(sentences):
            prompt = prompt_of(sentence, source_language, target_language)
            one, other = (self._ids(f"{prompt} {text[row]}") for text in (first, second))
            first_apart = next(
                (i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), None
            )
            if first_apart is not None:
                forced[row] = one[:first_apart], one[first_apart], other[first_apart]

        rows = list(forced)

        def gaps(places: list[int]) -> list[float]:
            asked = [forced[rows[index]] for index in places]
            logits = self._logits([prefix for prefix, _, _ in asked])
            return [
                float(last[one_id] - last[other_id])
                for first_apart, (prefix, one_id, other_id) in enumerate(asked)
                for last in [logits[first_apart, len(prefix) - 1].to(torch.float64)]
            ]

        lengths = [len(prefix) for prefix, _, _ in forced.values()]
        log_odds[rows] = self._batched(lengths, gaps, equal=self.is_apart)
        return log_odds

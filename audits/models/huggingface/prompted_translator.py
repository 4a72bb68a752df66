"""A causal language model that is asked in words to translate, a chat by its own template."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from audits.errors import ModelFailure
from audits.models.generator import Finish, Message, Prompt
from audits.models.huggingface import loading
from audits.models.huggingface.chat_templates import has_template, prompt_ids, rendered
from audits.models.huggingface.generation import added_tokens
from audits.models.huggingface.language_models import CausalLanguageModel
from audits.models.output_reading import Reading
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
                ids = prompt_ids(self.tokenizer, self._asked(prompt), self.warnings)
                if len(ids) >= self._longest:
                    raise ModelFailure(f"no room is left for an answer to “{sentence[:80]}”")
                ((added, finish),) = added_tokens(self, torch.tensor([ids]), MOST_NEW_TOKENS)
                self.tokens_read += len(ids)
                self.tokens_written += len(added) + (finish is Finish.STOP)
                answer = self.tokenizer.decode(added, skip_special_tokens=True)
                translations.append(answer.strip().partition("\n")[0].strip())
        return translations

    @property
    def reading(self) -> Reading:
        """What is read of the model, and how it is asked."""
        how = "in a plain sentence"
        if has_template(self.tokenizer):
            how = "in a message of the user, written by the folder's chat template"
        return (*super().reading, ("asked to translate", how))

    def _asked(self, prompt: str) -> Prompt:
        """A folder that says how conversations are written holds a chat, which is asked as one."""
        return (Message("user", prompt),) if has_template(self.tokenizer) else prompt

    def _answered(self, prompt: str, reading: str) -> list[int]:
        """The tokens of the prompt with this reading behind it, as far as the model reads."""
        asked = self._asked(prompt)
        if isinstance(asked, str):
            return self._ids(f"{asked} {reading}")
        text = rendered(self.tokenizer, asked) + reading
        return list(self.tokenizer(text, add_special_tokens=False).input_ids)[: self._longest]

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
            one, other = (self._answered(prompt, text[row]) for text in (first, second))
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

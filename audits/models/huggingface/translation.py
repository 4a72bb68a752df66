"""Hugging Face translators: Marian, M2M100, NLLB, mBART and T5, with their language tokens.

Batched generation by the folder's own settings, never sampled; on a CPU by CTranslate2, where it
says what the plain network says of sentences that are asked one by one.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from audits.errors import ModelFailure
from audits.models import Operations
from audits.models.huggingface import loading
from audits.models.huggingface.ctranslate2 import FAMILIES, FastTranslator, convert, settings_fit
from audits.models.huggingface.device import engine
from audits.models.huggingface.operations import counted_while
from audits.models.huggingface.other_arithmetic import in_precision, with_threads
from audits.models.huggingface.seq2seq import most_tokens
from audits.models.huggingface.single_sentences import AskedAlone, SingleSentences, Translation
from audits.models.output_reading import TOLERANCE

# Fewer sentences are not worth a conversion; so many are compared with the plain network.
_WORTH_CONVERTING, _COMPARED = 64, 30


@dataclass
class FolderTranslator(SingleSentences):
    """A folder that translates."""

    fast: FastTranslator | None = None
    # Translations that were compared, by sentence: the audit asks for them next.
    compared: dict[tuple[str, str, str], str] = field(default_factory=dict)

    @property
    def engine(self) -> str:
        """What translates: name, version, device and threads."""
        return engine(self.network) if self.fast is None else self.fast.words

    def operations_while(self, ask: Callable[[], object]) -> Operations:
        """Counted of all that the plain network does while it is asked; CTranslate2 shows nothing.

        ask: asks this model.
        """
        fast, self.fast = self.fast, None
        try:
            return counted_while(self.network, ask)
        finally:
            self.fast = fast

    @contextmanager
    def asked_by(self, threads: int) -> Iterator[Self]:
        """The same weights and the same engine, by so many threads."""
        fast = self.fast
        if fast is not None:
            fast = convert(
                self.network, self.tokenizer, self.network.config.model_type, threads=threads
            )
        with with_threads(threads):
            yield replace(self, fast=fast, compared={}, warnings=[])

    @contextmanager
    def asked_in(self, precision: str) -> Iterator[Self]:
        """A copy of the plain network in another precision, whichever engine translates.

        precision: a name of torch's. Raises `NotApplicable` where the copy would be too large.
        """
        network = in_precision(self.network, precision)
        yield replace(self, network=network, fast=None, compared={}, warnings=[])

    def translate_anew(
        self, sentences: Sequence[str], *, source_language: str, target_language: str
    ) -> list[str]:
        """One translation a sentence, in order; none is taken from before, no engine is chosen.

        sentences: in the source_language, to be put into the target_language.
        """
        self.tongues.prepare(source_language, target_language)
        return [made.text for made in self._answered(sentences, target_language, self.fast)]

    def translate(
        self, sentences: Sequence[str], *, source_language: str, target_language: str
    ) -> list[str]:
        """One translation a sentence, in order; batches are of like length."""
        self.tongues.prepare(source_language, target_language)
        if not self.notes and len(sentences) >= _WORTH_CONVERTING:
            step = max(1, len(sentences) // _COMPARED)
            self._choose_engine(sentences[::step][:_COMPARED], target_language, None)
        keys = [(source_language, target_language, sentence) for sentence in sentences]
        new = [key[-1] for key in keys if key not in self.compared]
        made = iter(self._answered(new, target_language, self.fast))
        return [self.compared[key] if key in self.compared else next(made).text for key in keys]

    def again(
        self,
        sentences: Sequence[str],
        *,
        source_language: str,
        target_language: str,
        readings: tuple[str, str] | None = None,
        total: int = 0,
    ) -> Iterator[AskedAlone]:
        """Each translation among others, and what the plain network says of it alone.

        sentences: in the source_language, to be put into the target_language (codes such as "fi").
        readings: two translations whose log-odds are asked for.
        total: how many sentences an audit asks; many are worth another engine, which then is the
            one compared.
        """
        self.tongues.prepare(source_language, target_language)
        if not self.notes and total >= _WORTH_CONVERTING:
            answers = iter(self._choose_engine(sentences, target_language, readings))
        else:
            answers = self._compared(sentences, target_language, self.fast, readings)
        self.compared = {}
        for sentence, answer in zip(sentences, answers, strict=True):
            self.compared[source_language, target_language, sentence] = answer.together
            yield answer

    def _compared(
        self,
        sentences: Sequence[str],
        target: str,
        engine: FastTranslator | None,
        readings: tuple[str, str] | None,
    ) -> Iterator[AskedAlone]:
        import torch

        parting = None
        if readings is not None:
            (parting,) = self._partings([readings[0]], [readings[1]], target)
        together = self._answered(sentences, target, engine)
        for sentence, made in zip(sentences, together, strict=True):
            with loading.translated(torch), torch.inference_mode():
                answer = self._asked_alone(sentence, made, target, parting)
            yield answer

    def _made_alone(self, sentence: str, target: str) -> Translation:
        (made,) = self._answered([sentence], target, None)
        return made

    def _answered(
        self, sentences: Sequence[str], target: str, engine: FastTranslator | None
    ) -> list[Translation]:
        """The text and the tokens of each translation."""
        import torch

        if not sentences:
            return []

        def one(rows: list[int]) -> NDArray[np.object_]:
            outputs = self._generated([sentences[row] for row in rows], target, engine)
            texts = self.tokenizer.batch_decode(outputs, skip_special_tokens=True)
            written = [tuple(int(token) for token in tokens) for tokens in outputs]
            # Less the one with which every translation begins.
            self.tokens_written += sum(len(self._searched(row, target)) - 1 for row in written)
            made = np.empty(len(rows), dtype=object)
            made[:] = [
                Translation(text.strip(), tokens)
                for text, tokens in zip(texts, written, strict=True)
            ]
            return made

        with loading.translated(torch), torch.inference_mode():
            return list(self._asked(sentences, one))

    def _generated(self, sentences: list[str], target: str, engine: FastTranslator | None) -> Any:
        generation_options = self.tongues.generating(target)
        if engine is not None:
            rows = self._tokens(sentences)
            most = min(most_tokens(max(map(len, rows))), self.longest - 1)
            forced = generation_options.get("forced_bos_token_id")
            return engine.generate(rows, forced=forced, most_tokens=most)
        encoded = self._encoded(sentences)
        most = min(most_tokens(encoded["input_ids"].shape[1]), self.longest - 1)
        return self.network.generate(
            **encoded, **generation_options, do_sample=False, max_length=None, max_new_tokens=most
        )

    def _choose_engine(
        self, sentences: Sequence[str], target: str, readings: tuple[str, str] | None
    ) -> Iterable[AskedAlone]:
        """CTranslate2, if it says what the plain network says of each of these sentences alone."""
        model_type = self.network.config.model_type
        generation = self.network.generation_config.to_dict()
        fits = model_type in FAMILIES and settings_fit(generation)
        if self.device != "cpu" or not fits:
            self.notes.append("Translated by transformers.")
            return self._compared(sentences, target, None, readings)
        try:
            fast = convert(self.network, self.tokenizer, model_type)
            answers = list(self._compared(sentences, target, fast, readings))
        except (ImportError, ValueError, RuntimeError, AttributeError, ModelFailure) as error:
            self.notes.append(f"Translated by transformers (CTranslate2 cannot: {error}).")
            return self._compared(sentences, target, None, readings)
        agreed = sum(answer.gap <= TOLERANCE for answer in answers)
        if agreed == len(answers):
            self.fast = fast
            self.notes.append(
                f"Translated by CTranslate2 in float32: {agreed} of {len(answers)} sentences were "
                "compared with the plain network, asked one by one, and agree."
            )
            return answers
        self.notes.append(
            f"Translated by transformers: CTranslate2 agreed on {agreed} of {len(answers)}."
        )
        return self._compared(sentences, target, None, readings)

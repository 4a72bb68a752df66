"""Hugging Face translators: Marian, M2M100, NLLB, mBART and T5, with their language tokens.

Batched generation by the folder's own settings, never sampled; and the forced choice: two readings
are teacher-forced and compared at the first token where they part, one decoder step a sentence.

folder: the model's, looked over; config: its `config.json`; spec: what the plan says of it;
fingerprint: the digest of its files; device: where torch computes, "cpu" or "cuda".
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from audits.errors import ModelFailure, Refused
from audits.models.huggingface import loading
from audits.models.huggingface.ctranslate2 import FAMILIES, FastTranslator, convert, settings_fit
from audits.models.huggingface.language_codes import Tongues, tongues_of
from audits.models.output_reading import Reading, told_language, told_of
from audits.specification.document import ModelSpec
from audits.specification.profiles import InputProfile, ModelProfile
from audits.specification.roles import Kind

TYPES = frozenset({"marian", "m2m_100", "mbart", "t5", "mt5", "umt5"})
# Sentences a forward pass: on a CPU more gains nothing, on a GPU it does.
_ROWS = {"cpu": 64, "cuda": 256}
_MOST_TOKENS = 512
# A translation this many times as long as its source has lost its end. Lengths are rounded up, so
# that the limit is a sentence's own and most sentences still share one.
_LONGEST_RATIO, _LONGEST_EXTRA, _LENGTHS = 3, 20, 16
# Fewer sentences are not worth a conversion; so many are translated by both engines to compare.
_WORTH_CONVERTING, _COMPARED = 64, 24


@dataclass
class FolderTranslator:
    """A sequence-to-sequence folder. Languages are named as the user does: fi, en."""

    network: Any
    tokenizer: Any
    tongues: Tongues
    fingerprint: str
    device: str = "cpu"
    source_language: str | None = None
    target_language: str | None = None
    warnings: list[str] = field(default_factory=list)
    reads: tuple[str, ...] = ()
    engine: FastTranslator | None = None
    notes: list[str] = field(default_factory=list)
    left_out: tuple[str, ...] = ()
    # Sentences go together only with those of equal length: padding was seen to change answers.
    is_apart: bool = False

    def translate(
        self, sentences: Sequence[str], *, source_language: str, target_language: str
    ) -> list[str]:
        """One translation a sentence, in order; batches are of like length."""
        self.tongues.prepare(source_language, target_language)
        if not self.notes and len(sentences) >= _WORTH_CONVERTING:
            self._choose_engine(sentences, target_language)
        return self._translated(sentences, target_language, self.engine)

    def again(
        self, sentences: Sequence[str], *, source_language: str, target_language: str
    ) -> Iterator[tuple[str, str, float]]:
        """Each translation among others, alone by the plain network, and how far they are apart.

        sentences: in source_language, translated into target_language.
        0 where the texts are equal. Else: natural logarithms, how much likelier the plain network
        finds one than the other; a search that keeps one candidate is judged where the two part,
        one that keeps several by the score that it ranks them by.
        """
        self.tongues.prepare(source_language, target_language)
        together = self._answered(sentences, target_language, self.engine)
        for sentence, (text, tokens) in zip(sentences, together, strict=True):
            ((alone, others),) = self._answered([sentence], target_language, None)
            gap = 0.0 if text == alone else self._gap(sentence, tokens, others, target_language)
            yield text, alone, gap

    def _gap(self, sentence: str, one: list[int], other: list[int], target: str) -> float:
        from audits.models.huggingface.translation_scores import parting, ranking

        start, eos = self.tongues.decoder_start(target), self.tokenizer.eos_token_id
        # An engine leaves out where a translation starts and ends.
        one, other = (
            ids if ids[:1] == [start] else [start, *ids, eos] for ids in (one, other)
        )  # fmt: skip
        encoded = self._encoded([sentence])
        if self._beams == 1:
            return parting(lambda ids: self._logits_after(encoded, ids), one, other)
        penalty = self.network.generation_config.length_penalty
        return abs(
            ranking(self.network, encoded, one, penalty)
            - ranking(self.network, encoded, other, penalty)
        )

    @property
    def _beams(self) -> int:
        return getattr(self.network.generation_config, "num_beams", None) or 1

    def _logits_after(self, encoded: Mapping[str, Any], ids: list[int]) -> Any:
        """Shape (vocabulary,): of the token after these."""
        import torch

        decoder = torch.tensor([ids], device=self.device)
        outputs = self.network(**encoded, decoder_input_ids=decoder, use_cache=False)
        return outputs.logits[0, -1].to("cpu", torch.float64)

    def _translated(
        self, sentences: Sequence[str], target: str, engine: FastTranslator | None
    ) -> list[str]:
        return [text for text, _ in self._answered(sentences, target, engine)]

    def _answered(
        self, sentences: Sequence[str], target: str, engine: FastTranslator | None
    ) -> list[tuple[str, list[int]]]:
        """The text and the tokens of each translation."""
        import torch

        answers: list[tuple[str, list[int]]] = [("", [])] * len(sentences)
        with loading.translated(torch), torch.inference_mode():
            for rows in self._batches(sentences):
                outputs = self._generated([sentences[row] for row in rows], target, engine)
                texts = self.tokenizer.batch_decode(outputs, skip_special_tokens=True)
                for row, text, tokens in zip(rows, texts, outputs, strict=True):
                    answers[row] = text.strip(), [int(token) for token in tokens]
        return answers

    def _generated(self, sentences: list[str], target: str, engine: FastTranslator | None) -> Any:
        generation = self.tongues.generating(target)
        if engine is not None:
            rows = self._tokens(sentences)
            most = min(most_tokens(max(map(len, rows))), self.longest - 1)
            forced = generation.get("forced_bos_token_id")
            return engine.generate(rows, forced=forced, most_tokens=most)
        encoded = self._encoded(sentences)
        most = min(most_tokens(encoded["input_ids"].shape[1]), self.longest - 1)
        return self.network.generate(
            **encoded, **generation, do_sample=False, max_length=None, max_new_tokens=most
        )

    def _choose_engine(self, sentences: Sequence[str], target: str) -> None:
        """CTranslate2, if it says the same as transformers on a sample of these sentences."""
        model_type = self.network.config.model_type
        generation = self.network.generation_config.to_dict()
        fits = model_type in FAMILIES and settings_fit(generation)
        if self.device != "cpu" or not fits:
            self.notes.append("Translated by transformers.")
            return
        try:
            engine = convert(self.network, self.tokenizer, model_type)
            step = max(1, len(sentences) // _COMPARED)
            compared = list(sentences[::step][:_COMPARED])
            reference = self._translated(compared, target, None)
            fast = self._translated(compared, target, engine)
        except (ImportError, ValueError, RuntimeError, AttributeError, ModelFailure) as error:
            self.notes.append(f"Translated by transformers (CTranslate2 cannot: {error}).")
            return
        equal = sum(one == other for one, other in zip(reference, fast, strict=True))
        if equal == len(compared):
            self.engine = engine
            self.notes.append(
                f"Translated by CTranslate2 in float32: {equal} of {len(compared)} sentences "
                "were compared with transformers and are equal."
            )
        else:
            self.notes.append(
                f"Translated by transformers: CTranslate2 agreed on {equal} of {len(compared)}."
            )

    def log_odds(
        self,
        sentences: Sequence[str],
        *,
        first: Sequence[str],
        second: Sequence[str],
        source_language: str,
        target_language: str,
    ) -> NDArray[np.float64]:
        """Shape (sentences,): see `audits.models.ForcedChoice`."""
        import torch

        self.tongues.prepare(source_language, target_language)
        log_odds = np.full(len(sentences), np.nan)
        partings = self._partings(first, second, target_language)
        by_prefix: dict[tuple[int, ...], list[int]] = {}
        for row, parting in enumerate(partings):
            if parting is not None:
                by_prefix.setdefault(parting[0], []).append(row)
        with loading.translated(torch), torch.inference_mode():
            for prefix, members in by_prefix.items():
                asked = [sentences[row] for row in members]
                for rows in self._batches(asked):
                    members_asked = [members[row] for row in rows]
                    hers = [p[1] for row in members_asked if (p := partings[row]) is not None]
                    his = [p[2] for row in members_asked if (p := partings[row]) is not None]
                    encoded = self._encoded([asked[row] for row in rows])
                    log_odds[members_asked] = self._logit_gap(encoded, prefix, hers, his)
        return log_odds

    def _partings(
        self, first: Sequence[str], second: Sequence[str], target_language: str
    ) -> list[tuple[tuple[int, ...], int, int] | None]:
        """What is forced before the readings part, and the two tokens there."""
        known: dict[tuple[str, str], tuple[tuple[int, ...], int, int] | None] = {}
        start = self.tongues.decoder_start(target_language)
        for pair in zip(first, second, strict=True):
            if pair not in known:
                one, other = (self.tongues.target_ids(text, target_language) for text in pair)
                at = next(
                    (i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), None
                )
                known[pair] = None if at is None else ((start, *one[:at]), one[at], other[at])
        return [known[pair] for pair in zip(first, second, strict=True)]

    def _logit_gap(
        self, encoded: Mapping[str, Any], prefix: tuple[int, ...], one: list[int], other: list[int]
    ) -> NDArray[np.float64]:
        """Logit of `one` minus of `other`; the normaliser of log-probabilities cancels."""
        import torch

        rows = len(one)
        decoder = torch.tensor([prefix], device=self.device).expand(rows, -1)
        if hasattr(self.network, "model"):
            # Two rows of the vocabulary's matrix are enough.
            hidden = self.network.model(
                **encoded, decoder_input_ids=decoder, use_cache=False
            ).last_hidden_state[:, -1]
            weights = self.network.lm_head.weight
            gap = (hidden * (weights[one] - weights[other])).sum(-1).to("cpu", torch.float64)
            bias = getattr(self.network, "final_logits_bias", None)
            if bias is not None:
                gap += (bias[0, one] - bias[0, other]).to("cpu", torch.float64)
        else:
            logits = self.network(**encoded, decoder_input_ids=decoder, use_cache=False).logits
            last = logits[:, -1].to("cpu", torch.float64)
            at = torch.arange(rows)
            gap = last[at, one] - last[at, other]
        return np.asarray(gap.numpy())

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

    def _batches(self, sentences: Sequence[str]) -> Iterator[list[int]]:
        """Places of sentences of like length, whose translations may become equally long."""
        tokens = [len(row) for row in self._tokens(list(sentences))]
        shared = tokens if self.is_apart else [most_tokens(count) for count in tokens]
        order = sorted(range(len(sentences)), key=lambda row: (shared[row], len(sentences[row])))
        size = _ROWS.get(self.device, _ROWS["cuda"])
        for _, group in groupby(order, key=lambda row: shared[row]):
            rows = list(group)
            for at in range(0, len(rows), size):
                yield rows[at : at + size]

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


Opened = TypeVar("Opened", bound=FolderTranslator)


def open_translator(
    folder: Path, config: Mapping[str, Any], spec: ModelSpec, fingerprint: str
) -> FolderTranslator:
    """A translator; `source_language` and `target_language` stand in the plan or the folder."""
    loading.check_type(config, TYPES)
    tokenizer = loading.load_tokenizer(folder, config)
    device = best_device()
    network: Any = loading.load_network(folder, config, "AutoModelForSeq2SeqLM")
    if device != "cpu":
        network = network.to(device)
    return of_languages(FolderTranslator, network, tokenizer, config, spec, fingerprint, device)


def of_languages(
    kind: type[Opened],
    network: Any,
    tokenizer: Any,
    config: Mapping[str, Any],
    spec: ModelSpec,
    fingerprint: str,
    device: str,
) -> Opened:
    """The translator between the languages of the plan, or else of the folder.

    kind: which translator; network and tokenizer: what it asks. Raises `Refused` where the network
    does not know one of the languages.
    """
    tongues = tongues_of(str(config["model_type"]), tokenizer, network.config)
    source = spec.source_language or tongues.stated_source
    target = spec.target_language or tongues.stated_target
    model = kind(network, tokenizer, tongues, fingerprint, device, source, target or "en")
    for name, language in (("source_language", source), ("target_language", target)):
        if language is not None:
            tongues.check(name, language)
    return model


def best_device() -> str:
    """The accelerator, where there is one."""
    import torch

    return "cuda" if torch.cuda.is_available() else "cpu"


def profile_translator(
    folder: Path, config: Mapping[str, Any], spec: ModelSpec, fingerprint: str
) -> ModelProfile:
    """Opens the model and translates one word: what cannot is found out before an audit."""
    return profile_of(open_translator(folder, config, spec, fingerprint))


def profile_of(model: FolderTranslator) -> ModelProfile:
    """One word translated; raises `Refused` where a language is missing, `ModelFailure` else."""
    source, target = model.source_language, model.target_language
    if source is None and model.tongues.needs_source:
        raise Refused.because(
            "model.source_language",
            "the model translates several languages and none is named",
            "name it, e.g. `source_language: fi`",
            "language_needed",
        )
    try:
        model.translate(["a"], source_language=source or "", target_language=target or "en")
    except (RuntimeError, ValueError, IndexError) as error:
        raise ModelFailure(f"the translator cannot translate: {error}") from error
    return ModelProfile(
        format="huggingface",
        task="translation",
        inputs=(),
        outputs=(InputProfile("translation", Kind.TEXT, "string", (None,)),),
        classes=(),
        capabilities=("Translator", "ForcedChoice"),
        probabilities=False,
        sha256=model.fingerprint,
        parameters=sum(part.numel() for part in model.network.parameters()),
    )

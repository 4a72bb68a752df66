"""A translator behind HTTP: what is asked and what is understood. It speaks to no network itself.

Requests go through a carrier: a function from a body to (status, text), which in the sandbox
writes to a Unix socket whose other end checks the address and owns the connection.

Forms (`endpoint: {form: …}`): `json` (a template of yours), `oip` (Open Inference Protocol v2),
`libretranslate`, `apertium`, `openai` (a chat that is asked in words to translate).
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from audits.languages import language_code
from audits.models.endpoint.asking import Asker, Unanswered
from audits.models.endpoint.carrying import Carry
from audits.models.endpoint.model_names import ModelNames
from audits.models.endpoint.openai_form import answer_of, request_of, settled
from audits.models.endpoint.template import filled, reached
from audits.models.generator import Sampling
from audits.models.translation_prompts import prompt_of
from audits.specification.endpoint import Descriptor

# Of a translation by a chat.
MOST_TOKENS = 400
# Forms that take several sentences in one request.
_BATCHED = ("oip", "libretranslate")

# Apertium names languages by three letters.
_THREE = {
    "ca": "cat", "en": "eng", "es": "spa", "eu": "eus", "fi": "fin", "fr": "fra", "it": "ita",
    "kk": "kaz", "pt": "por", "tr": "tur",
}  # fmt: skip


@dataclass(frozen=True)
class _Chunk:
    """Sentences of one request, and from which language into which."""

    sentences: Sequence[str]
    source: str
    target: str

    def single_sentences(self) -> "list[_Chunk]":
        return [replace(self, sentences=(sentence,)) for sentence in self.sentences]


@dataclass
class EndpointTranslator:
    """Asks by the descriptor, so many requests at once as the document lets it.

    warnings: what a reader must know, added to as answers come.
    """

    descriptor: Descriptor
    carry: Carry
    source_language: str | None = None
    target_language: str | None = None
    reads: tuple[str, ...] = ()
    notes: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    # First answers to what was asked twice, by sentence: the audit takes them instead of a third.
    answered: dict[tuple[str, str, str], str] = field(default_factory=dict)
    names: ModelNames = field(default_factory=ModelNames)

    def __post_init__(self) -> None:
        self._asker: Asker[_Chunk, list[str]] = Asker(
            self.carry, self._body, self._understood, self.descriptor.form,
            window=2 * self.descriptor.traffic.concurrency,
            parse=self.descriptor.form != "openai",  # whose answers may be streams
        )  # fmt: skip

    @property
    def fingerprint(self) -> str:
        """The fingerprint of the descriptor: all that is known of what stands behind it."""
        return self.descriptor.fingerprint

    def translate(
        self, sentences: Sequence[str], *, source_language: str, target_language: str
    ) -> list[str | None]:
        """One translation a sentence, in order, None where it stayed without an answer.

        sentences: in source_language, to be put into target_language (codes such as "fi"). Raises
        `ModelFailure` where none was ever answered.
        """
        keys = [(source_language, target_language, sentence) for sentence in sentences]
        new = [key[-1] for key in keys if key not in self.answered]
        answers = iter(self._sent(new, source_language, target_language))
        return [self.answered[key] if key in self.answered else next(answers) for key in keys]

    def translate_anew(
        self, sentences: Sequence[str], *, source_language: str, target_language: str
    ) -> list[str | None]:
        """The same, each sent once more, whatever was answered before; None without an answer.

        sentences: in the source_language, to be put into the target_language.
        """
        return self._sent(sentences, source_language, target_language)

    @property
    def sampling(self) -> Sampling | None:
        """How a chat that translates is asked; None of what says nothing of draws."""
        if self.descriptor.form != "openai":
            return None
        return settled(self.descriptor.words, Sampling(MOST_TOKENS))

    def again(
        self, sentences: Sequence[str], *, source_language: str, target_language: str
    ) -> list[tuple[str | None, str | None]]:
        """Each translation as the audit takes it, and a second one, asked for alone.

        sentences: in the source_language, to be put into the target_language (codes such as "fi").
        """
        firsts = self._sent(sentences, source_language, target_language)
        self.answered = {
            (source_language, target_language, sentence): text
            for sentence, text in zip(sentences, firsts, strict=True)
            if text is not None
        }
        seconds = self._sent(sentences, source_language, target_language, size=1)
        return list(zip(firsts, seconds, strict=True))

    def _sent(
        self, sentences: Sequence[str], source: str, target: str, size: int | None = None
    ) -> list[str | None]:
        """size: sentences of one request; left out, as many as the descriptor says."""
        if size is None:
            size = self.descriptor.batch if self.descriptor.form in _BATCHED else 1
        starts = range(0, len(sentences), size)
        chunks = [_Chunk(sentences[start : start + size], source, target) for start in starts]
        texts: list[str | None] = []
        for chunk, one in self._asker.ask_divided(chunks, _Chunk.single_sentences):
            texts += [None] * len(chunk.sentences) if isinstance(one, Unanswered) else one
        for notice in (*self._asker.warnings, *self.names.warnings):
            if notice not in self.warnings:
                self.warnings.append(notice)
        return texts

    def _body(self, chunk: _Chunk) -> Mapping[str, Any]:
        return request_body(self.descriptor, chunk.sentences, chunk.source, chunk.target)

    def _understood(self, answer: Any, chunk: _Chunk) -> list[str]:
        if self.descriptor.form == "openai":
            reply = answer_of(answer)
            self.names.note(model=reply.model, system_fingerprint=reply.system_fingerprint)
        answers = understood(self.descriptor, answer)
        if len(answers) != len(chunk.sentences):
            raise ValueError(f"{len(answers)} answers to {len(chunk.sentences)} sentences")
        return answers


def request_body(
    descriptor: Descriptor, chunk: Sequence[str], source: str, target: str
) -> Mapping[str, Any]:
    """The JSON that is sent. Apertium's is sent as a form, by the carrier.

    chunk: the sentences of one request; source, target: their language, and the one that is wanted.
    """
    match descriptor.form:
        case "libretranslate":
            return {
                "q": list(chunk),
                "source": language_code(source),
                "target": language_code(target),
                "format": "text",
            }
        case "apertium":
            codes = map(language_code, (source, target))
            pair = "|".join(_THREE.get(code, code) for code in codes)
            return {"q": chunk[0], "langpair": pair, "markUnknown": "yes"}
        case "openai":
            words = descriptor.words
            sampling = settled(words, Sampling(MOST_TOKENS))
            return request_of(words, prompt_of(chunk[0], source, target), sampling)
        case "oip":
            shape = [len(chunk)]
            return {
                "inputs": [
                    {"name": "text", "datatype": "BYTES", "shape": shape, "data": list(chunk)}
                ],
                "parameters": {"source_language": source, "target_language": target},
            }
        case _:
            body: Mapping[str, Any] = filled(
                descriptor.request, {"text": chunk[0], "source": source, "target": target}
            )
            return body


def understood(descriptor: Descriptor, answer: Any) -> list[str]:
    """The translations in an answer, by the form of the descriptor.

    Where they are not there it raises `KeyError`, `IndexError`, `ValueError` or `TypeError`.
    """
    match descriptor.form:
        case "libretranslate":
            translated = answer["translatedText"]
            texts = translated if isinstance(translated, list) else [translated]
        case "openai":
            text = answer if isinstance(answer, str) else json.dumps(answer)
            generation = answer_of(text).generation
            texts = [(generation.text or "").strip().partition("\n")[0].strip()]
        case "apertium":
            texts = [answer["responseData"]["translatedText"]]
        case "oip":
            texts = answer["outputs"][0]["data"]
        case _:
            texts = [reached(answer, descriptor.answer)]
    if not all(isinstance(text, str) for text in texts):
        raise TypeError("a translation is not text")
    return list(texts)

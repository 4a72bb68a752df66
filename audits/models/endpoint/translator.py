"""A translator behind HTTP: what is asked and what is understood. It speaks to no network itself.

Requests go through a carrier: a function from a body to (status, text), which in the sandbox
writes to a Unix socket whose other end checks the address and owns the connection.

Forms (`endpoint: {form: …}`): `json` (a template of yours), `oip` (Open Inference Protocol v2),
`libretranslate`, `apertium`, `openai` (a chat that is asked in words to translate).
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from audits.errors import ModelFailure
from audits.languages import language_code
from audits.models.endpoint.carrying import Carry, Reply, carried
from audits.models.endpoint.openai_form import answer_of, request_of, settled
from audits.models.endpoint.template import filled, reached
from audits.models.generator import Sampling
from audits.models.translation_prompts import prompt_of
from audits.specification.endpoint import Descriptor

# Of a translation by a chat.
MOST_TOKENS = 400

# Apertium names languages by three letters.
_THREE = {
    "ca": "cat", "en": "eng", "es": "spa", "eu": "eus", "fi": "fin", "fr": "fra", "it": "ita",
    "kk": "kaz", "pt": "por", "tr": "tur",
}  # fmt: skip


@dataclass
class EndpointTranslator:
    """Asks by the descriptor; every failure names the sentence it was about."""

    descriptor: Descriptor
    carry: Carry
    source_language: str | None = None
    target_language: str | None = None
    reads: tuple[str, ...] = ()
    notes: list[str] = field(default_factory=list)
    # First answers to what was asked twice, by sentence: the audit takes them instead of a third.
    answered: dict[tuple[str, str, str], str] = field(default_factory=dict)

    @property
    def fingerprint(self) -> str:
        """The fingerprint of the descriptor: all that is known of what stands behind it."""
        return self.descriptor.fingerprint

    def translate(
        self, sentences: Sequence[str], *, source_language: str, target_language: str
    ) -> list[str]:
        """One translation a sentence, in order; `ModelFailure` names the sentence without one."""
        keys = [(source_language, target_language, sentence) for sentence in sentences]
        new = [key[-1] for key in keys if key not in self.answered]
        answers = iter(self._sent(new, source_language, target_language))
        return [self.answered[key] if key in self.answered else next(answers) for key in keys]

    def translate_anew(
        self, sentences: Sequence[str], *, source_language: str, target_language: str
    ) -> list[str]:
        """The same, each sent once more, whatever was answered before.

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
    ) -> list[tuple[str, str]]:
        """Each translation as the audit takes it, and a second one, asked for alone.

        sentences: in the source_language, to be put into the target_language (codes such as "fi").
        """
        firsts = self._sent(sentences, source_language, target_language)
        self.answered = {
            (source_language, target_language, sentence): text
            for sentence, text in zip(sentences, firsts, strict=True)
        }
        alone = [[sentence] for sentence in sentences]
        seconds = self._asked(alone, source_language, target_language)
        return list(zip(firsts, seconds, strict=True))

    def _sent(self, sentences: Sequence[str], source: str, target: str) -> list[str]:
        """One translation a sentence, so many a request as the descriptor says."""
        size = self.descriptor.batch if self.descriptor.form in ("oip", "libretranslate") else 1
        starts = range(0, len(sentences), size)
        chunks = [list(sentences[start : start + size]) for start in starts]
        return self._asked(chunks, source, target)

    def _asked(self, chunks: Sequence[list[str]], source: str, target: str) -> list[str]:
        """The translations of all chunks, in order; many requests are under way at once."""
        bodies = [request_body(self.descriptor, chunk, source, target) for chunk in chunks]
        answered: list[list[str]] = [[] for _ in chunks]
        window = 2 * self.descriptor.traffic.concurrency
        for index, reply in carried(self.carry, bodies, window=window):
            answered[index] = self._translations(chunks[index], reply)
        return [text for texts in answered for text in texts]

    def _translations(self, chunk: list[str], reply: Reply) -> list[str]:
        about = f"asked for “{chunk[0][:80]}”"
        try:
            status, text = reply.taken()
        except ModelFailure as error:
            raise ModelFailure(f"the endpoint, {about}: {error}") from error
        if not 200 <= status < 300:
            raise ModelFailure(f"the endpoint, {about}, answered {status}: {text[:200]}")
        try:
            is_openai = self.descriptor.form == "openai"  # whose answers may be streams
            answers = understood(self.descriptor, text if is_openai else json.loads(text))
        except (ValueError, KeyError, IndexError, TypeError, RecursionError) as error:
            raise ModelFailure(
                f"the endpoint, {about}, answered what is not of the form "
                f"{self.descriptor.form} ({type(error).__name__}): {text[:200]}"
            ) from error
        if len(answers) != len(chunk):
            raise ModelFailure(
                f"the endpoint, {about}, gave {len(answers)} answers to {len(chunk)} sentences"
            )
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

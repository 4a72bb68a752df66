"""A translator behind HTTP: what is asked and what is understood. It speaks to no network itself.

Requests go through a carrier: a function from a body to (status, text), which in the sandbox
writes to a Unix socket whose other end checks the address and owns the connection.

Forms (`endpoint: {form: …}`): `json` (a template of yours), `oip` (Open Inference Protocol v2),
`libretranslate`, `apertium`.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from audits.errors import ModelFailure
from audits.languages import language_code
from audits.specification.document import ModelSpec
from audits.specification.endpoint import Descriptor


class Carry(Protocol):
    """Body to HTTP status and text; raises `ModelFailure` where there was no answer."""

    def __call__(self, body: Mapping[str, Any], *, seconds: float | None = None) -> tuple[int, str]:
        """seconds: wait no longer than that; left out, as long as the document says."""
        ...


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
        pairs = []
        for sentence, first in zip(sentences, firsts, strict=True):
            (second,) = self._asked([sentence], source_language, target_language)
            pairs.append((first, second))
        return pairs

    def _sent(self, sentences: Sequence[str], source: str, target: str) -> list[str]:
        """One translation a sentence, so many a request as the descriptor says."""
        size = self.descriptor.batch if self.descriptor.form in ("oip", "libretranslate") else 1
        translations: list[str] = []
        for start in range(0, len(sentences), size):
            chunk = list(sentences[start : start + size])
            translations += self._asked(chunk, source, target)
        return translations

    def _asked(self, chunk: list[str], source: str, target: str) -> list[str]:
        body = request_body(self.descriptor, chunk, source, target)
        about = f"asked for “{chunk[0][:80]}”"
        try:
            status, text = self.carry(body)
        except ModelFailure as error:
            raise ModelFailure(f"the endpoint, {about}: {error}") from error
        if not 200 <= status < 300:
            raise ModelFailure(f"the endpoint, {about}, answered {status}: {text[:200]}")
        try:
            answers = understood(self.descriptor, json.loads(text))
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
        case "oip":
            shape = [len(chunk)]
            return {
                "inputs": [
                    {"name": "text", "datatype": "BYTES", "shape": shape, "data": list(chunk)}
                ],
                "parameters": {"source_language": source, "target_language": target},
            }
        case _:
            filled: Mapping[str, Any] = _filled(
                descriptor.request, {"text": chunk[0], "source": source, "target": target}
            )
            return filled


def _filled(template: Any, values: Mapping[str, str]) -> Any:
    """The template with its places filled, inside strings and nowhere else."""
    if isinstance(template, str):
        for name, value in values.items():
            template = template.replace("{" + name + "}", value)
        return template
    if isinstance(template, Mapping):
        return {key: _filled(value, values) for key, value in template.items()}
    if isinstance(template, list):
        return [_filled(value, values) for value in template]
    return template


def understood(descriptor: Descriptor, answer: Any) -> list[str]:
    """The translations in an answer, by the form of the descriptor.

    Where they are not there it raises `KeyError`, `IndexError`, `ValueError` or `TypeError`.
    """
    match descriptor.form:
        case "libretranslate":
            translated = answer["translatedText"]
            texts = translated if isinstance(translated, list) else [translated]
        case "apertium":
            texts = [answer["responseData"]["translatedText"]]
        case "oip":
            texts = answer["outputs"][0]["data"]
        case _:
            node = answer
            for step in descriptor.answer.split("."):
                node = node[int(step)] if isinstance(node, list) else node[step]
            texts = [node]
    if not all(isinstance(text, str) for text in texts):
        raise TypeError("a translation is not text")
    return list(texts)


def open_endpoint(descriptor: Descriptor, spec: ModelSpec, carry: Carry) -> EndpointTranslator:
    """The endpoint, ready to be asked through the carrier.

    The plan's own specification names no address, so the descriptor comes beside it.
    """
    return EndpointTranslator(descriptor, carry, spec.source_language, spec.target_language or "en")

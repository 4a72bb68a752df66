"""A translator behind HTTP: what is asked and what is understood. It speaks to no network itself.

Requests go through a carrier: a function from a body to (status, text), which in the sandbox
writes to a Unix socket whose other end checks the address and owns the connection.

Forms (`endpoint: {form: …}`): `json` (a template of yours), `oip` (Open Inference Protocol v2),
`libretranslate`, `apertium`.
"""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from audits.document import ModelSpec
from audits.errors import ModelFailure, Problem, Refused
from audits.profiles import ModelProfile
from audits.translation.readers import short

# body -> (HTTP status, text of the answer); raises ModelFailure where there was no answer.
Carry = Callable[[Mapping[str, Any]], tuple[int, str]]

FORMS = ("json", "oip", "libretranslate", "apertium")
KEYS = frozenset({"form", "request", "answer", "version", "timeout_seconds", "batch"})
# Apertium names languages by three letters.
_THREE = {
    "ca": "cat", "en": "eng", "es": "spa", "eu": "eus", "fi": "fin", "fr": "fra", "it": "ita",
    "kk": "kaz", "pt": "por", "tr": "tur",
}  # fmt: skip


@dataclass(frozen=True)
class Descriptor:
    """How an endpoint is asked. answer: where the text stands, e.g. `translations.0.text`."""

    url: str
    form: str = "json"
    request: Any = None
    answer: str = ""
    version: str = ""
    timeout_seconds: float = 30.0
    batch: int = 1

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the address, the form and the stated version: bytes cannot be seen."""
        said = json.dumps([self.url, self.form, self.request, self.answer, self.version])
        return hashlib.sha256(said.encode()).hexdigest()


def describe(spec: ModelSpec) -> Descriptor:
    """The plan's endpoint, checked; every problem at once."""
    given = dict(spec.endpoint or {})
    problems = [
        Problem(f"model.endpoint.{key}", "is unknown", f"known are {', '.join(sorted(KEYS))}")
        for key in sorted(given.keys() - KEYS)
    ]
    form = given.get("form", "json")
    if spec.url is None:
        problems.append(Problem("model.url", "is missing", "give the endpoint's address"))
    if form not in FORMS:
        problems.append(
            Problem("model.endpoint.form", f"{form!r} is unknown", f"one of {', '.join(FORMS)}")
        )
    if form == "json":
        if "{text}" not in json.dumps(given.get("request")):
            problems.append(
                Problem(
                    "model.endpoint.request", "does not say where the sentence goes",
                    'give the body with "{text}", and "{source}" and "{target}" if it has them',
                )
            )
        if not given.get("answer"):
            problems.append(
                Problem("model.endpoint.answer", "is missing",
                        "say where the text stands, e.g. `translations.0.text`")
            )  # fmt: skip
    timeout = given.get("timeout_seconds", 30.0)
    if not isinstance(timeout, int | float) or not 0 < timeout <= 600:
        problems.append(
            Problem("model.endpoint.timeout_seconds", f"{timeout!r} is no time", "up to 600")
        )
    batch = given.get("batch", 16 if form in ("oip", "libretranslate") else 1)
    if not isinstance(batch, int) or not 1 <= batch <= 256:
        problems.append(Problem("model.endpoint.batch", f"{batch!r} is no size", "1 to 256"))
    if problems:
        raise Refused(problems)
    return Descriptor(
        str(spec.url), form, given.get("request"), str(given.get("answer", "")),
        str(given.get("version", spec.version or "")), float(timeout), batch,
    )  # fmt: skip


def profile_endpoint(spec: ModelSpec) -> ModelProfile:
    """What may be asked of it; nothing is sent. Translation is the only task so far."""
    if spec.task not in (None, "translation"):
        raise Refused.because(
            "model.task", f"an endpoint cannot be asked for {spec.task} yet",
            "record its answers in the dataset, with the role prediction",
            "endpoint_unsupported",
        )  # fmt: skip
    return ModelProfile(
        format="endpoint", task="translation", inputs=(), outputs=(), classes=(),
        capabilities=("Translator",), probabilities=False, sha256=describe(spec).fingerprint,
        warnings=("an endpoint's model may change behind its address",),
    )  # fmt: skip


@dataclass
class EndpointTranslator:
    """Asks by the descriptor; every failure names the sentence it was about."""

    descriptor: Descriptor
    carry: Carry
    source_language: str | None = None
    target_language: str | None = None
    reads: tuple[str, ...] = ()
    notes: list[str] = field(default_factory=list)

    @property
    def fingerprint(self) -> str:
        """Of the descriptor."""
        return self.descriptor.fingerprint

    def translate(
        self, sentences: Sequence[str], *, source_language: str, target_language: str
    ) -> list[str]:
        """One translation a sentence, in order."""
        size = self.descriptor.batch if self.descriptor.form in ("oip", "libretranslate") else 1
        found: list[str] = []
        for at in range(0, len(sentences), size):
            chunk = list(sentences[at : at + size])
            found += self._asked(chunk, source_language, target_language)
        return found

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
    """The JSON that is sent. Apertium's is sent as a form, by the carrier."""
    match descriptor.form:
        case "libretranslate":
            return {"q": list(chunk), "source": short(source), "target": short(target),
                    "format": "text"}  # fmt: skip
        case "apertium":
            pair = "|".join(_THREE.get(short(x), short(x)) for x in (source, target))
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
    """The translations in an answer; raises `KeyError` and its kin where they are not."""
    match descriptor.form:
        case "libretranslate":
            found = answer["translatedText"]
            texts = found if isinstance(found, list) else [found]
        case "apertium":
            texts = [answer["responseData"]["translatedText"]]
        case "oip":
            texts = answer["outputs"][0]["data"]
        case _:
            place = answer
            for step in descriptor.answer.split("."):
                place = place[int(step)] if isinstance(place, list) else place[step]
            texts = [place]
    if not all(isinstance(text, str) for text in texts):
        raise TypeError("a translation is not text")
    return list(texts)


def open_endpoint(
    descriptor: Descriptor, spec: ModelSpec, carry: Carry
) -> EndpointTranslator:
    """The endpoint, ready to be asked through the carrier.

    The plan's own specification names no address, so the descriptor comes beside it.
    """
    return EndpointTranslator(
        descriptor, carry, spec.source_language, spec.target_language or "en"
    )

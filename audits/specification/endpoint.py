"""A model behind HTTP as a plan describes it; numpy-free, since the API checks it too.

Forms (`endpoint: {form: …}`): `json` (a template of yours), `oip` (Open Inference Protocol v2),
`libretranslate`, `apertium`.
"""

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from audits.errors import Problem, Refused
from audits.specification.document import ModelSpec
from audits.specification.profiles import ModelProfile

FORMS = ("json", "oip", "libretranslate", "apertium")
KEYS = frozenset({"form", "request", "answer", "version", "timeout_seconds", "batch"})


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
        canonical = json.dumps([self.url, self.form, self.request, self.answer, self.version])
        return hashlib.sha256(canonical.encode()).hexdigest()


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
                    "model.endpoint.request",
                    "does not say where the sentence goes",
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

"""A model behind HTTP as a plan describes it; numpy-free, since the API checks it too."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from pydantic import ValidationError

from audits.errors import Problem, Refused
from audits.specification.document import ColumnSpec, ModelSpec
from audits.specification.endpoint_document import EndpointSettings
from audits.specification.endpoint_forms import (
    CLASSES,
    FORMS,
    NUMBERS,
    TRANSLATION,
    WORDS,
    address_of,
    api_of,
    form_problems,
    task_of,
)
from audits.specification.endpoint_secrets import secret_in_url, secret_in_values
from audits.specification.profiles import InputProfile, ModelProfile
from audits.specification.prompt_places import check_places, places_of
from audits.specification.roles import Role
from audits.specification.validation_messages import problems_of

KEYS = frozenset(EndpointSettings.model_fields)
# Where people write what they like, and so their keys.
_FREE = ("key", "request", "extra", "system", "prompt")


@dataclass(frozen=True)
class Traffic:
    """How much is asked and how fast.

    concurrency: requests under way at once. most_requests, most_tokens: in all, tries and tokens of
    prompts counted. retries: further tries of a request. price: as the document states it.
    """

    concurrency: int = 8
    requests_per_minute: float | None = None
    most_requests: int | None = None
    most_tokens: int | None = None
    retries: int = 5
    longest_wait_seconds: float = 60.0
    price: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Words:
    """How a model that answers in words is asked.

    sampling: what the document says of `temperature`, `seed` and `max_tokens`; null is not sent.
    begin: what stands before a sentence that the server says the log-probability of; None where it
    is not asked for any.
    """

    model: str = ""
    api: str = "chat"
    system: str | None = None
    sampling: Mapping[str, float | int | None] = field(default_factory=dict)
    max_tokens_key: str = "max_tokens"
    extra: Mapping[str, Any] = field(default_factory=dict)
    prompt: str | None = None
    begin: str | None = None


@dataclass(frozen=True)
class Key:
    """name: of the secret, never the secret. header, scheme: how it is sent.

    region: of Amazon Web Services, for which requests are signed; None where the key is sent.
    """

    name: str
    header: str = "Authorization"
    scheme: str = "Bearer"
    region: str | None = None


@dataclass(frozen=True)
class Descriptor:
    """How an endpoint is asked. answer: where the text stands, e.g. `translations.0.text`.

    layout: of a table's rows. datatypes: of inputs, as the Open Inference Protocol names them.
    recorded: a file of answers that stand for the endpoint's; nothing is sent then.
    """

    url: str
    form: str = "json"
    request: Any = None
    answer: str = ""
    version: str = ""
    timeout_seconds: float = 30.0
    batch: int = 1
    task: str = TRANSLATION
    words: Words = field(default_factory=Words)
    layout: str = ""
    datatypes: Mapping[str, str] = field(default_factory=dict)
    traffic: Traffic = field(default_factory=Traffic)
    key: Key | None = None
    recorded: str | None = None

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the address, the form and what is asked: bytes cannot be seen."""
        asked: list[Any] = [self.url, self.form, self.request, self.answer, self.version]
        if self.task != TRANSLATION or self.form == "openai":
            words = asdict(self.words)
            if self.words.begin is None:  # what is not asked for changes no fingerprint
                del words["begin"]
            asked += [self.task, words, self.layout, dict(self.datatypes)]
        return hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()

    @property
    def counts_tokens(self) -> bool:
        """Whether what is asked is paid, and bounded, by tokens."""
        return self.form == "openai" or self.task == WORDS

    def to_json(self) -> dict[str, Any]:
        """For the process that asks, which learns nothing of keys and files."""
        return {**asdict(self), "key": None, "recorded": None}

    @classmethod
    def from_json(cls, written: Mapping[str, Any]) -> "Descriptor":
        """What `to_json` wrote."""
        parts = {"words": Words(**written["words"]), "traffic": Traffic(**written["traffic"])}
        return cls(**{**written, **parts, "key": None})


def describe(spec: ModelSpec) -> Descriptor:
    """The plan's endpoint, checked; every problem at once."""
    given = dict(spec.endpoint or {})
    problems = [
        Problem(f"model.endpoint.{key}", "is unknown", f"known are {', '.join(sorted(KEYS))}")
        for key in sorted(given.keys() - KEYS)
    ]
    problems += _address_problems(spec, given)
    # What holds a secret is not looked at any further: refusals repeat what they are about.
    known = {
        key: value
        for key, value in given.items()
        if key in KEYS and not (key in _FREE and secret_in_values(value))
    }
    try:
        settings = EndpointSettings.model_validate(known)
    except ValidationError as error:
        raise Refused([*problems, *problems_of(error, "model.endpoint")]) from error
    if any(problem.code == "secret_in_document" for problem in problems):
        raise Refused(problems)
    problems += form_problems(spec, settings, known)
    if problems:
        raise Refused(problems)
    return _descriptor(spec, settings, known)


def sent_for_others(descriptor: Descriptor) -> Descriptor:
    """The same where a service asks; `Refused` where it names a file: that would be its own."""
    if descriptor.recorded is not None:
        raise Refused.because(
            "model.endpoint.recorded", "names a file, and a service opens none by its path",
            "take it out, or run `evenhand audit` where the file is", "no_path",
        )  # fmt: skip
    return descriptor


def _address_problems(spec: ModelSpec, given: Mapping[str, Any]) -> list[Problem]:
    if spec.url is None:
        return [Problem("model.url", "is missing", "give the endpoint's address")]
    remedy = "name it under `model.endpoint.key`, e.g. `key: OPENAI_API_KEY`, and revoke this one"
    where = secret_in_url(spec.url)
    problems = [] if where is None else [Problem("model.url", where, remedy, "secret_in_document")]
    for key in _FREE:
        if secret_in_values(given.get(key)):
            reason = "something in it looks like a key"
            problems.append(Problem(f"model.endpoint.{key}", reason, remedy, "secret_in_document"))
    return problems


def _descriptor(
    spec: ModelSpec, settings: EndpointSettings, given: Mapping[str, Any]
) -> Descriptor:
    form = FORMS[settings.form]
    names = {"temperature": "temperature", "seed": "seed", "max_tokens": "most_tokens"}
    return Descriptor(
        url=address_of(spec, settings),
        form=settings.form,
        request=settings.request,
        answer=settings.answer or "",
        version=str(settings.version or spec.version or ""),
        timeout_seconds=settings.timeout_seconds,
        batch=settings.batch or form.batch,
        task=task_of(spec, form),
        words=Words(
            model=settings.model or "",
            api=api_of(spec, settings),
            system=settings.system,
            sampling={
                own: getattr(settings, name) for name, own in names.items() if name in given
            },
            max_tokens_key=settings.max_tokens_key,
            extra=settings.extra,
            prompt=settings.prompt,
            begin=None if settings.logprobs is None else settings.logprobs.begin,
        ),
        layout=settings.layout or (form.layouts[0] if form.layouts else ""),
        datatypes=settings.datatypes,
        traffic=Traffic(
            settings.concurrency, settings.requests_per_minute, settings.most_requests,
            settings.most_tokens, settings.retries, settings.longest_wait_seconds,
            None if settings.price is None else settings.price.model_dump(),
        ),
        key=None if settings.key is None else Key(**settings.key.model_dump()),
        recorded=settings.recorded,
    )  # fmt: skip


def profile_endpoint(
    spec: ModelSpec, columns: Mapping[str, ColumnSpec] | None = None
) -> ModelProfile:
    """What may be asked of it; nothing is sent. columns: of the dataset, as the document has them.

    A model of tables reads what `model.inputs` names, else every column with the role feature.
    """
    descriptor = describe(spec)
    classes = tuple(spec.labels or ()) if descriptor.task == CLASSES else ()
    fed = _fed(spec, columns or {}) if descriptor.task in (CLASSES, NUMBERS) else {}
    if descriptor.task == CLASSES and descriptor.form == "openai":
        check_places(descriptor.words.prompt or "", places_of(fed))
    unsent: list[Problem] = []
    if fed and descriptor.datatypes:
        from audits.specification.endpoint_datatypes import datatypes_of_nothing

        unsent = list(datatypes_of_nothing(descriptor.datatypes, fed))
    if unsent:
        raise Refused(unsent)
    capability = {WORDS: "Generator", CLASSES: "Classifier", NUMBERS: "Regressor"}
    further = () if descriptor.words.begin is None else ("LanguageModel",)
    return ModelProfile(
        format="endpoint",
        task=descriptor.task,
        inputs=tuple(InputProfile(name, None, "", (None,)) for name in fed),
        outputs=(),
        classes=classes,
        capabilities=(capability.get(descriptor.task, "Translator"), *further),
        probabilities=descriptor.task == CLASSES and spec.meaning in ("probability", "logit"),
        sha256=descriptor.fingerprint,
        warnings=("an endpoint's model may change behind its address",),
    )


def _fed(spec: ModelSpec, columns: Mapping[str, ColumnSpec]) -> Mapping[str, Sequence[str]]:
    """Each input with the columns that feed it."""
    if spec.inputs is not None:
        return spec.inputs
    features = {name: [name] for name, one in columns.items() if one.role is Role.FEATURE}
    if not features:
        raise Refused.because(
            "model.inputs", "nothing says which columns the endpoint is sent",
            "name them: `inputs: {age: [age], income: [income]}`, or give columns the role "
            "`feature`", "input_not_fed",
        )  # fmt: skip
    return features

"""The forms in which endpoints are spoken to: what each may be asked for, and what it needs."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from audits.errors import Problem
from audits.specification.document import ModelSpec
from audits.specification.endpoint_document import EndpointSettings
from audits.specification.suggestions import listed

TRANSLATION, WORDS = "translation", "text-generation"
CLASSES, NUMBERS = "classification", "regression"

_EVERY = frozenset(
    {"form", "version", "timeout_seconds", "batch", "key", "recorded", "concurrency",
     "requests_per_minute", "most_requests", "retries", "longest_wait_seconds", "price"}
)  # fmt: skip
_SAMPLING = frozenset({"temperature", "seed", "max_tokens", "system", "most_tokens"})


@dataclass(frozen=True, slots=True)
class Form:
    """tasks: the first is taken where the document says none. keys: beside those that all take.

    layouts: of a table's rows; the first is taken. batch: inputs that one request may carry.
    """

    tasks: tuple[str, ...]
    keys: frozenset[str] = frozenset()
    layouts: tuple[str, ...] = ()
    batch: int = 1


FORMS: Mapping[str, Form] = {
    "json": Form((TRANSLATION, WORDS), frozenset({"request", "answer"}) | _SAMPLING),
    "openai": Form(
        (WORDS, CLASSES, TRANSLATION),
        frozenset({"model", "api", "max_tokens_key", "extra", "prompt", "logprobs"}) | _SAMPLING,
    ),
    "oip": Form((TRANSLATION, CLASSES, NUMBERS), frozenset({"datatypes"}), batch=16),
    "sagemaker": Form(
        (CLASSES, NUMBERS), layouts=("lists", "features", "records", "csv"), batch=32,
        keys=frozenset({"layout"}),
    ),
    "mlflow": Form(
        (CLASSES, NUMBERS), layouts=("split", "records", "inputs", "instances"), batch=32,
        keys=frozenset({"layout"}),
    ),
    "libretranslate": Form((TRANSLATION,), batch=16),
    "apertium": Form((TRANSLATION,)),
}  # fmt: skip


def task_of(spec: ModelSpec, form: Form) -> str:
    """The task: stated, or told by what else is, else the form's first."""
    if spec.task is not None:
        return spec.task
    if spec.meaning == "number" and NUMBERS in form.tasks:
        return NUMBERS
    if (spec.labels or spec.meaning) and CLASSES in form.tasks:
        return CLASSES
    return form.tasks[0]


def form_problems(
    spec: ModelSpec, settings: EndpointSettings, given: Mapping[str, Any]
) -> Iterator[Problem]:
    """What does not fit the form. given: the settings as they stand in the document."""
    form = FORMS[settings.form]
    task = task_of(spec, form)
    for key in sorted(given.keys() - _EVERY - form.keys):
        takers = [name for name, other in FORMS.items() if key in other.keys]
        yield _problem(
            key, f"is no key of the form {settings.form}",
            f"it is one of {' and '.join(takers)}; take it out, or give that form",
        )  # fmt: skip
    if task not in form.tasks:
        yield Problem(
            "model.task", f"the form {settings.form} cannot be asked for {task}",
            f"it serves {listed(form.tasks)}; or record the answers in the dataset, with the role "
            "prediction", "endpoint_unsupported",
        )  # fmt: skip
    if settings.layout is not None and settings.layout not in form.layouts and form.layouts:
        yield _problem(
            "layout", f"{settings.layout!r} is no layout of the form {settings.form}",
            f"one of {listed(form.layouts)}",
        )  # fmt: skip
    if settings.recorded is None:
        region = None if settings.key is None else settings.key.region
        from audits.specification.aws_addresses import signing_problems

        yield from signing_problems(str(spec.url or ""), region)
    if settings.datatypes:
        from audits.specification.endpoint_datatypes import unknown_datatypes

        yield from unknown_datatypes(settings.datatypes)
    if settings.form == "json":
        yield from _template_problems(settings)
    if settings.form == "openai":
        yield from _openai_problems(spec, settings, task)
    if task in (CLASSES, NUMBERS):
        yield from _table_problems(spec, task)


def _template_problems(settings: EndpointSettings) -> Iterator[Problem]:
    if "{text}" not in repr(settings.request):
        yield _problem(
            "request", "does not say where the sentence goes",
            'give the body with "{text}", and "{source}" and "{target}" if it has them',
        )  # fmt: skip
    if not settings.answer:
        yield _problem(
            "answer", "is missing", "say where the text stands, e.g. `translations.0.text`"
        )


def _openai_problems(spec: ModelSpec, settings: EndpointSettings, task: str) -> Iterator[Problem]:
    if settings.model is None:
        yield _problem("model", "is missing", "name the model, as the server knows it")
    path = urlsplit(str(spec.url or "")).path.rstrip("/")
    ending = "chat" if path.endswith("/chat/completions") else "completions"
    if path.endswith("/completions") and settings.api not in (None, ending):
        yield _problem(
            "api", f"the address is that of {ending}, not of {settings.api}",
            "leave `api` out, or give the address without its ending",
        )  # fmt: skip
    if settings.system is not None and api_of(spec, settings) == "completions":
        yield _problem(
            "system", "completions have no system message", "take it out, or ask by `api: chat`"
        )
    if settings.logprobs is not None and (api_of(spec, settings) != "completions" or task != WORDS):
        yield _problem(
            "logprobs", "a chat does not say how likely a sentence is, and neither does a "
            f"{task} model" if task != WORDS else "a chat does not say how likely a sentence is",
            f"take it out, or ask by `api: completions` with `task: {WORDS}`",
        )  # fmt: skip
    if task == CLASSES and settings.prompt is None:
        yield _problem(
            "prompt", "is missing",
            "write the question about a row, with columns in braces: `prompt: \"Income {income}. "
            'Answer with one word: yes or no."`',
        )  # fmt: skip


def _table_problems(spec: ModelSpec, task: str) -> Iterator[Problem]:
    """Nothing of an answer is guessed: classes and what the numbers are stand in the document."""
    if task == NUMBERS:
        if spec.meaning not in (None, "number"):
            yield Problem(
                "model.output", f"a regression answers with numbers, not with a {spec.meaning}",
                "take `meaning` out, or say `task: classification`",
            )  # fmt: skip
        return
    if spec.meaning == "number":
        yield Problem(
            "model.output", "a classification does not answer with plain numbers",
            "say `meaning: label`, `probability` or `logit`, or `task: regression`",
        )  # fmt: skip
    if len(spec.labels or ()) < 2:
        yield Problem(
            "model.labels", "an endpoint does not say which classes it knows",
            "list them in the order of its scores, the one that a single score is about last: "
            "`labels: [no, yes]`", "no_labels",
        )  # fmt: skip


def api_of(spec: ModelSpec, settings: EndpointSettings) -> str:
    """`chat` or `completions`: stated, or by the address's ending, else chat."""
    path = urlsplit(str(spec.url or "")).path.rstrip("/")
    if path.endswith("/completions") and not path.endswith("/chat/completions"):
        return "completions"
    return settings.api or "chat"


def address_of(spec: ModelSpec, settings: EndpointSettings) -> str:
    """Where requests go: of the form openai a base address is completed."""
    url = str(spec.url)
    if settings.form != "openai":
        return url
    parts = urlsplit(url)
    path = parts.path.rstrip("/")
    if not path.endswith("/completions"):
        path += "/chat/completions" if api_of(spec, settings) == "chat" else "/completions"
    return urlunsplit(parts._replace(path=path))


def _problem(key: str, reason: str, remedy: str) -> Problem:
    return Problem(f"model.endpoint.{key}", reason, remedy)

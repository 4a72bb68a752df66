"""What a document may say under `model.endpoint`: how a model behind HTTP is asked, and how much.

Keys never stand here: `key` names a secret that the process which asks has.
"""

import re
from collections.abc import Mapping
from typing import Any, Literal, Self

from pydantic import Field, field_validator, model_validator

from audits.specification.document_values import Label, Number, Whole
from audits.specification.endpoint_secrets import is_secret_name
from audits.specification.strict_model import Document

REGION = r"[a-z]{2}(-[a-z]+)+-[0-9]{1,2}"  # of Amazon Web Services
FormName = Literal[
    "json", "openai", "oip", "sagemaker", "mlflow", "libretranslate", "apertium"
]  # fmt: skip
Layout = Literal["lists", "features", "records", "csv", "split", "inputs", "instances"]

_HEADER = r"[A-Za-z][A-Za-z0-9-]{0,63}"
# What the request itself consists of; a key in one of these would break or redirect it.
_OWN_HEADERS = frozenset(
    {"host", "content-length", "content-type", "transfer-encoding", "connection", "accept",
     "user-agent", "upgrade", "te", "trailer", "expect"}
)  # fmt: skip


class KeySpec(Document):
    """Which secret is sent, and in which header.

    name: of an environment variable where the audit runs on one's own machine, and of a key that
    the operator keeps where a service runs it.
    """

    name: str
    header: str = "Authorization"
    scheme: str = Field("Bearer", pattern=r"^[A-Za-z]{0,20}$")
    # Of Amazon Web Services, where requests are signed and the key itself is not sent.
    region: str | None = Field(None, pattern=rf"^{REGION}$")

    @field_validator("name")
    @classmethod
    def _is_a_name(cls, given: str) -> str:
        if not is_secret_name(given):
            # The text is not repeated: it may be the key itself.
            raise ValueError(
                "a key is named and never written down; give the name of the variable that holds "
                "it, e.g. OPENAI_API_KEY, in capitals, digits and underscores"
            )
        return given

    @field_validator("header")
    @classmethod
    def _is_a_header(cls, given: str) -> str:
        if not re.fullmatch(_HEADER, given) or given.lower() in _OWN_HEADERS:
            raise ValueError("no header for a key; give e.g. Authorization, api-key or x-api-key")
        return given

    @model_validator(mode="after")
    def _is_sent_or_signs(self) -> Self:
        if self.region is not None and {"header", "scheme"} & self.model_fields_set:
            raise ValueError("a key that signs for AWS is not sent; give a region or a header")
        return self


class Price(Document):
    """What the provider asks for: a million tokens of prompts and of answers, and each request."""

    prompt: Number = Field(0.0, ge=0)
    answer: Number = Field(0.0, ge=0)
    request: Number = Field(0.0, ge=0)
    currency: Label = Field("USD", max_length=12)


class LogProbabilities(Document):
    """That a server is asked how likely it finds texts, and what stands before each of them.

    begin: a text whose own probability does not count, as the token that a model begins texts with.
    """

    begin: str = Field("", max_length=1000)


class EndpointSettings(Document):
    """Everything that may stand under `model.endpoint`; which keys a form takes, forms say."""

    form: FormName = "json"
    version: Label | None = None
    timeout_seconds: Number = Field(30.0, gt=0, le=600)
    batch: Whole | None = Field(None, ge=1, le=256)
    key: KeySpec | None = None
    recorded: str | None = None
    # A template of one's own.
    request: Any = None
    answer: str | None = None
    # Models that answer in words.
    model: str | None = Field(None, min_length=1, max_length=200)
    api: Literal["chat", "completions"] | None = None
    system: str | None = Field(None, max_length=100_000)
    temperature: Number | None = Field(None, ge=0, le=5)
    seed: Whole | None = Field(None, ge=0, lt=2**63)
    max_tokens: Whole | None = Field(None, ge=1, le=1_000_000)
    max_tokens_key: Literal["max_tokens", "max_completion_tokens"] = "max_tokens"
    extra: dict[str, Any] = Field(default_factory=dict)
    prompt: str | None = Field(None, max_length=100_000)
    logprobs: LogProbabilities | None = None
    # Models of tables.
    layout: Layout | None = None
    datatypes: dict[str, str] = Field(default_factory=dict)
    # How much and how fast.
    concurrency: Whole = Field(8, ge=1, le=256)
    requests_per_minute: Number | None = Field(None, gt=0, le=1_000_000)
    most_requests: Whole | None = Field(None, ge=1)
    most_tokens: Whole | None = Field(None, ge=1)
    retries: Whole = Field(5, ge=0, le=20)
    longest_wait_seconds: Number = Field(60.0, ge=0, le=600)
    price: Price | None = None

    @field_validator("key", mode="before")
    @classmethod
    def _a_name_may_stand_alone(cls, given: object) -> object:
        return {"name": given} if isinstance(given, str) else given

    @field_validator("logprobs", mode="before")
    @classmethod
    def _yes_or_no_may_stand_alone(cls, given: object) -> object:
        return ({} if given else None) if isinstance(given, bool) else given

    @field_validator("extra")
    @classmethod
    def _adds_and_replaces_nothing(cls, given: Mapping[str, Any]) -> Mapping[str, Any]:
        own = {"model", "messages", "prompt", "temperature", "seed", "max_tokens",
               "max_completion_tokens", "n", "echo", "logprobs"}  # fmt: skip
        clash = sorted(own & given.keys())
        if clash:
            raise ValueError(f"{clash[0]} has a key of its own or is set by the audit; take it out")
        return given

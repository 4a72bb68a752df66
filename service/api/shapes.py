"""What the API takes and gives, as OpenAPI shows it."""

from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field


def rfc3339(seconds: object) -> object:
    """Seconds since 1970 as `2026-11-23T06:41:09.123Z`; None stays None."""
    if isinstance(seconds, int | float):
        moment = datetime.fromtimestamp(seconds, UTC)
        return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return seconds


Moment = Annotated[str, BeforeValidator(rfc3339), Field(json_schema_extra={"format": "date-time"})]


class Request(BaseModel):
    """Nothing is ignored: an unknown name is an error."""

    model_config = ConfigDict(extra="forbid")


class Answer(BaseModel):
    """What is given back."""


class ProblemItem(Answer):
    """One thing that does not fit."""

    field: str
    reason: str
    remedy: str
    code: str


class Problem(Answer):
    """RFC 9457 problem details with a stable code, a hint and every problem at once."""

    type: str
    title: str
    status: int
    code: str
    hint: str
    detail: str | None = None
    problems: list[ProblemItem] = Field(default_factory=list)


class PageQuery(Request):
    """A page of a list, newest first."""

    limit: int = Field(50, ge=1, le=200, description="How many.")
    cursor: str | None = Field(
        None, max_length=80, pattern=r"^[\x21-\x7e]+$", description="`cursor` of the page before."
    )


class UploadQuery(Request):
    """What describes the file in the body."""

    name: str | None = Field(None, min_length=1, max_length=200, description="Family.")
    version: str | None = Field(
        None, min_length=1, max_length=200, description="Label; the fingerprint if left out."
    )
    filename: str | None = Field(
        None, min_length=1, max_length=255, description="As it was called."
    )
    sha256: str | None = Field(
        None, pattern="^[0-9a-fA-F]{64}$", description="Checked when the last byte is here."
    )


class UploadHeader(BaseModel):
    """Begins a resumable upload: how many bytes will come."""

    model_config = ConfigDict(populate_by_name=True)
    upload_length: int | None = Field(None, alias="Upload-Length", ge=1)


class OffsetHeader(BaseModel):
    """Where the bytes in the body begin."""

    model_config = ConfigDict(populate_by_name=True)
    upload_offset: int = Field(alias="Upload-Offset", ge=0)


class Inspection(Answer):
    """What a worker found the upload to be.

    state: waiting, running, ready (`profile`), refused or failed (`problems`).
    """

    state: Literal["waiting", "running", "ready", "refused", "failed"]
    profile: dict[str, Any] | None = None
    problems: list[ProblemItem] = Field(default_factory=list)


class Version(Answer):
    """One uploaded model or dataset."""

    id: str
    family: str
    name: str
    version: str
    parent: str | None = None
    sha256: str
    size_bytes: int
    filename: str
    created: Moment
    inspection: Inspection


class Versions(Answer):
    """A page of versions; `cursor` is null on the last one."""

    items: list[Version]
    cursor: str | None


class UploadState(Answer):
    """How much of a file is safe."""

    id: str
    offset: int
    length: int


class UploadAnswer(Answer):
    """An upload to go on with."""

    upload: UploadState


class Usage(Answer):
    """What the organisation uses; a bound that is null is none.

    arriving_bytes: uploads under way, as announced.
    """

    stored_bytes: int
    arriving_bytes: int
    most_bytes: int | None
    queued_audits: int
    most_queued: int


class PolicyRequest(Request):
    """A policy to store under a name."""

    name: str = Field(min_length=1, max_length=200)
    version: str | None = Field(None, min_length=1, max_length=200)
    policy: dict[str, Any] = Field(description="`rules`, `on_inconclusive`, `on_not_run`, …")


class PolicyVersion(Answer):
    """One stored text of a policy."""

    id: str
    family: str
    name: str
    version: str
    parent: str | None = None
    sha256: str
    created: Moment
    policy: dict[str, Any]


class PolicyVersions(Answer):
    """A page of policies."""

    items: list[PolicyVersion]
    cursor: str | None


class Probes(Answer):
    """Every probe there is, with its parameters as JSON schema and the metrics it owns."""

    items: list[dict[str, Any]]


class Probe(Answer):
    """One probe: what it needs, its parameters and the metrics it owns."""

    name: str
    version: int
    summary: str
    description: str
    needs: list[str]
    asks: str
    label: str | None
    model: str | None
    parameters: dict[str, Any]
    metrics: list[dict[str, Any]]


class Stage(Answer):
    """One stage of an audit."""

    name: str
    state: Literal["done", "now", "todo"]


class ErrorBody(Answer):
    """Why an audit failed."""

    code: str
    message: str
    problems: list[ProblemItem] = Field(default_factory=list)


class Audit(Answer):
    """An audit: what was asked, how far it is, what came out.

    gate: null until the policy was judged.
    """

    id: str
    name: str
    state: Literal["queued", "running", "completed", "failed", "cancelled"]
    gate: Literal["pass", "fail", "inconclusive", "not_run", "error"] | None
    blocking: bool | None
    percent: float
    stage: str | None
    step: int | None = None
    of: int | None = None
    note: str = ""
    stages: list[Stage]
    cancel_requested: bool
    attempt: int
    model: str | None
    dataset: str
    policy: str | None
    created: Moment
    started: Moment | None
    finished: Moment | None
    created_by: str | None
    error: ErrorBody | None
    report_url: str | None
    same_as: str | None = Field(
        None, description="The stored audit of the same model, data and plan that answers this one."
    )
    links: dict[str, str]


class Audits(Answer):
    """A page of audits."""

    items: list[Audit]
    cursor: str | None


class AuditQuery(PageQuery):
    """Which audits."""

    state: Literal["queued", "running", "completed", "failed", "cancelled"] | None = None
    gate: Literal["pass", "fail", "inconclusive", "not_run", "error"] | None = None
    model: str | None = Field(None, max_length=80, description="Id of a model version.")
    dataset: str | None = Field(None, max_length=80, description="Id of a dataset version.")
    q: str | None = Field(None, max_length=200, description="Part of the audit's name.")


class AgainQuery(Request):
    """Whether stored results may answer."""

    again: bool = Field(
        False, description="Measure even where an identical audit's results are stored."
    )


class IdempotencyHeader(BaseModel):
    """The same key and body: the same audit."""

    model_config = ConfigDict(populate_by_name=True)
    idempotency_key: str | None = Field(
        None, alias="Idempotency-Key", min_length=1, max_length=200, pattern=r"^[\x21-\x7e]+$"
    )


class Gate(Answer):
    """The verdict a pipeline waits for; `final` once the policy was judged or cannot be."""

    audit: str
    state: str
    final: bool
    gate: Literal["pass", "fail", "inconclusive", "not_run", "error"] | None
    blocking: bool | None
    exit_code: int | None = Field(description="What `evenhand gate` exits with; null until final.")
    counts: dict[str, int]
    findings: list[dict[str, Any]]
    error: ErrorBody | None
    report_url: str | None


class Measurements(Answer):
    """A page of measurements in the report's own form."""

    items: list[dict[str, Any]]
    cursor: str | None


class MeasurementQuery(Request):
    """Which measurements, in the order they were made."""

    limit: int = Field(200, ge=1, le=1000)
    cursor: str | None = Field(None, max_length=40, pattern="^[0-9]+$")
    probe: str | None = Field(None, max_length=200)
    metric: str | None = Field(None, max_length=200)


class EventsHeader(BaseModel):
    """Where the stream goes on."""

    model_config = ConfigDict(populate_by_name=True)
    last_event_id: int | None = Field(None, alias="Last-Event-ID", ge=0, lt=1 << 63)


class Health(Answer):
    """Whether it lives, or can work."""

    status: Literal["ok", "degraded"]
    checks: dict[str, str] = Field(default_factory=dict)

"""Audits: asked for, followed, and what came out."""

from typing import Any, Literal, TypeAlias

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from service.shapes.base import Answer, Moment, PageQuery, ProblemItem, Request

GateName: TypeAlias = Literal["pass", "fail", "inconclusive", "not_run", "error"]


class Stage(Answer):
    """One stage of an audit."""

    name: str
    state: Literal["done", "now", "todo"]


class ErrorBody(Answer):
    """Why an audit failed."""

    code: str
    message: str
    problems: list[ProblemItem] = Field(default_factory=list)


class Acceptance(Answer):
    """Who took an audit as it is, when and why."""

    at: Moment
    by: str
    reason: str


class AcceptBody(Request):
    """Why an audit is taken as it is."""

    reason: str = Field(min_length=1, max_length=500)


class Audit(Answer):
    """An audit: what was asked, how far it is, what came out.

    gate: null until the policy was judged.
    """

    id: str
    name: str
    state: Literal["queued", "running", "completed", "failed", "cancelled"]
    gate: GateName | None
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
    accepted: Acceptance | None = Field(
        None, description="Who takes it as it is: what it found is no news for `mode: new_only`."
    )
    links: dict[str, str]


class PlannedAudit(Answer):
    """What an audit of a document would do.

    passes: about how often the model is asked beyond its answer to each row. endpoint: of a model
    behind an address `words`, and about how many `requests`, `prompt_tokens`, and at most how many
    `answer_tokens` it will take, with their `cost` in `currency` by the document's price; null of
    any other model.
    """

    name: str
    plan: dict[str, Any]
    passes: int
    endpoint: dict[str, Any] | None


class Audits(Answer):
    """A page of audits."""

    items: list[Audit]
    cursor: str | None


class AuditChoice(Request):
    """Which audits: every word narrows them."""

    state: Literal["queued", "running", "completed", "failed", "cancelled"] | None = None
    gate: GateName | None = None
    model: str | None = Field(None, max_length=80, description="Id of a model, or of a version.")
    dataset: str | None = Field(
        None, max_length=80, description="Id of a dataset, or of a version."
    )
    schedule: str | None = Field(
        None, max_length=80, description="Id of a schedule: the audits that it started."
    )
    policy: str | None = Field(
        None, max_length=80, description="Id of a stored policy, or of a version."
    )
    q: str | None = Field(None, max_length=200, description="Part of the audit's name.")
    since: AwareDatetime | None = Field(None, description="Asked for at this time or later.")


class AuditQuery(PageQuery, AuditChoice):
    """Which audits, and in which order."""

    sort: Literal["newest", "oldest", "name", "verdict"] = Field(
        "newest", description="`verdict`: worst first. Equal ones stand newest first."
    )


class AuditCount(Answer):
    """A model, dataset, schedule or policy, and how many audits are of it."""

    id: str
    name: str
    count: int


class AuditCounts(Answer):
    """How many audits each choice leaves, all other choices standing.

    verdicts: by gate once judged, by state until then. At most 100 of each other kind, those with
    most audits first.
    """

    verdicts: dict[str, int]
    models: list[AuditCount]
    datasets: list[AuditCount]
    schedules: list[AuditCount]
    policies: list[AuditCount]


class AgainQuery(Request):
    """Whether stored results may answer, and whether anything starts."""

    again: bool = Field(
        False, description="Measure even where an identical audit's results are stored."
    )
    only_plan: bool = Field(
        False, description="Check the document and answer with its plan; nothing starts."
    )


class IdempotencyHeader(BaseModel):
    """The same key and body: the same audit."""

    model_config = ConfigDict(populate_by_name=True)
    idempotency_key: str | None = Field(
        None, alias="Idempotency-Key", min_length=1, max_length=200, pattern=r"^[\x21-\x7e]+$"
    )


class Standing(Answer):
    """The verdict if the waivers given on the audit's page had been in its policy.

    It is signed nowhere. waived: ids of the findings that it leaves out.
    """

    gate: GateName
    blocking: bool
    exit_code: int
    waived: list[str]


class Gate(Answer):
    """The verdict a pipeline waits for; `final` once the policy was judged or cannot be."""

    audit: str
    state: str
    final: bool
    gate: GateName | None
    blocking: bool | None
    exit_code: int | None = Field(description="What `evenhand gate` exits with; null until final.")
    counts: dict[str, int]
    findings: list[dict[str, Any]]
    error: ErrorBody | None
    report_url: str | None
    standing: Standing | None = Field(
        None, description="With the waivers given on its page; null where none counts."
    )


class Measurements(Answer):
    """A page of measurements in the report's own form."""

    items: list[dict[str, Any]]
    cursor: str | None


class MeasurementQuery(Request):
    """Which measurements, in the order they were made."""

    limit: int = Field(200, ge=1, le=1000)
    cursor: str | None = Field(None, pattern="^[0-9]{1,18}$")
    probe: str | None = Field(None, max_length=200)
    metric: str | None = Field(None, max_length=200)


class EventsHeader(BaseModel):
    """Where the stream goes on."""

    model_config = ConfigDict(populate_by_name=True)
    last_event_id: int | None = Field(None, alias="Last-Event-ID", ge=0, lt=1 << 63)

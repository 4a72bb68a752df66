"""What schedules, webhooks, inbound hooks and comparisons take and give."""

from typing import Any, Literal

from pydantic import Field

from service.shapes import Answer, Moment, Request

Trigger = Literal["cron", "model_version", "dataset_version"]
Overlap = Literal["skip", "queue"]
CatchUp = Literal["latest", "all", "none"]
Event = Literal["audit_completed", "gate_changed", "audit_failed", "schedule_missed"]


class ScheduleRequest(Request):
    """An audit that comes again: by the clock, or with each new version."""

    name: str = Field(min_length=1, max_length=200)
    document: dict[str, Any] = Field(description="As for `POST /v1/audits`.")
    trigger: Trigger = "cron"
    expression: str | None = Field(
        None, max_length=200, description="Minute, hour, day, month, weekday; with `cron`."
    )
    zone: str = Field("UTC", max_length=80, description="IANA name; with `cron`.")
    overlap: Overlap = Field("skip", description="While the audit before has not ended.")
    catch_up: CatchUp = Field("latest", description="For times at which no scheduler ran.")
    paused: bool = False


class ScheduleChange(Request):
    """What is to be otherwise; the rest stays."""

    document: dict[str, Any] | None = None
    expression: str | None = Field(None, max_length=200)
    zone: str | None = Field(None, max_length=80)
    overlap: Overlap | None = None
    catch_up: CatchUp | None = None
    paused: bool | None = None


class Schedule(Answer):
    """A schedule; `next` are the next five due times, none while paused."""

    id: str
    name: str
    trigger: Trigger
    expression: str | None
    zone: str
    overlap: Overlap
    catch_up: CatchUp
    paused: bool
    next: list[Moment]
    document: dict[str, Any]
    created: Moment
    created_by: str | None


class Schedules(Answer):
    """A page of schedules."""

    items: list[Schedule]
    cursor: str | None


class ScheduleRun(Answer):
    """One firing. state: due, started, skipped, missed or refused; note: why.

    audit_state, gate: of its audit; gate is null until the policy was judged. model, dataset: the
    versions that were audited, as `name version`.
    """

    id: str
    due: Moment
    state: str
    note: str | None
    audit: str | None
    audit_state: str | None = None
    gate: str | None = None
    model: str | None = None
    dataset: str | None = None
    comparison: str | None = Field(None, description="With the run before.")


class ScheduleRuns(Answer):
    """A page of runs, newest first."""

    items: list[ScheduleRun]
    cursor: str | None


class WebhookRequest(Request):
    """An address that is told; `mailto:` sends e-mail."""

    url: str = Field(min_length=8, max_length=2000)
    events: list[Event] = Field(
        ["gate_changed", "audit_failed", "schedule_missed"], min_length=1, max_length=4
    )
    shape: Literal["evenhand", "slack"] = "evenhand"


class Webhook(Answer):
    """An address that is told. `secret` signs the bodies and is shown once, when it is made."""

    id: str
    url: str
    shape: str
    events: list[str]
    active: bool
    created: Moment
    secret: str | None = None


class Webhooks(Answer):
    """A page of webhooks."""

    items: list[Webhook]
    cursor: str | None


class Delivery(Answer):
    """One message to an address; `attempts`: when, status, error, seconds."""

    id: str
    event: str
    state: str
    body: dict[str, Any]
    attempts: list[dict[str, Any]]
    created: Moment


class Deliveries(Answer):
    """The delivery log, newest first."""

    items: list[Delivery]
    cursor: str | None


class InboundRequest(Request):
    """An address at which others start the schedule's audit."""

    name: str = Field(min_length=1, max_length=200)
    kind: Literal["generic", "mlflow"] = "generic"
    schedule: str = Field(max_length=80, description="`sch_…`, whose document is audited.")


class InboundHook(Answer):
    """Where to post, and (once, when it is made) the secret to sign with."""

    id: str
    name: str
    kind: str
    schedule: str
    address: str
    created: Moment
    secret: str | None = None


class InboundHooks(Answer):
    """A page of inbound hooks."""

    items: list[InboundHook]
    cursor: str | None


class Accepted(Answer):
    """What the message led to: the run, and its audit where one was started."""

    run: str | None
    state: str
    audit: str | None
    note: str | None


class ComparisonQuery(Request):
    """Which two audits."""

    audit: str = Field(max_length=80, description="The later one, `aud_…`.")
    before: str | None = Field(
        None, max_length=80, description="The earlier one; left out: the last of the same name."
    )


class Comparison(Answer):
    """Two audits side by side.

    new, fixed, still_failing: findings of rules that fail now, failed then, or both.
    undecided: failed then, and now neither fails nor passes.
    other_rule: fail now by a rule, or a probe's parameters, that the earlier audit did not have.
    rule_gone: failed then by a rule that the later one does not have.
    lapsed: passed then, and now neither pass nor fail.
    what_changed: of model, data, policy, plan and engine, whether they are the same (null: the
    reports cannot tell) and what differs; null where a report's bytes are gone.
    changes: measurements of both, with the difference (after minus before) and its interval.
    same_rows: whether both saw the same rows, in one file or in two.
    same_model: what `what_changed` says of the model; null where nobody can tell, as of recorded
    answers.
    paired: answers that changed and paired differences by group, where the earlier one is the
    audit right before and both answered the same rows; else unpaired says why there are none.
    """

    audit: str
    before: str
    gate: str | None
    gate_before: str | None
    same_rows: bool
    same_model: bool | None
    new: list[dict[str, Any]]
    fixed: list[dict[str, Any]]
    still_failing: list[dict[str, Any]]
    undecided: list[dict[str, Any]]
    other_rule: list[dict[str, Any]]
    rule_gone: list[dict[str, Any]]
    lapsed: list[dict[str, Any]]
    changes: list[dict[str, Any]]
    only_now: int
    only_before: int
    paired: dict[str, Any] | None = None
    unpaired: str | None = None
    what_changed: dict[str, Any] | None = None

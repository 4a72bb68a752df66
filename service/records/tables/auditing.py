"""Audits and what they found."""

from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from audits.specification.verdicts import Verdict
from service.records.base import Dated, Leased, Record, Sequence, TenantOwned

STATES = ("queued", "running", "completed", "failed", "cancelled")
GATES = tuple(map(str, Verdict))


class Audit(Leased, TenantOwned, Dated, Record):
    """The job itself: what was asked, how far it is, what came out.

    progress: {"stage", "percent", "step", "of", "note"}.
    gate, blocking: None until the policy was judged.
    error_code, error_message, problems: why it failed.
    idempotency_key, body_sha256: the same key and body is the same audit.
    fingerprint: model, data, plan and engine; equal fingerprints are identical audits.
    same_as: the stored audit whose results answer this one.
    accepted_at, accepted_by, accepted_reason: who takes it as it is, for `mode: new_only`.
    device: "gpu" where its model is better asked on one; None: any worker will do.
    """

    __tablename__ = "audits"
    __table_args__ = (
        UniqueConstraint("tenant_id", "idempotency_key"),
        CheckConstraint(f"state in {STATES}", name="state"),
        CheckConstraint(f"gate in {GATES}", name="gate"),
        Index("ix_audits_tenant_id_id", "tenant_id", "id"),
        Index("ix_audits_tenant_id_state_id", "tenant_id", "state", "id"),
        Index("ix_audits_state_lease_until", "state", "lease_until"),
        Index("ix_audits_tenant_id_fingerprint", "tenant_id", "fingerprint"),
        Index("ix_audits_tenant_id_name_id", "tenant_id", "name", "id"),
        # The list of audits counts by these, without reading documents and plans.
        Index(
            "ix_audits_counted",
            "tenant_id",
            "model_version_id",
            "dataset_version_id",
            "policy_version_id",
            "state",
            "gate",
        ),
    )
    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    state: Mapped[str] = mapped_column(default="queued")
    document: Mapped[dict[str, Any]]
    plan: Mapped[dict[str, Any]]
    model_version_id: Mapped[str | None] = mapped_column(
        ForeignKey("model_versions.id"), index=True
    )
    dataset_version_id: Mapped[str] = mapped_column(ForeignKey("dataset_versions.id"), index=True)
    policy_version_id: Mapped[str | None] = mapped_column(ForeignKey("policy_versions.id"))
    created_by: Mapped[str | None]
    started_at: Mapped[float | None]
    finished_at: Mapped[float | None]
    cancel_requested: Mapped[bool] = mapped_column(default=False)
    progress: Mapped[dict[str, Any]] = mapped_column(default=dict)
    gate: Mapped[str | None]
    blocking: Mapped[bool | None]
    error_code: Mapped[str | None]
    error_message: Mapped[str | None]
    problems: Mapped[list[Any]] = mapped_column(default=list)
    sandbox: Mapped[list[Any]] = mapped_column(default=list)
    idempotency_key: Mapped[str | None]
    body_sha256: Mapped[str | None]
    fingerprint: Mapped[str | None]
    same_as: Mapped[str | None] = mapped_column(ForeignKey("audits.id"))
    device: Mapped[str | None]
    accepted_at: Mapped[float | None]
    accepted_by: Mapped[str | None]
    accepted_reason: Mapped[str | None]


class Step(TenantOwned, Dated, Record):
    """One probe of the plan, done. `body` is the step's JSON without its measurements."""

    __tablename__ = "steps"
    audit_id: Mapped[str] = mapped_column(
        ForeignKey("audits.id", ondelete="CASCADE"), primary_key=True
    )
    step: Mapped[int] = mapped_column(primary_key=True)
    probe: Mapped[str]
    status: Mapped[str]
    body: Mapped[dict[str, Any]]


class Measurement(TenantOwned, Record):
    """One number of one group. `entry` is the report's own line; the rest is for questions.

    position: its place within its step.
    group_key: SHA-256 of the group's canonical JSON, short enough for an index.
    """

    __tablename__ = "measurements"
    __table_args__ = (
        UniqueConstraint("audit_id", "probe", "step", "metric", "group_key"),
        Index("ix_measurements_audit_id_step_position", "audit_id", "step", "position"),
    )
    id: Mapped[int] = mapped_column(Sequence, primary_key=True)
    audit_id: Mapped[str] = mapped_column(ForeignKey("audits.id", ondelete="CASCADE"))
    step: Mapped[int]
    position: Mapped[int]
    probe: Mapped[str]
    metric: Mapped[str]
    group: Mapped[dict[str, Any]] = mapped_column("group_values")
    group_key: Mapped[str]
    value: Mapped[float | None]
    lower: Mapped[float | None]
    upper: Mapped[float | None]
    undetermined: Mapped[str | None]
    entry: Mapped[dict[str, Any]]


class Finding(TenantOwned, Record):
    """A rule held against a measurement. `finding` is the stable id that waivers name."""

    __tablename__ = "findings"
    audit_id: Mapped[str] = mapped_column(
        ForeignKey("audits.id", ondelete="CASCADE"), primary_key=True
    )
    position: Mapped[int] = mapped_column(primary_key=True)
    finding: Mapped[str] = mapped_column(index=True)
    verdict: Mapped[str]
    entry: Mapped[dict[str, Any]]


class Report(TenantOwned, Dated, Record):
    """Where a finished audit's report lies: keys in the artifact store.

    answers_sha256: what the model answered row by row, for the next audit to pair its answers
    with; None where none were kept. Only a worker's child reads it.
    pdf_sha256: the PDF, drawn by a worker when it is first asked for; None until then.
    """

    __tablename__ = "reports"
    # The sweep asks of every stored file whether a report names it.
    __table_args__ = (
        Index("ix_reports_tenant_id_json_sha256", "tenant_id", "json_sha256"),
        Index("ix_reports_tenant_id_article_sha256", "tenant_id", "article_sha256"),
        Index("ix_reports_tenant_id_page_sha256", "tenant_id", "page_sha256"),
        Index("ix_reports_tenant_id_answers_sha256", "tenant_id", "answers_sha256"),
        Index("ix_reports_tenant_id_pdf_sha256", "tenant_id", "pdf_sha256"),
    )
    audit_id: Mapped[str] = mapped_column(
        ForeignKey("audits.id", ondelete="CASCADE"), primary_key=True
    )
    canonical_sha256: Mapped[str | None]
    json_sha256: Mapped[str]
    article_sha256: Mapped[str]
    page_sha256: Mapped[str]
    answers_sha256: Mapped[str | None]
    pdf_sha256: Mapped[str | None]


class CpuSpent(TenantOwned, Record):
    """Processor seconds that a tenant's children used in an hour (since 1970, UTC)."""

    __tablename__ = "cpu_spent"
    tenant_id: Mapped[str] = mapped_column(ForeignKey("tenants.id"), primary_key=True, index=True)
    hour: Mapped[int] = mapped_column(primary_key=True)
    seconds: Mapped[float]


class Event(TenantOwned, Dated, Record):
    """Something that happened to an audit, in order; ids serve as SSE event ids.

    kind: state, progress or step.
    """

    __tablename__ = "events"
    __table_args__ = (Index("ix_events_audit_id_id", "audit_id", "id"),)
    id: Mapped[int] = mapped_column(Sequence, primary_key=True)
    audit_id: Mapped[str] = mapped_column(ForeignKey("audits.id", ondelete="CASCADE"))
    kind: Mapped[str]
    body: Mapped[dict[str, Any]]

"""Audits that come again, and news that go out."""

from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from service.records.base import Dated, Leased, Record, TenantOwned


class Schedule(TenantOwned, Dated, Record):
    """When an audit is repeated.

    trigger: cron, model_version or dataset_version.
    overlap: skip or queue; catch_up: latest, all or none.
    next_due_at: the UTC instant; the expression and zone say how it was found.
    """

    __tablename__ = "schedules"
    __table_args__ = (
        UniqueConstraint("tenant_id", "name"),
        CheckConstraint(
            "trigger_kind in ('cron', 'model_version', 'dataset_version')", name="trigger_kind"
        ),
        CheckConstraint("overlap in ('skip', 'queue')", name="overlap"),
        CheckConstraint("catch_up in ('latest', 'all', 'none')", name="catch_up"),
    )
    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    document: Mapped[dict[str, Any]]
    trigger_kind: Mapped[str] = mapped_column(default="cron")
    family_id: Mapped[str | None] = mapped_column(index=True)
    expression: Mapped[str | None]
    zone: Mapped[str] = mapped_column(default="UTC")
    overlap: Mapped[str] = mapped_column(default="skip")
    catch_up: Mapped[str] = mapped_column(default="latest")
    paused: Mapped[bool] = mapped_column(default=False)
    next_due_at: Mapped[float | None] = mapped_column(index=True)
    created_by: Mapped[str | None]


class ScheduleRun(TenantOwned, Dated, Record):
    """One firing. Unique by schedule and due time: many schedulers still fire once.

    state: due, started, skipped (an earlier run had not ended), missed, or refused.
    note: why; while due, the version that caused it.
    """

    __tablename__ = "schedule_runs"
    __table_args__ = (UniqueConstraint("schedule_id", "due_at"),)
    id: Mapped[str] = mapped_column(primary_key=True)
    schedule_id: Mapped[str] = mapped_column(ForeignKey("schedules.id", ondelete="CASCADE"))
    due_at: Mapped[float]
    state: Mapped[str]
    note: Mapped[str | None]
    audit_id: Mapped[str | None] = mapped_column(ForeignKey("audits.id", ondelete="SET NULL"))


class Webhook(TenantOwned, Dated, Record):
    """An address that is told. `events`: those of `service.records.announcing`."""

    __tablename__ = "webhooks"
    id: Mapped[str] = mapped_column(primary_key=True)
    url: Mapped[str]
    secret: Mapped[str]
    shape: Mapped[str] = mapped_column(default="evenhand")
    events: Mapped[list[Any]]
    active: Mapped[bool] = mapped_column(default=True)


class Delivery(Leased, TenantOwned, Dated, Record):
    """The outbox: written with the change it tells of, sent until it is taken.

    attempts_log: [{"at", "status", "error", "seconds"}].
    """

    __tablename__ = "deliveries"
    __table_args__ = (
        CheckConstraint("state in ('waiting', 'sending', 'sent', 'failed')", name="state"),
        Index("ix_deliveries_state_next_at", "state", "next_at"),
    )
    id: Mapped[str] = mapped_column(primary_key=True)
    webhook_id: Mapped[str] = mapped_column(
        ForeignKey("webhooks.id", ondelete="CASCADE"), index=True
    )
    event: Mapped[str]
    body: Mapped[dict[str, Any]]
    state: Mapped[str] = mapped_column(default="waiting")
    next_at: Mapped[float]
    attempts_log: Mapped[list[Any]] = mapped_column(default=list)


class InboundHook(TenantOwned, Dated, Record):
    """An address at which others start a schedule's audit. kind: generic or mlflow."""

    __tablename__ = "inbound_hooks"
    __table_args__ = (
        UniqueConstraint("tenant_id", "name"),
        CheckConstraint("kind in ('generic', 'mlflow')", name="kind"),
    )
    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    kind: Mapped[str]
    secret: Mapped[str]
    schedule_id: Mapped[str] = mapped_column(ForeignKey("schedules.id", ondelete="CASCADE"))


class Election(Record):
    """Who does what only one may do, such as the reconciler's round."""

    __tablename__ = "elections"
    office: Mapped[str] = mapped_column(primary_key=True)
    holder: Mapped[str | None]
    lease_until: Mapped[float] = mapped_column(default=0.0)

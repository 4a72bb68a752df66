"""What people said of an audit afterwards; none of it is part of the signed report."""

from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from service.records.base import Dated, Record, TenantOwned


class Waiver(TenantOwned, Dated, Record):
    """A finding that somebody answers for until a day.

    finding, rule: the stable id, and the rule that it is of.
    subject_id: family of the model, or of the dataset where answers were recorded.
    policy_id: family of the stored policy; None where the document held the rules.
    owner: who answers for it. until: its last day, as YYYY-MM-DD (UTC).
    """

    __tablename__ = "waivers"
    __table_args__ = (
        Index("ix_waivers_tenant_id_id", "tenant_id", "id"),
        Index("ix_waivers_tenant_id_subject_id", "tenant_id", "subject_id"),
    )
    id: Mapped[str] = mapped_column(primary_key=True)
    audit_id: Mapped[str] = mapped_column(ForeignKey("audits.id", ondelete="CASCADE"), index=True)
    finding: Mapped[str]
    rule: Mapped[dict[str, Any]]
    subject_id: Mapped[str]
    policy_id: Mapped[str | None]
    owner: Mapped[str]
    reason: Mapped[str]
    until: Mapped[str]
    created_by: Mapped[str | None]
    withdrawn_at: Mapped[float | None]
    withdrawn_by: Mapped[str | None]


class Remark(TenantOwned, Dated, Record):
    """A comment on an audit or one of its findings, or a sign-off.

    canonical_sha256: of a sign-off, the report that was signed off.
    """

    __tablename__ = "remarks"
    __table_args__ = (CheckConstraint("kind in ('comment', 'sign_off')", name="kind"),)
    id: Mapped[str] = mapped_column(primary_key=True)
    audit_id: Mapped[str] = mapped_column(ForeignKey("audits.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str]
    finding: Mapped[str | None]
    said: Mapped[str]
    canonical_sha256: Mapped[str | None]
    created_by: Mapped[str | None]

"""Measurements of several audits by their metrics, as the reports tell them."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.records.tables import Measurement


def audits_with(
    session: Session, audit_ids: Collection[str], metrics: Collection[str]
) -> frozenset[str]:
    """Those of the audits that determined one of these metrics for everybody or for a group.

    audit_ids: those that measured, not those that are answered by them.
    """
    query = (
        select(Measurement.audit_id)
        .where(
            Measurement.audit_id.in_(audit_ids),
            Measurement.metric.in_(metrics),
            Measurement.value.is_not(None),
        )
        .distinct()
    )
    return frozenset(session.scalars(query))


def figures(
    session: Session, audit_ids: Collection[str], metrics: Collection[str]
) -> dict[str, list[Any]]:
    """By audit, the determined measurements of these metrics, in the order they were saved."""
    query = (
        select(Measurement.audit_id, Measurement.entry)
        .where(
            Measurement.audit_id.in_(audit_ids),
            Measurement.metric.in_(metrics),
            Measurement.value.is_not(None),
        )
        .order_by(Measurement.id)
    )
    by_audit: dict[str, list[Any]] = {audit_id: [] for audit_id in audit_ids}
    for audit_id, entry in session.execute(query):
        by_audit[audit_id].append(entry)
    return by_audit

"""The largest gap between groups that each of several audits measured."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.records.tables import Measurement


@dataclass(frozen=True, slots=True)
class Gap:
    """A difference of shares, signed: group minus reference, with its interval."""

    metric: str
    group: Mapping[str, Any]
    value: float
    interval: tuple[float | None, float | None]
    sample_size: Any


def worst_gaps(
    session: Session, audit_ids: Collection[str], metrics: Collection[str]
) -> dict[str, Gap]:
    """By audit, the largest in size of these metrics; undetermined ones do not count.

    audit_ids: those that measured, not those that are answered by them. Audits without any such
    number are left out.
    """
    query = (
        select(
            Measurement.audit_id,
            Measurement.metric,
            Measurement.value,
            Measurement.lower,
            Measurement.upper,
            Measurement.entry,
        )
        .where(
            Measurement.audit_id.in_(audit_ids),
            Measurement.metric.in_(metrics),
            Measurement.value.is_not(None),
        )
        .order_by(Measurement.id)
    )
    gaps: dict[str, Gap] = {}
    for row in session.execute(query):
        known = gaps.get(row.audit_id)
        if known is None or abs(row.value) > abs(known.value):
            entry = row.entry
            gaps[row.audit_id] = Gap(
                row.metric,
                entry.get("group", {}),
                row.value,
                (row.lower, row.upper),
                entry.get("sample_size"),
            )
    return gaps

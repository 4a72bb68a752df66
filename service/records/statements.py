"""The statements of a claim, built once: to build one takes longer than to run it.

A worker runs a dozen for every small audit, and of its own time they were the largest part.
"""

from functools import cache
from typing import Any, cast

from sqlalchemy import Insert, Table, Update, bindparam, func, insert, or_, select, update

from service.records.base import database_now
from service.records.tables import Audit, Event, Finding, Measurement, Report, Step

# Plain tables where no object is wanted: at half the cost.
AUDITS, EVENTS, FINDINGS, MEASUREMENTS, REPORTS, STEPS = (
    cast(Table, record.__table__) for record in (Audit, Event, Finding, Measurement, Report, Step)
)
NOW = database_now()

# Bound: its_id, its_token, by, seconds, most_attempts.
TAKE = (
    update(AUDITS)
    .where(
        AUDITS.c.id == bindparam("its_id"),
        AUDITS.c.cancel_requested.is_(False),
        AUDITS.c.attempt < bindparam("most_attempts"),
        or_(
            AUDITS.c.state == "queued",
            (AUDITS.c.state == "running") & (AUDITS.c.lease_until < NOW),
        ),
    )
    .values(
        state="running",
        worker=bindparam("by"),
        token=bindparam("its_token"),
        attempt=AUDITS.c.attempt + 1,
        lease_until=NOW + bindparam("seconds", type_=AUDITS.c.lease_until.type),
        started_at=func.coalesce(AUDITS.c.started_at, NOW),
    )
    .returning(AUDITS.c.tenant_id, AUDITS.c.attempt, NOW.label("now"))
)

SAVED_STEPS = select(STEPS.c.step).where(STEPS.c.audit_id == bindparam("its_id"))

ADD_EVENT: Insert = insert(EVENTS)
ADD_MEASUREMENTS: Insert = insert(MEASUREMENTS)
ADD_FINDINGS: Insert = insert(FINDINGS)
ADD_REPORT: Insert = insert(REPORTS)


def _guarded() -> Update:
    """Changes the row only while the token is the claim's. Bound: its_id, its_token."""
    return (
        update(AUDITS)
        .where(
            AUDITS.c.id == bindparam("its_id"),
            AUDITS.c.token == bindparam("its_token"),
            AUDITS.c.state == "running",
        )
        .returning(AUDITS.c.cancel_requested)
    )


@cache
def change(*columns: str) -> Update:
    """Gives the columns new values, bound as new_COLUMN."""
    return _guarded().values(_new(columns))


@cache
def end(*columns: str) -> Update:
    """Lets go of the audit, which has come to its end; new values as for `change`."""
    return _guarded().values(token=None, lease_until=None, finished_at=NOW, **_new(columns))


# Bound besides: seconds.
BEAT = _guarded().values(
    lease_until=NOW + bindparam("seconds", type_=AUDITS.c.lease_until.type)
)  # fmt: skip
HAND_BACK = _guarded().values(
    state="queued", attempt=AUDITS.c.attempt - 1, token=None, worker=None, lease_until=None
)


def _new(columns: tuple[str, ...]) -> dict[str, Any]:
    return {name: bindparam(f"new_{name}", type_=AUDITS.c[name].type) for name in columns}

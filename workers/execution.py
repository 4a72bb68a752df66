"""Who carries out an audit: a claim, one attempt under it, what it cost, and whose turn is next."""

import logging
from collections.abc import Callable

from service.records.claims import Claim
from service.records.errors import LeaseLost, RecordsError
from service.records.unit_of_work import EVERYONE
from workers.attempt import Attempt
from workers.context import WorkerContext
from workers.metering import CpuMeter, metered

LOG = logging.getLogger(__name__)
TRIES = 5  # for another worker may claim the same one first


def run_audit(
    audit_id: str, worker: WorkerContext, *, nearly_done: Callable[[], None] = lambda: None
) -> str:
    """Claim the audit and carry it out; the answer says how it went, for the log.

    nearly_done: called when all is measured and judged and has only to be stored.
    Safe to call twice or at the same time: whoever has no claim does nothing.
    """
    if worker.closing.is_set():
        return "closing"
    claim = worker.retries.claim(lambda again: _claim(audit_id, worker, again=again))
    if claim is None:
        return "not to be had"
    LOG.info("claimed", extra={"audit_id": audit_id, "attempt": claim.attempt})
    try:
        return _carried_out(claim, worker, nearly_done)
    finally:
        worker.retries.release(claim)
        _ring_for_the_next(claim, worker)


def _ring_for_the_next(claim: Claim, worker: WorkerContext) -> None:
    """The bell of an audit that had to wait for its owner's share is spent; ring again."""
    if worker.closing.is_set():
        return
    try:
        with worker.records.reading(EVERYONE) as unit:
            follower = worker.fairness.follower(unit, claim.tenant)
    except RecordsError as error:  # the reconciler rings in a moment
        LOG.warning("the database is away: %s", error)
        return
    if follower is not None:
        worker.queue.enqueue(follower)


def _claim(audit_id: str, worker: WorkerContext, *, again: bool) -> Claim | None:
    with worker.records.writing(EVERYONE) as unit:
        for _ in range(TRIES):
            meant = worker.fairness.next(unit, audit_id)
            if meant is None:
                return None
            claim = unit.claims.take(
                meant,
                worker=worker.name,
                lease_seconds=worker.settings.lease_seconds,
                attempts=worker.settings.attempts,
                again=again,
            )
            if claim is not None:
                unit.commit()
                return claim
            if meant == audit_id:
                return None
    return None


def _carried_out(claim: Claim, worker: WorkerContext, nearly_done: Callable[[], None]) -> str:
    audit_id = claim.audit_id
    with metered() as meter:
        end = _ended(Attempt(worker, claim, nearly_done, meter), audit_id)
        if meter.cpu_seconds:  # whoever has the audit now, the time was its owner's
            _book(worker, claim.tenant, meter)
    return end


def _book(worker: WorkerContext, tenant: str, meter: CpuMeter) -> None:
    try:
        with worker.records.writing(EVERYONE) as unit:
            unit.spending.add(tenant, meter.cpu_seconds)
            unit.commit()
    except RecordsError as error:
        LOG.warning("%.1f s of processor time were not booked: %s", meter.cpu_seconds, error)


def _ended(attempt: Attempt, audit_id: str) -> str:
    with attempt.renewal:
        try:
            attempt.carry_out()
        except LeaseLost:
            LOG.warning("lease lost, nothing more is written", extra={"audit_id": audit_id})
            return "lease lost"
        except RecordsError as error:
            LOG.error("the database failed: %s", error, extra={"audit_id": audit_id})
            return error.code
    LOG.info("ended: %s", attempt.end, extra={"audit_id": audit_id})
    return attempt.end

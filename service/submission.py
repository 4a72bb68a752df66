"""The write use case: a document becomes a planned, queued audit, and the workers are told."""

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version as installed
from typing import Any

from audits.planning.device import wants_gpu
from audits.planning.plan import Plan
from service.delivery import AUDITS
from service.endpoint_addresses import check_endpoint
from service.failure import Failure
from service.plan_resolution import NotInspectedYet, Prepared, prepare
from service.queue import Queue
from service.records.errors import ConflictingWrite
from service.records.tables import Audit
from service.records.unit_of_work import Records, UnitOfWork
from service.routing import WANTS_GPU
from service.trail import waivers_of

__all__ = ["KeyUsedOtherwise", "NotInspectedYet", "QuotaReached", "Submitted", "submit_audit"]


class KeyUsedOtherwise(Failure):
    """The Idempotency-Key stands for another request."""

    code = "idempotency_key_reused"


class QuotaReached(Failure):
    """The tenant has as many audits waiting as it may."""

    code = "quota_reached"


@dataclass(frozen=True, slots=True)
class Submitted:
    """The audit that answers the request, and whether the request made it."""

    audit: Audit
    is_new: bool


def submit_audit(
    records: Records,
    queue: Queue,
    *,
    tenant: str,
    by: str,
    document: object,
    idempotency_key: str | None = None,
    again: bool = False,
    looks_up: bool = True,
    may_waive: bool = True,
) -> Submitted:
    """Plan, commit, then ring.

    document: as parsed from JSON or YAML.
    looks_up: whether an endpoint's name is resolved now, which may take seconds.
    again: measure even where an identical audit's results are stored.
    may_waive: whether the document may hold waivers.
    Raises `Refused` with every problem, `NotInspectedYet`, `KeyUsedOtherwise`, `QuotaReached`.
    """
    if looks_up:
        check_endpoint(document, allowed=queue.endpoint_hosts)
    body = _digest([document, again])
    for attempt in (1, 2):
        try:
            return _submit(
                records, queue, tenant, by, document, idempotency_key, body, again, may_waive
            )
        except ConflictingWrite:
            # The same key at the same moment: the other request made the audit, answer with it.
            if idempotency_key is None or attempt == 2:
                raise
    raise AssertionError


def _submit(
    records: Records,
    queue: Queue,
    tenant: str,
    by: str,
    document: object,
    key: str | None,
    body: str,
    again: bool,
    may_waive: bool,
) -> Submitted:
    with records.reading(tenant) as unit:
        earlier = _earlier(unit, key, body)
        if earlier is not None:
            return earlier
        prepared = prepare(unit, document, may_waive=may_waive)
    with records.writing(tenant) as unit:
        earlier = _earlier(unit, key, body)  # it may have come meanwhile
        if earlier is not None:
            return earlier
        fingerprint = fingerprint_of(prepared.plan)
        twin = None if again else unit.audits.identical(fingerprint)
        _refuse_beyond_fair_use(unit, queue, is_measured=twin is None)
        device = _device(prepared, queue)
        fields: dict[str, Any] = {}
        if twin is not None:
            now = unit.now()
            fields = {
                "created_at": now,
                "state": "completed",
                "same_as": twin.id,
                "gate": twin.gate,
                "blocking": twin.blocking,
                "sandbox": twin.sandbox,
                "started_at": now,
                "finished_at": now,
                "progress": {"stage": "done", "percent": 100},
            }
        audit = unit.audits.add(
            name=prepared.name,
            document=prepared.document.model_dump(mode="json", by_alias=True, exclude_unset=True),
            plan=prepared.plan.to_json(),
            model_version_id=prepared.model.id if prepared.model else None,
            dataset_version_id=prepared.dataset.id,
            policy_version_id=prepared.policy.id if prepared.policy else None,
            created_by=by,
            idempotency_key=key,
            body_sha256=body,
            fingerprint=fingerprint,
            device=device,
            **fields,
        )
        queue_name = _queue_of(unit, queue, audit)
        unit.log.append(tenant, by, "audit.submitted", audit.id, **waivers_of(prepared.plan.policy))
        unit.commit()
    if twin is None:
        queue.enqueue(audit.id, queue=queue_name)
    return Submitted(audit, is_new=True)


def _refuse_beyond_fair_use(unit: UnitOfWork, queue: Queue, *, is_measured: bool) -> None:
    if unit.audits.has_more_than(queue.tenant_audits - 1):
        raise QuotaReached(
            f"{queue.tenant_audits} audits are stored; delete some that are no longer needed "
            "(DELETE /v1/audits/{id})"
        )
    if not is_measured:
        return
    if unit.audits.count_queued() >= queue.most_queued:
        raise QuotaReached(f"{queue.most_queued} audits are waiting already")
    if queue.tenant_seconds and unit.spending.cpu_seconds(unit.tenant) >= queue.tenant_seconds:
        raise QuotaReached(
            f"{queue.tenant_seconds:g} seconds of processor time were spent on this organisation's "
            "audits, uploads and PDFs within a day"
        )
    if reason := queue.rows_used_up(unit.spending, unit.tenant):
        raise QuotaReached(reason)


def fingerprint_of(plan: Plan) -> str:
    """Equal for audits that must give the same report: data, model, plan, engine, waivers' day."""
    today = ""
    if plan.policy is not None and plan.policy.waivers:
        today = datetime.now(UTC).date().isoformat()
    return _digest([plan.sha256, installed("evenhand"), today])


def _device(prepared: Prepared, queue: Queue) -> str | None:
    size = prepared.model.size_bytes if prepared.model is not None else None
    wants = wants_gpu(prepared.plan.model, size_bytes=size, large_bytes=queue.gpu_model_bytes)
    return WANTS_GPU if wants else None


def _queue_of(unit: UnitOfWork, queue: Queue, audit: Audit) -> str:
    """The queue to ring at once; the reconciler decides anew for what still waits later."""
    if audit.device is None:
        return AUDITS
    now = unit.now()
    seen = unit.presence.gpu_seen_at()
    return queue.queue_of(audit.device, created_at=now, gpu_seen_at=seen, now=now)


def _earlier(unit: UnitOfWork, key: str | None, body: str) -> Submitted | None:
    audit = unit.audits.with_idempotency_key(key) if key is not None else None
    if audit is None:
        return None
    if audit.body_sha256 != body:
        raise KeyUsedOtherwise("the Idempotency-Key was used with another body")
    return Submitted(audit, is_new=False)


def _digest(value: Any) -> str:
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()

"""One upload, from the claim to its profile: the audits' pattern, small."""

import logging
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from audits.errors import AuditError, Problem, Refused
from service.artifacts import ArtifactError
from service.records.errors import LeaseLost, RecordsError
from service.records.inspections import Inspecting
from service.records.unit_of_work import EVERYONE
from workers.context import WorkerContext
from workers.endings import REMEDY
from workers.lease_renewal import LeaseRenewal
from workers.metering import metered
from workers.sandbox import Limits

LOG = logging.getLogger(__name__)
# A small file that takes minutes is no model: the time grows with the bytes.
LEAST_SECONDS, MOST_SECONDS = 60.0, 600.0
BYTES_PER_SECOND = 16 << 20


def seconds_for(size_bytes: int) -> float:
    """How long an upload of this size may be looked into."""
    return min(MOST_SECONDS, LEAST_SECONDS + size_bytes / BYTES_PER_SECOND)


def inspect_upload(version_id: str, worker: WorkerContext) -> str:
    """Claim the upload, look into it in the sandbox, and write down what it is."""
    if worker.closing.is_set():
        return "closing"
    claim = claimed(version_id, worker)
    return "not to be had" if claim is None else look_into(claim, worker)


def claimed(version_id: str, worker: WorkerContext) -> Inspecting | None:
    """This worker's hold on the upload; to be given to `look_into`."""
    return worker.retries.claim(lambda again: _claim(version_id, worker, again=again))


def look_into(claim: Inspecting, worker: WorkerContext) -> str:
    """What it is, written down under the hold; how it ended, for the log."""
    version_id = claim.version_id
    extra = {"version_id": version_id, "attempt": claim.attempt}
    LOG.info("looking into it", extra=extra)
    try:
        end = _carried_out(claim, worker)
    finally:
        worker.retries.release(claim)
    LOG.info("looked into: %s", end, extra=extra)
    return end


def _claim(version_id: str, worker: WorkerContext, *, again: bool) -> Inspecting | None:
    with worker.records.writing(EVERYONE) as unit:
        claim = unit.inspections.take(
            version_id,
            worker=worker.name,
            lease_seconds=worker.settings.lease_seconds,
            attempts=worker.settings.attempts,
            again=again,
        )
        unit.commit()  # where none is held, the upload may have been given up
        return claim


def _carried_out(claim: Inspecting, worker: WorkerContext) -> str:
    lease = worker.settings.lease_seconds

    def beat() -> bool:
        with worker.records.writing(EVERYONE) as unit:
            unit.inspections.beat(claim, lease_seconds=lease)
            unit.commit()
        return False

    with metered() as meter, LeaseRenewal(beat, lease_seconds=lease) as renewal:
        try:
            inspection, profile, problems = _look(claim, worker)
            spent = meter.cpu_seconds
            renewal.persist(lambda: _end(claim, worker, inspection, profile, problems, spent))
        except LeaseLost:
            return "lease lost"
        except RecordsError as error:
            extra = {"version_id": claim.version_id}
            LOG.error("the database failed: %s", error, extra=extra)
            return error.code
    return inspection


def _look(
    claim: Inspecting, worker: WorkerContext
) -> tuple[str, dict[str, Any] | None, Sequence[Problem]]:
    look = worker.inspector.inspect_model if claim.is_model else worker.inspector.inspect_dataset
    try:
        with TemporaryDirectory(dir=worker.scratch, prefix=f"{claim.version_id}-") as folder:
            path = worker.store.fetch(claim.sha256, Path(folder))
            limits = Limits(
                wall_seconds=seconds_for(path.stat().st_size),
                memory_bytes=worker.settings.audit_bytes,
            )
            try:
                profile = look(path, limits=limits)
            except Refused as refused:
                return "refused", None, _by_own_name(refused.problems, path.name, claim.filename)
    except (AuditError, ArtifactError) as error:
        remedy = "upload a smaller file or one of another format; see the worker's log"
        if error.code == "sandbox_unavailable":
            remedy = REMEDY
        return "failed", None, [Problem("file", str(error), remedy, error.code)]
    except Exception as error:  # whatever it is, the upload must not stay `running`
        LOG.error("the inspection broke", exc_info=error, extra={"version_id": claim.version_id})
        problem = Problem("file", "the inspection broke", "see the worker's log", "internal")
        return "failed", None, [problem]
    return "ready", profile.to_json(), ()


def _by_own_name(problems: Sequence[Problem], stored: str, name: str) -> list[Problem]:
    """In the store a file is called by its fingerprint; who sent it knows its own name."""
    return [
        replace(
            problem,
            reason=problem.reason.replace(stored, name),
            remedy=problem.remedy.replace(stored, name),
        )
        for problem in problems
    ]


def _end(
    claim: Inspecting,
    worker: WorkerContext,
    inspection: str,
    profile: dict[str, Any] | None,
    problems: Sequence[Problem],
    cpu_seconds: float,
) -> None:
    with worker.records.writing(EVERYONE) as unit:
        unit.inspections.end(
            claim, inspection, profile=profile, problems=[asdict(problem) for problem in problems]
        )
        unit.spending.add(claim.tenant, cpu_seconds)
        unit.commit()

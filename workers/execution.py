"""One audit, from the claim to the report; every write under the claim's token."""

import errno
import json
import logging
import time
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from audits.document import parse_document
from audits.endpoints import describe
from audits.errors import AuditError, Refused
from audits.plan import Plan
from audits.report.signing import sign, signing_key
from service.artifacts import ArtifactError, Stored
from service.records.claims import Claim, Outcome
from service.records.errors import DiskFull, LeaseLost, RecordsError
from service.records.tables import Audit
from service.records.unit_of_work import EVERYONE, UnitOfWork
from workers.desk import Desk
from workers.holding import Hold
from workers.provenance import complete, provenance
from workers.sandbox import Limits

LOG = logging.getLogger(__name__)
PROGRESS_SECONDS = 0.5
Json = dict[str, Any]


def run_audit(audit_id: str, desk: Desk) -> str:
    """Claim the audit and carry it out; the answer says how it went, for the log.

    Safe to call twice or at the same time: whoever has no claim does nothing.
    """
    if desk.closing.is_set():
        return "closing"
    with desk.records.writing(EVERYONE) as unit:
        claim = unit.claims.take(
            audit_id,
            worker=desk.name,
            lease_seconds=desk.settings.lease_seconds,
            attempts=desk.settings.attempts,
        )
        if claim is None:
            return "not to be had"
        unit.commit()
    LOG.info("claimed", extra={"audit_id": audit_id, "attempt": claim.attempt})
    run = _Run(desk, claim)
    with run.hold:
        try:
            run.carry_out()
        except LeaseLost:
            LOG.warning("lease lost, nothing more is written", extra={"audit_id": audit_id})
            return "lease lost"
        except RecordsError as error:
            LOG.error("the database failed: %s", error, extra={"audit_id": audit_id})
            return error.code
    LOG.info("ended: %s", run.end, extra={"audit_id": audit_id})
    return run.end


class _Run:
    """One attempt at one audit."""

    def __init__(self, desk: Desk, claim: Claim) -> None:
        self._desk, self._claim = desk, claim
        self._told = 0.0
        self._progress: Json = {}
        self.end = "running"
        self.hold = Hold(
            lambda: self._write(_beat, desk.settings.lease_seconds),
            look=self._is_cancelled,
            lease_seconds=desk.settings.lease_seconds,
        )

    def carry_out(self) -> None:
        """Measure, judge, report; whatever breaks ends the audit with its reason."""
        try:
            self._finish(*self._measure())
        except Refused as refused:
            problems = [asdict(problem) for problem in refused.problems]
            code = problems[0]["code"] if len(problems) == 1 else refused.code
            self._fail(code, str(refused), problems)
        except AuditError as error:
            self._stop_or_fail(error)
        except ArtifactError as error:
            self._fail(error.code, f"the stored file cannot be used: {error}")
        except DiskFull:
            self._fail("disk_full", "there is no room left on the service's disk")
        except OSError as error:
            if error.errno not in (errno.ENOSPC, errno.EDQUOT):
                self._broke(error)
            else:
                self._fail("disk_full", "there is no room left on the worker's disk")
        except RecordsError:
            raise
        except Exception as error:  # whatever it is, the audit must not hang
            self._broke(error)

    def _measure(self) -> tuple[Audit, Json, Json, tuple[str, ...]]:
        with self._desk.records.reading(EVERYONE) as unit:
            audit = unit.claims.audit(self._claim)
            done = unit.claims.saved_steps(self._claim)
            origin = provenance(unit, audit)
        plan = Plan.from_json(audit.plan)
        spec = parse_document(audit.document).model
        is_asked_there = plan.model is not None and plan.model.format == "endpoint"
        endpoint = describe(spec) if is_asked_there and spec is not None else None
        context: Json = {}
        with TemporaryDirectory(dir=self._desk.scratch, prefix=f"{audit.id}-") as folder:
            layers = self._desk.auditor.carry_out(
                plan,
                model=self._fetch(None if endpoint else origin["model"]["sha256"], Path(folder)),
                dataset=self._fetch(origin["dataset"]["sha256"], Path(folder)),
                limits=self._limits(),
                done=done,
                on_step=self._save_step,
                on_context=context.update,
                on_progress=self._tell,
                should_stop=self._should_stop,
                endpoint=endpoint,
                allowed_hosts=self._desk.settings.endpoint_hosts,
            )
        return audit, origin, context, tuple(layers)

    def _fetch(self, sha256: str | None, folder: Path) -> Path | None:
        return None if sha256 is None else self._desk.store.fetch(sha256, folder)

    def _limits(self) -> Limits:
        settings = self._desk.settings
        return Limits(
            wall_seconds=settings.audit_seconds, memory_bytes=settings.audit_bytes
        )  # fmt: skip

    def _finish(self, audit: Audit, origin: Json, context: Json, layers: tuple[str, ...]) -> None:
        self._tell({**self._progress, "stage": "judging", "percent": 99}, at_once=True)
        with self._desk.records.reading(EVERYONE) as unit:
            steps = unit.audits.steps(audit.id)
            now = unit.now()
        conclusion = self._desk.auditor.conclude(
            Plan.from_json(audit.plan),
            steps,
            context=context,
            provenance=complete(origin, layers=layers, rows=context.get("rows"), finished=now),
            # The day it was asked for: a retry after midnight judges as the first attempt did.
            today=datetime.fromtimestamp(audit.created_at, UTC).date(),
            limits=self._limits(),
        )
        conclusion.report["signature"] = sign(
            conclusion.report, signing_key(self._desk.settings.signing_key)
        )
        put = self._desk.store.put
        text = json.dumps(conclusion.report, ensure_ascii=False, allow_nan=False).encode()
        kept = [
            put(BytesIO(found))
            for found in (text, conclusion.article.encode(), conclusion.page.encode())
        ]
        outcome = Outcome(
            gate=conclusion.gate,
            blocking=conclusion.blocking,
            findings=conclusion.report["findings"],
            canonical_sha256=conclusion.report.get("canonical_sha256"),
            json_sha256=kept[0].sha256,
            article_sha256=kept[1].sha256,
            page_sha256=kept[2].sha256,
            sandbox=layers,
        )
        self._persist(_finish, outcome, kept)
        self.end = f"completed, gate {conclusion.gate}"

    def _save_step(self, step: Json) -> None:
        self._persist(_save_step, step, self._progress)

    def _tell(self, progress: Mapping[str, Any], *, at_once: bool = False) -> None:
        self._progress = dict(progress)
        if at_once or time.monotonic() - self._told >= PROGRESS_SECONDS:
            self._told = time.monotonic()
            self._persist(_save_progress, self._progress)

    def _should_stop(self) -> bool:
        return self.hold.is_cancelled or self.hold.is_lost or self._desk.leaving.is_set()

    def _stop_or_fail(self, error: AuditError) -> None:
        if self.hold.is_lost:
            raise LeaseLost(self._claim.audit_id)
        if self.hold.is_cancelled:
            self._persist(_cancel)
            self.end = "cancelled"
        elif self._desk.leaving.is_set():
            self._persist(_hand_back)
            self.end = "handed back"
        else:
            self._fail(error.code, str(error))

    def _broke(self, error: Exception) -> None:
        LOG.error("the audit broke", exc_info=error, extra={"audit_id": self._claim.audit_id})
        self._fail("internal", f"the worker broke: {type(error).__name__}: {error}"[:500])

    def _fail(self, code: str, message: str, problems: list[Json] | None = None) -> None:
        self._persist(_fail, code, message, problems or [])
        self.end = f"failed: {code}"

    def _is_cancelled(self) -> bool:
        with self._desk.records.reading(EVERYONE) as unit:
            return unit.claims.audit(self._claim).cancel_requested

    def _persist(self, write: Any, *values: Any) -> None:
        self.hold.persist(lambda: self._write(write, *values))

    def _write(self, write: Any, *values: Any) -> Any:
        with self._desk.records.writing(EVERYONE) as unit:
            answer = write(unit, self._claim, *values)
            unit.commit()
        return answer


def _beat(unit: UnitOfWork, claim: Claim, lease_seconds: float) -> bool:
    return unit.claims.beat(claim, lease_seconds=lease_seconds)


def _save_progress(unit: UnitOfWork, claim: Claim, progress: Json) -> None:
    unit.claims.save_progress(claim, progress)


def _save_step(unit: UnitOfWork, claim: Claim, step: Json, progress: Json) -> None:
    unit.claims.save_step(claim, step, progress)


def _finish(unit: UnitOfWork, claim: Claim, outcome: Outcome, kept: list[Stored]) -> None:
    unit.claims.finish(claim, outcome)
    for stored in kept:
        unit.artifacts.add(claim.tenant, stored.sha256, stored.size_bytes)


def _fail(unit: UnitOfWork, claim: Claim, code: str, message: str, problems: list[Json]) -> None:
    unit.claims.fail(claim, code, message, problems)


def _cancel(unit: UnitOfWork, claim: Claim) -> None:
    unit.claims.cancel(claim)


def _hand_back(unit: UnitOfWork, claim: Claim) -> None:
    unit.claims.hand_back(claim)

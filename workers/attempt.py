"""One attempt at one audit: measure, judge, store; every write under the claim's token.

Whatever breaks ends the audit with its reason. `workers.execution` says who attempts it.
"""

import errno
import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from audits.errors import AuditError, Refused
from audits.json_types import JsonObject
from audits.planning.plan import Plan
from audits.specification.endpoint import describe, sent_for_others
from audits.specification.parsing import parse_document
from service.artifacts import ArtifactError, Stored
from service.records.claims import Claim, Outcome
from service.records.errors import DiskFull, LeaseLost, RecordsError
from service.records.unit_of_work import EVERYONE, UnitOfWork
from workers.context import WorkerContext
from workers.endings import AuditFailed
from workers.endpoint_keys import kept_key
from workers.finalisation import Measured, judged, stored
from workers.lease_renewal import LeaseRenewal
from workers.metering import CpuMeter
from workers.pairing import Pairing
from workers.previous_audit import fetched, previous_audit
from workers.provenance import notes_of, provenance
from workers.sandbox import Limits

LOG = logging.getLogger(__name__)
PROGRESS_SECONDS = 0.5
# Rows that are written with a step's measurements (the step, an event), and with findings (the
# report, an event).
BESIDE_MEASUREMENTS = BESIDE_FINDINGS = 2
JUDGING = {"stage": "judging", "percent": 99}  # told with the last step, in its transaction


class Attempt:
    """One attempt, from what the claim gives to the audit's end.

    end: how it ended, for the log. renewal: of the lease; open it around `carry_out`.
    """

    def __init__(
        self, worker: WorkerContext, claim: Claim, nearly_done: Callable[[], None], meter: CpuMeter
    ) -> None:
        self._worker, self._claim, self._nearly_done = worker, claim, nearly_done
        self._meter = meter
        self._claimed = self._told = time.monotonic()  # what ends at once needs no word of how far
        self._progress: JsonObject = {}
        self._steps: dict[int, JsonObject] = {}
        self._left: set[int] = set()
        # The last step, where measuring was quick: it is written with the end, which is near.
        self._late: list[JsonObject] = []
        self._limits = Limits.for_wall(
            worker.settings.audit_seconds, memory_bytes=worker.settings.audit_bytes
        )
        self.end = "running"
        self.renewal = LeaseRenewal(
            lambda: self._write(_beat, worker.settings.lease_seconds),
            look=self._is_cancelled,
            lease_seconds=worker.settings.lease_seconds,
        )

    def carry_out(self) -> None:
        """Measure, judge, report; whatever breaks ends the audit with its reason."""
        try:
            prefix = f"{self._claim.audit_id}-"
            with TemporaryDirectory(dir=self._worker.scratch, prefix=prefix) as folder:
                measured = self._measure(Path(folder))
                conclusion = judged(measured, self._worker, self._limits, Path(folder))
                self._nearly_done()
                self._finish(*stored(conclusion, measured, self._worker))
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

    def _measure(self, folder: Path) -> Measured:
        self._make_room(BESIDE_MEASUREMENTS)  # before anything is fetched or computed
        with self._worker.records.reading(EVERYONE) as unit:
            brief = unit.job_details.of(self._claim)
            done = unit.claims.saved_steps(self._claim)
            earlier_steps = unit.audits.steps(brief.audit_id) if done else []
            before = previous_audit(unit, brief)
            organisation = [
                brief.tenant, *(row.name for row in unit.tenants.all() if row.id == brief.tenant)
            ]  # fmt: skip
            accepted = unit.job_details.accepted(brief)
        plan = Plan.from_json(brief.plan)
        self._steps = {int(step["step"]): step for step in earlier_steps}
        self._left = {step.index for step in plan.steps} - done
        origin = {**provenance(brief, accepted), "warnings": notes_of(brief, plan)}
        is_asked_there = plan.model is not None and plan.model.format == "endpoint"
        spec = parse_document(brief.document).model if is_asked_there else None
        endpoint = None if spec is None else sent_for_others(describe(spec))
        context: JsonObject = {}
        answers = None if before is None else before.answers_sha256
        pairing = Pairing(
            fetched(self._worker.store, answers, folder),
            folder / "kept-answers",
            same_bytes=before is not None and before.same_bytes,
        )
        layers = self._worker.auditor.carry_out(
            plan,
            model=self._fetch(None if endpoint else brief.model_sha256, folder),
            dataset=self._fetch(brief.dataset_sha256, folder),
            limits=self._limits,
            done=done,
            on_step=self._save_step,
            on_context=context.update,
            on_progress=self._tell,
            should_stop=self._should_stop,
            endpoint=endpoint,
            allowed_hosts=self._worker.settings.endpoint_hosts,
            endpoint_key=kept_key(endpoint, self._worker.settings.endpoint_keys, organisation),
            pairing=pairing,
            seconds={
                key: fetched(self._worker.store, second.sha256, folder)
                for key, second in plan.seconds.items()
            },
        )
        return Measured(
            plan=plan,
            steps=[self._steps[number] for number in sorted(self._steps)],
            context=context,
            origin=origin,
            layers=tuple(layers),
            asked_at=brief.created_at,
            # By the database's clock, carried on by ours: no question for a second.
            ended_at=self._claim.claimed_at + time.monotonic() - self._claimed,
            before=before,
            pairing=pairing,
        )

    def _fetch(self, sha256: str | None, folder: Path) -> Path | None:
        return None if sha256 is None else self._worker.store.fetch(sha256, folder)

    def _finish(self, outcome: Outcome, artifacts: list[Stored]) -> None:
        self._make_room(len(outcome.findings) + BESIDE_FINDINGS + len(artifacts))
        try:
            self._persist(_finish, outcome, artifacts)
        except LeaseLost:
            self._own(artifacts)
            raise
        self.end = f"completed, gate {outcome.gate}"

    def _own(self, artifacts: list[Stored]) -> None:
        """Say whose the stored files are, though no report names them: so the sweep finds them."""
        tenant = self._claim.tenant
        with self._worker.records.writing(EVERYONE) as unit:
            unit.artifacts.add_all(tenant, {one.sha256: one.size_bytes for one in artifacts})
            unit.commit()

    def _make_room(self, rows: int) -> None:
        """Raise `AuditFailed` where its owner may not have so many more rows."""
        queue = self._worker.queue
        if not queue.tenant_rows:
            return
        rows += sum(map(_rows, self._late))
        with self._worker.records.reading(EVERYONE) as unit:
            reason = queue.rows_used_up(unit.spending, self._claim.tenant, more=rows)
        if reason is not None:
            raise AuditFailed("quota_reached", f"it would have written {rows} more rows: {reason}")

    def _save_step(self, step: JsonObject) -> None:
        self._make_room(_rows(step))
        self._steps[int(step["step"])] = step
        self._left.discard(int(step["step"]))
        if not self._left:
            self._progress = {**self._progress, **JUDGING}
            if time.monotonic() - self._told < PROGRESS_SECONDS:
                self._late.append(step)
                return
        self._told = time.monotonic()
        self._persist(_save_step, step, self._progress)
        self._worker.queue.row_counts.add(self._claim.tenant, _rows(step))

    def _tell(self, progress: Mapping[str, Any]) -> None:
        self._progress = dict(progress)
        if time.monotonic() - self._told >= PROGRESS_SECONDS:
            self._told = time.monotonic()
            self._persist(_save_progress, self._progress)

    def _should_stop(self) -> bool:
        return self.renewal.is_cancelled or self.renewal.is_lost or self._worker.leaving.is_set()

    def _stop_or_fail(self, error: AuditError) -> None:
        if self.renewal.is_lost:
            raise LeaseLost(self._claim.audit_id)
        if self.renewal.is_cancelled:
            self._persist(_cancel)
            self.end = "cancelled"
        elif self._worker.leaving.is_set():
            self._persist(_hand_back)
            self.end = "handed back"
        else:
            self._fail(error.code, str(error))

    def _broke(self, error: Exception) -> None:
        LOG.error("the audit broke", exc_info=error, extra={"audit_id": self._claim.audit_id})
        self._fail("internal", f"the worker broke: {type(error).__name__}: {error}"[:500])

    def _fail(self, code: str, message: str, problems: list[JsonObject] | None = None) -> None:
        self._persist(_fail, code, message, problems or [])
        self.end = f"failed: {code}"

    def _is_cancelled(self) -> bool:
        if self._late:  # the end is not so near
            self._write(_nothing)
        with self._worker.records.reading(EVERYONE) as unit:
            return unit.audits.status(self._claim.audit_id).cancel_requested

    def _persist(self, write: Any, *values: Any) -> None:
        self.renewal.persist(lambda: self._write(write, *values))
        self._late.clear()

    def _write(self, write: Any, *values: Any) -> Any:
        with self._worker.records.writing(EVERYONE) as unit:
            for step in tuple(self._late):  # twice is once, should heartbeat and end both come
                unit.claims.save_step(self._claim, step, self._progress)
            answer = write(unit, self._claim, *values)
            spent = self._meter.cpu_seconds
            unit.spending.add(self._claim.tenant, spent)
            unit.commit()
        self._meter.booked(spent)
        return answer


def _rows(step: JsonObject) -> int:
    return len(step.get("measurements", ())) + BESIDE_MEASUREMENTS


def _nothing(unit: UnitOfWork, claim: Claim) -> None:
    """For what is written besides."""


def _beat(unit: UnitOfWork, claim: Claim, lease_seconds: float) -> bool:
    return unit.claims.beat(claim, lease_seconds=lease_seconds)


def _save_progress(unit: UnitOfWork, claim: Claim, progress: JsonObject) -> None:
    unit.claims.save_progress(claim, progress)


def _save_step(unit: UnitOfWork, claim: Claim, step: JsonObject, progress: JsonObject) -> None:
    unit.claims.save_step(claim, step, progress)


def _finish(unit: UnitOfWork, claim: Claim, outcome: Outcome, artifacts: list[Stored]) -> None:
    unit.claims.finish(claim, outcome)
    unit.artifacts.add_all(claim.tenant, {one.sha256: one.size_bytes for one in artifacts})


def _fail(
    unit: UnitOfWork, claim: Claim, code: str, message: str, problems: list[JsonObject]
) -> None:
    unit.claims.fail(claim, code, message, problems)


def _cancel(unit: UnitOfWork, claim: Claim) -> None:
    unit.claims.cancel(claim)


def _hand_back(unit: UnitOfWork, claim: Claim) -> None:
    unit.claims.hand_back(claim)

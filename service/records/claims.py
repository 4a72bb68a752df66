"""The workers' hold on audits. Every write names the claim's token, or nothing is kept."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from sqlalchemy import Executable, Update
from sqlalchemy.orm import Session

from service.records import statements
from service.records.announcing import announce_end
from service.records.catalog import insert_ignoring
from service.records.errors import LeaseLost
from service.records.states import sources


@dataclass(frozen=True, slots=True)
class Claim:
    """A worker's hold on one audit. `token` fences: a later claim makes this one powerless.

    claimed_at: when that was, in seconds since 1970 (UTC) by the database's clock.
    """

    audit_id: str
    tenant: str
    token: str
    attempt: int
    claimed_at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a finished audit leaves: the gate, the findings, the report's keys and sizes."""

    gate: str
    blocking: bool
    findings: Sequence[Mapping[str, Any]]
    canonical_sha256: str | None
    json_sha256: str
    article_sha256: str
    page_sha256: str
    answers_sha256: str | None = None
    sandbox: Sequence[str] = ()


class Claims:
    """Claim, keep, write under, and let go. For units of EVERYONE."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def take(
        self,
        audit_id: str,
        *,
        worker: str,
        lease_seconds: float,
        attempts: int,
        again: bool = True,
    ) -> Claim | None:
        """Claim the audit in one statement; None where another has it or none is to be had.

        again: False leaves alone what a worker may have died of.
        """
        token = uuid4().hex
        row = self._execute(
            statements.TAKE,
            {
                "its_id": audit_id,
                "its_token": token,
                "by": worker,
                "seconds": lease_seconds,
                "most_attempts": attempts if again else 1,
            },
        ).one_or_none()
        if row is None:
            return None
        claim = Claim(audit_id, row.tenant_id, token, row.attempt, row.now)
        self._note(claim, "state", {"state": "running", "attempt": claim.attempt})
        return claim

    def beat(self, claim: Claim, *, lease_seconds: float) -> bool:
        """Keep the lease; answers whether the audit is to be cancelled."""
        return self._guarded(claim, statements.BEAT, seconds=lease_seconds)

    def save_progress(self, claim: Claim, progress: Mapping[str, Any]) -> None:
        """How far it is."""
        self._guarded(claim, statements.change("progress"), new_progress=dict(progress))
        self._note(claim, "progress", progress)

    def save_step(self, claim: Claim, step: Mapping[str, Any], progress: Mapping[str, Any]) -> None:
        """A step with all its measurements, and the progress, in this one transaction."""
        self._guarded(claim, statements.change("progress"), new_progress=dict(progress))
        number = int(step["step"])
        is_new = insert_ignoring(
            self._session,
            statements.STEPS,
            audit_id=claim.audit_id,
            tenant_id=claim.tenant,
            step=number,
            probe=step["probe"],
            status=step["status"],
            body={key: value for key, value in step.items() if key != "measurements"},
        )
        if not is_new:
            return  # the connection broke after an earlier commit; all of it is there
        rows = [
            _measurement_row(claim, number, position, entry)
            for position, entry in enumerate(step.get("measurements", []))
        ]
        if rows:
            self._execute(statements.ADD_MEASUREMENTS, rows)
        self._note(
            claim,
            "step",
            {"step": number, "probe": step["probe"], "status": step["status"], **progress},
        )

    def saved_steps(self, claim: Claim) -> frozenset[int]:
        """The steps that an earlier attempt saved; they are not run again."""
        its = {"its_id": claim.audit_id}
        return frozenset(self._execute(statements.SAVED_STEPS, its).scalars())

    def finish(self, claim: Claim, outcome: Outcome) -> None:
        """Result and state in one transaction."""
        self._end(
            claim,
            "completed",
            gate=outcome.gate,
            blocking=outcome.blocking,
            sandbox=list(outcome.sandbox),
            progress={"stage": "done", "percent": 100},
            sentence=_deciding(outcome),
        )
        rows = [
            {
                "audit_id": claim.audit_id,
                "tenant_id": claim.tenant,
                "position": position,
                "finding": entry["id"],
                "verdict": entry["verdict"],
                "entry": dict(entry),
            }
            for position, entry in enumerate(outcome.findings)
        ]
        if rows:
            self._execute(statements.ADD_FINDINGS, rows)
        self._execute(
            statements.ADD_REPORT,
            {
                "audit_id": claim.audit_id,
                "tenant_id": claim.tenant,
                "canonical_sha256": outcome.canonical_sha256,
                "json_sha256": outcome.json_sha256,
                "article_sha256": outcome.article_sha256,
                "page_sha256": outcome.page_sha256,
                "answers_sha256": outcome.answers_sha256,
            },
        )

    def fail(
        self, claim: Claim, code: str, message: str, problems: Sequence[Mapping[str, Any]] = ()
    ) -> None:
        """The audit could not be carried out, and why."""
        self._end(
            claim,
            "failed",
            error_code=code,
            error_message=message,
            problems=[dict(problem) for problem in problems],
        )

    def cancel(self, claim: Claim) -> None:
        """Somebody asked for it, and every child is gone."""
        self._end(claim, "cancelled")

    def hand_back(self, claim: Claim) -> None:
        """This worker goes away; the attempt does not count."""
        self._guarded(claim, statements.HAND_BACK)
        self._note(claim, "state", {"state": "queued"})

    def _end(self, claim: Claim, state: str, *, sentence: str = "", **values: Any) -> None:
        assert "running" in sources(state)  # noqa: S101
        new = {f"new_{name}": value for name, value in {"state": state, **values}.items()}
        self._guarded(claim, statements.end("state", *values), **new)
        self._note(claim, "state", {"state": state, "gate": values.get("gate")})
        announce_end(self._session, claim.audit_id, sentence=sentence)

    def _guarded(self, claim: Claim, statement: Update, **bound: Any) -> bool:
        """Write only while the token is ours. Comes first, so that it locks the row."""
        its = {"its_id": claim.audit_id, "its_token": claim.token}
        row = self._execute(statement, {**its, **bound}).one_or_none()
        if row is None:
            raise LeaseLost(claim.audit_id)
        return bool(row.cancel_requested)

    def _execute(self, statement: Executable, bound: Any) -> Any:
        """Without the session's bookkeeping, which no plain statement needs."""
        return self._session.connection().execute(statement, bound)

    def _note(self, claim: Claim, kind: str, body: Mapping[str, Any]) -> None:
        its = {"audit_id": claim.audit_id, "tenant_id": claim.tenant}
        self._execute(statements.ADD_EVENT, {**its, "kind": kind, "body": dict(body)})


def group_key(group: Mapping[str, Any]) -> str:
    """SHA-256 of the group's canonical JSON: the same group, the same key."""
    text = json.dumps(group, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _measurement_row(
    claim: Claim, step: int, position: int, entry: Mapping[str, Any]
) -> dict[str, Any]:
    lower, upper = entry.get("interval") or (None, None)
    value = entry.get("value")
    return {
        "audit_id": claim.audit_id,
        "tenant_id": claim.tenant,
        "step": step,
        "position": position,
        "probe": entry["probe"],
        "metric": entry["metric"],
        "group_values": entry["group"],
        "group_key": group_key(entry["group"]),
        "value": value if isinstance(value, int | float) else None,
        "lower": lower,
        "upper": upper,
        "undetermined": entry.get("undetermined"),
        "entry": dict(entry),
    }


def _deciding(outcome: Outcome) -> str:
    """The sentence of the first finding that made the gate what it is; empty where none did."""
    deciding = (f for f in outcome.findings if f["verdict"] == outcome.gate and not f.get("waived"))
    return str(next(deciding, {}).get("sentence") or "")

"""Audits as the API sees them: made, listed, read, cancelled."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.orm import Session, defer

from audits.specification.accepted_failures import AcceptedFailure, accepted_failures
from service.identity import new_id
from service.records.audit_lists import AuditFilter, Counts, counts, listed
from service.records.base import database_now
from service.records.errors import IllegalMove, NoRow
from service.records.paging import Page
from service.records.statements import ADD_EVENT
from service.records.states import FINAL, refuse_unless_allowed
from service.records.tables import (
    Audit,
    DatasetVersion,
    Event,
    Finding,
    Measurement,
    Report,
    Step,
)
from service.records.worst_gaps import Gap, worst_gaps

# Built once: what every pipeline that waits asks again and again.
STATUS = (
    select(Audit)
    .options(defer(Audit.document, raiseload=True), defer(Audit.plan, raiseload=True))
    .where(Audit.id == bindparam("audit_id"))
)


class Audits:
    """Audits, their steps, measurements, findings, reports and events."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, **fields: Any) -> Audit:
        """A queued audit: name, document, plan, dataset_version_id, and what else is known."""
        row = Audit(id=new_id("audit"), **fields)
        self._session.add(row)
        self._session.flush()
        self.note(row, "state", {"state": row.state})
        return row

    def find(self, audit_id: str) -> Audit:
        """The audit, or NoRow."""
        row = self._session.scalar(select(Audit).where(Audit.id == audit_id))
        if row is None:
            raise NoRow(audit_id)
        return row

    def status(self, audit_id: str) -> Audit:
        """The audit without its document and plan, which nobody reads who only waits."""
        row = self._session.scalar(STATUS, {"audit_id": audit_id})
        if row is None:
            raise NoRow(audit_id)
        return row

    def with_idempotency_key(self, key: str) -> Audit | None:
        """The audit that an earlier request with this key made."""
        return self._session.scalar(select(Audit).where(Audit.idempotency_key == key))

    def identical(self, fingerprint: str) -> Audit | None:
        """A completed audit of the same model, data, plan and engine; the first one made."""
        return self._session.scalar(
            select(Audit)
            .where(
                Audit.fingerprint == fingerprint,
                Audit.state == "completed",
                Audit.same_as.is_(None),
                Audit.gate != "error",
            )
            .order_by(Audit.id)
            .limit(1)
        )

    def has_more_than(self, count: int) -> bool:
        """Whether the tenant has more audits than that. Looked up, not counted: by the index."""
        beyond = select(Audit.id).order_by(Audit.id.desc()).offset(count).limit(1)
        return self._session.scalar(beyond) is not None

    def previous(self, audit: Audit) -> str | None:
        """The completed audit of the same name that came last before this one."""
        return self._session.scalar(
            select(Audit.id)
            .where(
                Audit.tenant_id == audit.tenant_id,
                Audit.name == audit.name,
                Audit.state == "completed",
                Audit.id < audit.id,
            )
            .order_by(Audit.id.desc())
            .limit(1)
        )

    def dataset_before(self, name: str, sha256: str) -> tuple[str | None, int]:
        """The dataset version that the last completed audit of this name was made on, other bytes
        than these; and how many such datasets there were. None and 0 where there was none.
        """
        others = (
            select(Audit.dataset_version_id, DatasetVersion.sha256)
            .join(DatasetVersion, DatasetVersion.id == Audit.dataset_version_id)
            .where(Audit.name == name, Audit.state == "completed", DatasetVersion.sha256 != sha256)
        )
        last = self._session.execute(others.order_by(Audit.id.desc()).limit(1)).first()
        if last is None:
            return None, 0
        every = others.with_only_columns(func.count(DatasetVersion.sha256.distinct()))
        return last.dataset_version_id, int(self._session.scalar(every) or 0)

    def accept(self, audit_id: str, *, by: str, reason: str, accepted_at: float) -> Audit:
        """Take an ended audit as it is; raises `IllegalMove` of one that has no verdict."""
        row = self.find(audit_id)
        if row.state != "completed":
            raise IllegalMove("only a completed audit can be accepted")
        row.accepted_at, row.accepted_by, row.accepted_reason = accepted_at, by, reason
        self._session.flush()
        return row

    def accepted_verdicts(self, name: str) -> dict[str, str]:
        """Of the audit of this name that was accepted last, by finding; empty where none was."""
        source = self._accepted(name)
        if source is None:
            return {}
        return {item.finding: item.verdict for item in self.findings(source)}

    def accepted_failures(self, name: str) -> dict[str, AcceptedFailure]:
        """The numbers of what failed in it, by finding."""
        source = self._accepted(name)
        if source is None:
            return {}
        query = select(Measurement.entry).where(Measurement.audit_id == source)
        # As findings count them: step by step.
        measured = self._session.scalars(query.order_by(Measurement.step, Measurement.position))
        entries = [item.entry for item in self.findings(source)]
        return accepted_failures(entries, measured.all())

    def _accepted(self, name: str) -> str | None:
        """Whose findings those of the audit of this name are that was accepted last."""
        query = select(Audit.id, Audit.same_as).where(
            Audit.name == name, Audit.accepted_at.is_not(None)
        )
        row = self._session.execute(query.order_by(Audit.accepted_at.desc()).limit(1)).first()
        return None if row is None else row.same_as or row.id

    def page(
        self,
        *,
        cursor: str | None = None,
        limit: int = 50,
        sort: str = "newest",
        **filters: Any,
    ) -> Page[Audit]:
        """Audits without their documents and plans (those stay unloaded).

        filters: the fields of `AuditFilter`. sort: one of `audit_lists.SORTS`.
        """
        return listed(self._session, AuditFilter(**filters), sort=sort, cursor=cursor, limit=limit)

    def counts(self, filters: AuditFilter) -> Counts:
        """How many audits each choice of the list's filters would leave."""
        return counts(self._session, filters)

    def request_cancel(self, audit_id: str) -> Audit:
        """Cancel: at once while queued, by flag while a worker holds it."""
        row = self.find(audit_id)
        if row.state == "cancelled" or row.cancel_requested:
            return row
        refuse_unless_allowed(row.state, "cancelled")
        now = database_now()
        queued = self._session.execute(
            update(Audit)
            .where(Audit.id == audit_id, Audit.state == "queued")
            .values(state="cancelled", cancel_requested=True, finished_at=now)
            .execution_options(synchronize_session=False)
        )
        if queued.rowcount:  # type: ignore[attr-defined]
            self.note(row, "state", {"state": "cancelled"})
        else:
            self._session.execute(
                update(Audit)
                .where(Audit.id == audit_id, Audit.state.not_in(FINAL))
                .values(cancel_requested=True)
                .execution_options(synchronize_session=False)
            )
        self._session.refresh(row)
        return row

    def note(self, audit: Audit, kind: str, body: Mapping[str, Any]) -> None:
        """Add an event for those who watch."""
        row = {"audit_id": audit.id, "tenant_id": audit.tenant_id, "kind": kind, "body": dict(body)}
        self._session.execute(ADD_EVENT, row)

    def events_after(self, audit_id: str, last: int = 0, limit: int = 500) -> Sequence[Event]:
        """Events with larger ids, in order."""
        return self._session.scalars(
            select(Event)
            .where(Event.audit_id == audit_id, Event.id > last)
            .order_by(Event.id)
            .limit(limit)
        ).all()

    def source_of(self, audit_id: str) -> str:
        """The audit whose results answer this one: itself, or an identical one."""
        row = self._session.execute(
            select(Audit.id, Audit.same_as).where(Audit.id == audit_id)
        ).one_or_none()
        if row is None:
            raise NoRow(audit_id)
        return str(row.same_as or row.id)

    def steps(self, audit_id: str) -> list[dict[str, Any]]:
        """Every saved step as the worker gave it, measurements included, in order."""
        audit_id = self.source_of(audit_id)
        steps = self._session.scalars(
            select(Step).where(Step.audit_id == audit_id).order_by(Step.step)
        ).all()
        entries: dict[int, list[Any]] = {step.step: [] for step in steps}
        rows = self._session.execute(
            select(Measurement.step, Measurement.entry)
            .where(Measurement.audit_id == audit_id)
            .order_by(Measurement.step, Measurement.position)
        )
        for step, entry in rows:
            entries[step].append(entry)
        return [{**step.body, "measurements": entries[step.step]} for step in steps]

    def measurements(
        self,
        audit_id: str,
        *,
        after: int = 0,
        limit: int = 500,
        probe: str | None = None,
        metric: str | None = None,
    ) -> Sequence[Measurement]:
        """Measurements with larger ids, in the order they were saved."""
        audit_id = self.source_of(audit_id)
        query = select(Measurement).where(Measurement.audit_id == audit_id, Measurement.id > after)
        if probe is not None:
            query = query.where(Measurement.probe == probe)
        if metric is not None:
            query = query.where(Measurement.metric == metric)
        return self._session.scalars(query.order_by(Measurement.id).limit(limit)).all()

    def findings(self, audit_id: str) -> Sequence[Finding]:
        """The judge's findings, in the order of the rules."""
        query = select(Finding).where(Finding.audit_id == self.source_of(audit_id))
        return self._session.scalars(query.order_by(Finding.position)).all()

    def count_findings(self, audit_ids: Sequence[str]) -> dict[str, dict[str, int]]:
        """How many findings of each verdict, by audit; audits without any are left out."""
        counted = (
            select(Finding.audit_id, Finding.verdict, func.count().label("number"))
            .where(Finding.audit_id.in_(audit_ids))
            .group_by(Finding.audit_id, Finding.verdict)
        )
        counts_by_audit: dict[str, dict[str, int]] = {}
        for row in self._session.execute(counted):
            counts_by_audit.setdefault(row.audit_id, {})[row.verdict] = row.number
        return counts_by_audit

    def worst_gaps(self, audit_ids: Sequence[str], metrics: Collection[str]) -> dict[str, Gap]:
        """The largest of these differences that each audit measured."""
        return worst_gaps(self._session, audit_ids, metrics)

    def with_any(self, audit_ids: Sequence[str], metrics: Collection[str]) -> frozenset[str]:
        """Those of the audits that determined one of these metrics."""
        from service.records import stored_figures  # read when somebody looks at a model

        return stored_figures.audits_with(self._session, audit_ids, metrics)

    def figures(self, audit_ids: Sequence[str], metrics: Collection[str]) -> dict[str, list[Any]]:
        """What each audit determined of these metrics, as its report tells it."""
        from service.records import stored_figures

        return stored_figures.figures(self._session, audit_ids, metrics)

    def report(self, audit_id: str) -> Report:
        """Where the report lies, or NoRow while there is none."""
        source = self.source_of(audit_id)
        row = self._session.scalar(select(Report).where(Report.audit_id == source))
        if row is None:
            raise NoRow(f"{audit_id} has no report")
        return row

    def count_queued(self) -> int:
        """How many of the tenant's audits wait for a worker."""
        counted = select(func.count()).select_from(Audit).where(Audit.state == "queued")
        return int(self._session.scalar(counted) or 0)

    def count_by_state(self) -> dict[str, int]:
        """How many audits are in each state; states without any are left out."""
        counted = select(Audit.state, func.count().label("number")).group_by(Audit.state)
        return {row.state: row.number for row in self._session.execute(counted)}

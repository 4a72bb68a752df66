"""Waivers, comments and sign-offs of people on audits."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.identity import new_id
from service.records.errors import NoRow
from service.records.paging import Page, page_of
from service.records.tables import (
    Audit,
    DatasetVersion,
    ModelVersion,
    PolicyVersion,
    Remark,
    Step,
    Waiver,
)


class Reviews:
    """What was said of audits after they were judged."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def waive(self, audit: Audit, **columns: Any) -> Waiver:
        """A waiver of a finding of this audit, for its model and policy from now on."""
        row = Waiver(
            id=new_id("waiver"),
            audit_id=audit.id,
            subject_id=self.subject(audit.model_version_id, audit.dataset_version_id),
            policy_id=self.policy(audit.policy_version_id),
            **columns,
        )
        self._session.add(row)
        self._session.flush()
        return row

    def subject(self, model_version_id: str | None, dataset_version_id: str) -> str:
        """What waivers belong to: the model's family, or the dataset's of recorded answers."""
        version: Any = DatasetVersion if model_version_id is None else ModelVersion
        version_id = dataset_version_id if model_version_id is None else model_version_id
        family_id = self._session.scalar(select(version.family_id).where(version.id == version_id))
        if family_id is None:
            raise NoRow(version_id)
        return str(family_id)

    def policy(self, policy_version_id: str | None) -> str | None:
        """The family of a stored policy."""
        return self._session.scalar(
            select(PolicyVersion.family_id).where(PolicyVersion.id == policy_version_id)
        )

    def applying(
        self, subject_id: str, policy_id: str | None, rules: Collection[Any], today: str
    ) -> Sequence[Waiver]:
        """Waivers that an audit of this subject and policy starts with today.

        rules: of its policy, as JSON; a waiver of another rule is not its business.
        """
        query = select(Waiver).where(
            Waiver.subject_id == subject_id,
            Waiver.policy_id.is_(None) if policy_id is None else Waiver.policy_id == policy_id,
            Waiver.until >= today,
            Waiver.withdrawn_at.is_(None),
        )
        rows = self._session.scalars(query.order_by(Waiver.id)).all()
        by_finding = {row.finding: row for row in rows if row.rule in rules}
        return list(by_finding.values())

    def waivers(self, audit_id: str) -> Sequence[Waiver]:
        """Every waiver given on an audit's page, the oldest first, the withdrawn ones too."""
        query = select(Waiver).where(Waiver.audit_id == audit_id)
        return self._session.scalars(query.order_by(Waiver.id)).all()

    def find(self, waiver_id: str) -> Waiver:
        """The waiver, or NoRow."""
        row = self._session.scalar(select(Waiver).where(Waiver.id == waiver_id))
        if row is None:
            raise NoRow(waiver_id)
        return row

    def page(self, *, cursor: str | None = None, limit: int = 50) -> Page[Waiver]:
        """Every waiver, newest first."""
        return page_of(self._session, select(Waiver), Waiver.id, cursor, limit)

    def remark(self, audit_id: str, **columns: Any) -> Remark:
        """A comment or a sign-off."""
        row = Remark(id=new_id("remark"), audit_id=audit_id, **columns)
        self._session.add(row)
        self._session.flush()
        return row

    def remarks(self, audit_id: str) -> Sequence[Remark]:
        """Comments and sign-offs, the oldest first."""
        query = select(Remark).where(Remark.audit_id == audit_id)
        return self._session.scalars(query.order_by(Remark.id)).all()

    def statuses(self, audit_id: str) -> list[tuple[int, str]]:
        """What became of each step, without what it measured."""
        query = select(Step.step, Step.status).where(Step.audit_id == audit_id)
        return [(row.step, row.status) for row in self._session.execute(query)]

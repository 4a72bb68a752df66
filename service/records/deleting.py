"""What a tenant throws away, and the bytes that nothing names afterwards."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from service.records.errors import IllegalMove, NoRow
from service.records.retention import nobody_names
from service.records.states import FINAL
from service.records.tables import Artifact, Audit, DatasetVersion, ModelVersion, Report

Version = type[ModelVersion] | type[DatasetVersion]


class Deleting:
    """Versions and audits go; their bytes count no more at once and are swept soon after."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def version(self, table: Version, version_id: str) -> None:
        """Throw an uploaded version away; IllegalMove while audits name it."""
        row: Any = self._session.scalar(select(table).where(table.id == version_id))
        if row is None:
            raise NoRow(version_id)
        column = Audit.model_version_id if table is ModelVersion else Audit.dataset_version_id
        named = self._session.scalar(
            select(func.count()).select_from(Audit).where(column == version_id)
        )
        if named:
            raise IllegalMove(
                f"{named} audits were made with it, and their reports speak of it; delete those "
                "audits first (DELETE /v1/audits/{id})"
            )
        self._session.execute(
            update(table)
            .where(table.parent_id == version_id)
            .values(parent_id=row.parent_id)
            .execution_options(synchronize_session=False)
        )
        self._session.delete(row)
        self._session.flush()
        self._let_go([row.sha256])

    def audit(self, audit_id: str) -> None:
        """Throw an ended audit away with everything it found."""
        row = self._session.scalar(select(Audit).where(Audit.id == audit_id))
        if row is None:
            raise NoRow(audit_id)
        if row.state not in FINAL:
            raise IllegalMove(f"it is {row.state}; cancel it first")
        answered = self._session.scalar(
            select(func.count()).select_from(Audit).where(Audit.same_as == audit_id)
        )
        if answered:
            raise IllegalMove(f"{answered} later audits are answered from it; delete those first")
        report = self._session.scalar(select(Report).where(Report.audit_id == audit_id))
        digests = [] if report is None else [
            report.json_sha256, report.article_sha256, report.page_sha256, report.answers_sha256,
            report.pdf_sha256,
        ]  # fmt: skip
        self._session.delete(row)
        self._session.flush()
        self._let_go([sha256 for sha256 in digests if sha256 is not None])

    def _let_go(self, digests: Sequence[str]) -> None:
        self._session.execute(
            update(Artifact)
            .where(Artifact.sha256.in_(digests), *nobody_names())
            .values(state="swept")
            .execution_options(synchronize_session=False)
        )

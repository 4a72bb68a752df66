"""What is kept no longer: old audits, and bytes that nobody refers to."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, delete, exists, or_, select
from sqlalchemy.orm import Session, aliased

from service.records.foundation import database_now
from service.records.states import FINAL
from service.records.tables import Artifact, Audit, DatasetVersion, ModelVersion, Report

# Bytes are stored before the row that refers to them; a day is longer than any upload takes.
SETTLED_SECONDS = 86_400.0


class Retention:
    """Queries of the sweep. For units of EVERYONE."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def remove_ended(self, *, older_than_seconds: float, limit: int = 500) -> Sequence[str]:
        """Forget ended audits with all they found; those that answer a younger one stay."""
        younger = aliased(Audit)
        old = (
            select(Audit.id)
            .where(
                Audit.state.in_(FINAL),
                Audit.finished_at < database_now() - older_than_seconds,
                ~exists().where(younger.same_as == Audit.id),
            )
            .order_by(Audit.id)
            .limit(limit)
        )
        ids = self._session.scalars(old).all()
        self._session.execute(
            delete(Audit).where(Audit.id.in_(ids)).execution_options(synchronize_session=False)
        )
        return ids

    def unreferenced(self, *, limit: int = 500) -> Sequence[tuple[str, str]]:
        """Tenant and SHA-256 of stored bytes that no version and no report names."""
        wanted = (
            select(Artifact.tenant_id, Artifact.sha256)
            .where(
                or_(
                    Artifact.created_at < database_now() - SETTLED_SECONDS,
                    Artifact.state == "swept",  # thrown away by its owner
                ),
                *nobody_names(),
            )
            .limit(limit)
        )
        return [(row.tenant_id, row.sha256) for row in self._session.execute(wanted)]

    def forget(self, tenant: str, sha256: str) -> bool:
        """The tenant owns the bytes no more, if still nothing names them; whether nobody does."""
        self._session.execute(
            delete(Artifact)
            .where(Artifact.tenant_id == tenant, Artifact.sha256 == sha256, *nobody_names())
            .execution_options(synchronize_session=False)
        )
        return not self._session.scalar(select(exists().where(Artifact.sha256 == sha256)))


def nobody_names() -> list[ColumnElement[bool]]:
    """Conditions on Artifact: no version and no report of its tenant has these bytes."""
    versions = [
        ~exists().where(table.tenant_id == Artifact.tenant_id, table.sha256 == Artifact.sha256)
        for table in (ModelVersion, DatasetVersion)
    ]
    reports = [
        ~exists().where(Report.tenant_id == Artifact.tenant_id, column == Artifact.sha256)
        for column in (
            Report.json_sha256,
            Report.article_sha256,
            Report.page_sha256,
            Report.answers_sha256,
        )
    ]
    return [*versions, *reports]

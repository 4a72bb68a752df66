"""What is kept no longer: old audits, and bytes that nobody refers to."""

from collections.abc import Mapping, Sequence

from sqlalchemy import ColumnElement, delete, exists, or_, select
from sqlalchemy.orm import Session, aliased

from service.records.base import database_now
from service.records.states import FINAL
from service.records.tables import (
    Artifact,
    Audit,
    Dataset,
    DatasetVersion,
    Model,
    ModelVersion,
    Report,
    Schedule,
)

# Bytes are stored before the row that refers to them; a day is longer than any upload takes.
SETTLED_SECONDS = 86_400.0

Version = type[ModelVersion] | type[DatasetVersion]


class Retention:
    """Queries of the sweep. For units of EVERYONE, but for `unused`: that is a tenant's."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def remove_ended(
        self, *, older_than_seconds: float, limit: int = 500
    ) -> Mapping[str, Sequence[str]]:
        """Forget ended audits with all they found; those that answer a younger one stay.

        The answer is their ids by tenant.
        """
        younger = aliased(Audit)
        old = (
            select(Audit.id, Audit.tenant_id)
            .where(
                Audit.state.in_(FINAL),
                Audit.finished_at < database_now() - older_than_seconds,
                ~exists().where(younger.same_as == Audit.id),
            )
            .order_by(Audit.id)
            .limit(limit)
        )
        ids_by_tenant: dict[str, list[str]] = {}
        for audit_id, tenant in self._session.execute(old):
            ids_by_tenant.setdefault(tenant, []).append(audit_id)
        ids = [audit_id for of_tenant in ids_by_tenant.values() for audit_id in of_tenant]
        self._session.execute(
            delete(Audit).where(Audit.id.in_(ids)).execution_options(synchronize_session=False)
        )
        return ids_by_tenant

    def unused(
        self, table: Version, *, older_than_seconds: float, limit: int = 500
    ) -> Sequence[str]:
        """Ids of the unit's versions that no audit names and whose family no schedule names."""
        column = Audit.model_version_id if table is ModelVersion else Audit.dataset_version_id
        family = Model if table is ModelVersion else Dataset
        kind = "model" if table is ModelVersion else "dataset"
        ids, names, families = self._scheduled(kind)
        query = (
            select(table.id)
            .join(family, family.id == table.family_id)
            .where(
                table.created_at < database_now() - older_than_seconds,
                table.inspection.in_(("ready", "refused", "failed")),
                ~exists().where(column == table.id),
                table.id.not_in(ids),
                family.name.not_in(names),
                family.id.not_in(families),
            )
            .order_by(table.id)
            .limit(limit)
        )
        return self._session.scalars(query).all()

    def _scheduled(self, kind: str) -> tuple[set[str], set[str], set[str]]:
        """Ids and family names that the documents of schedules name, and families waited for."""
        ids, names, families = set(), set(), set()
        for document, family in self._session.execute(
            select(Schedule.document, Schedule.family_id)
        ):
            named = document.get(kind) or {}
            ids.add(str(named.get("id")))
            names.add(str(named.get("name")))
            families.add(str(family))
        return ids, names, families

    def unreferenced(self, *, limit: int = 500) -> Sequence[tuple[str, str]]:
        """Tenant and SHA-256 of stored bytes that no version and no report names."""
        query = (
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
        return [(row.tenant_id, row.sha256) for row in self._session.execute(query)]

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
            Report.pdf_sha256,
        )
    ]
    return [*versions, *reports]

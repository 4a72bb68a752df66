"""The workers' hold on uploads that wait to be looked into: the audits' pattern, small."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from sqlalchemy import or_, update
from sqlalchemy.orm import Session

from service.identity import is_id
from service.records.base import database_now
from service.records.errors import LeaseLost
from service.records.tables import DatasetVersion, ModelVersion

Version = type[ModelVersion] | type[DatasetVersion]


@dataclass(frozen=True, slots=True)
class Inspecting:
    """A worker's hold on one uploaded version."""

    version_id: str
    tenant: str
    token: str
    sha256: str
    filename: str
    attempt: int

    @property
    def is_model(self) -> bool:
        """Whether the upload is a model; otherwise it is a dataset."""
        return is_id(self.version_id, "model_version")


class Inspections:
    """Claim, keep and end. For units of EVERYONE."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def take(
        self,
        version_id: str,
        *,
        worker: str,
        lease_seconds: float,
        attempts: int,
        again: bool = True,
    ) -> Inspecting | None:
        """Claim the upload; the attempt after the last one ends it as `failed`.

        again: False leaves alone what a worker may have died of.
        """
        table = _table_of(version_id)
        now = database_now()
        free = or_(
            table.inspection == "waiting",
            (table.inspection == "running") & (table.lease_until < now),
        )
        token = uuid4().hex
        row = self._session.execute(
            update(table)
            .where(table.id == version_id, table.attempt < (attempts if again else 1), free)
            .values(
                inspection="running",
                worker=worker,
                token=token,
                attempt=table.attempt + 1,
                lease_until=now + lease_seconds,
            )
            .returning(table.tenant_id, table.sha256, table.filename, table.attempt)
            .execution_options(synchronize_session=False)
        ).one_or_none()
        if row is not None:
            tenant, sha256, filename, attempt = row
            return Inspecting(version_id, tenant, token, sha256, filename, attempt)
        problem = {
            "field": "file",
            "reason": "every worker that looked into the file died",
            "remedy": "the file may need more memory than the worker has; see its log",
            "code": "worker_lost",
        }
        self._session.execute(
            update(table)
            .where(table.id == version_id, table.attempt >= attempts, free)
            .values(inspection="failed", problems=[problem], token=None, lease_until=None)
            .execution_options(synchronize_session=False)
        )
        return None

    def beat(self, claim: Inspecting, *, lease_seconds: float) -> None:
        """Renew the lease of an inspection that goes on."""
        self._guarded(claim, lease_until=database_now() + lease_seconds)

    def end(
        self,
        claim: Inspecting,
        inspection: str,
        *,
        profile: Mapping[str, Any] | None = None,
        problems: Sequence[Mapping[str, Any]] = (),
    ) -> None:
        """What it turned out to be: `ready` with a profile, `refused` or `failed` with problems."""
        self._guarded(
            claim,
            inspection=inspection,
            profile=None if profile is None else dict(profile),
            problems=[dict(problem) for problem in problems],
            token=None,
            lease_until=None,
        )

    def hand_back(self, claim: Inspecting) -> None:
        """This worker goes away; the attempt does not count."""
        table = _table_of(claim.version_id)
        self._guarded(
            claim, inspection="waiting", attempt=table.attempt - 1, token=None, lease_until=None
        )

    def _guarded(self, claim: Inspecting, **values: Any) -> None:
        table = _table_of(claim.version_id)
        row = self._session.execute(
            update(table)
            .where(
                table.id == claim.version_id,
                table.token == claim.token,
                table.inspection == "running",
            )
            .values(**values)
            .returning(table.id)
            .execution_options(synchronize_session=False)
        ).one_or_none()
        if row is None:
            raise LeaseLost(claim.version_id)


def _table_of(version_id: str) -> Version:
    return ModelVersion if is_id(version_id, "model_version") else DatasetVersion

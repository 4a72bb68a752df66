"""How many bytes an organisation keeps here, and how many it may."""

from dataclasses import dataclass

from sqlalchemy import case, func, select, update
from sqlalchemy.orm import Session

from service.records.base import database_now
from service.records.errors import NoRow, RecordsError
from service.records.log import LOCK
from service.records.tables import Artifact, Tenant, Upload

# An announced upload that nobody goes on with for so long counts only with what has arrived.
FORGOTTEN_SECONDS = 3600.0


class BytesUsedUp(RecordsError):
    """The organisation has no room for these bytes. `usage` says what it has, `needed` what for."""

    code = "storage_quota_reached"

    def __init__(self, usage: "Usage", needed: int) -> None:
        super().__init__(f"{usage.sentence}; {needed} more bytes do not fit")
        self.usage, self.needed = usage, needed


@dataclass(frozen=True, slots=True)
class Usage:
    """Bytes of one organisation.

    stored: models, datasets, reports and what belongs to them. arriving: uploads under way.
    most: the bound; None: there is none.
    """

    stored: int
    arriving: int
    most: int | None

    @property
    def sentence(self) -> str:
        """What is used of the quota, in words."""
        bound = "there is no bound" if self.most is None else f"{self.most} are allowed"
        return f"{self.stored} bytes are stored, {self.arriving} are on their way in, and {bound}"


class Quotas:
    """Questions about a tenant's bytes, in its own unit."""

    def __init__(self, session: Session, tenant: str) -> None:
        self._session, self._tenant = session, tenant

    def usage(self, most_bytes: int, *, without: str | None = None) -> Usage:
        """What is used. `most_bytes`: the settings' bound, 0 for none; the tenant's own wins.

        without: an upload that is left out of the count.
        """
        own = self._session.scalar(select(Tenant.most_bytes).where(Tenant.id == self._tenant))
        bound = most_bytes if own is None else own
        stored = select(func.coalesce(func.sum(Artifact.size_bytes), 0)).where(
            Artifact.tenant_id == self._tenant, Artifact.state == "stored"
        )
        announced = func.coalesce(Upload.size_bytes, Upload.received_bytes)
        is_alive = Upload.touched_at > database_now() - FORGOTTEN_SECONDS
        counted = case((is_alive, announced), else_=Upload.received_bytes)
        arriving = select(func.coalesce(func.sum(counted), 0)).where(
            Upload.tenant_id == self._tenant, Upload.state == "open", Upload.id != (without or "")
        )
        return Usage(
            stored=int(self._session.scalar(stored) or 0),
            arriving=int(self._session.scalar(arriving) or 0),
            most=bound or None,
        )

    def admit(
        self,
        size_bytes: int,
        most_bytes: int,
        *,
        sha256: str | None = None,
        upload: str | None = None,
    ) -> None:
        """Make sure that the bytes fit, or BytesUsedUp. Until this unit ends nobody else is asked.

        sha256: where known; bytes that are stored already take no more room, once at a time.
        upload: the upload that they are; what it announced is not counted twice.
        """
        # Locks the row on PostgreSQL; on SQLite a writing unit is alone anyway.
        self._session.execute(LOCK, {"tenant": self._tenant})
        usage = self.usage(most_bytes, without=upload)
        if usage.most is None or size_bytes + usage.stored + usage.arriving <= usage.most:
            return
        if sha256 is not None and self._is_stored(sha256.lower(), size_bytes, upload):
            return
        raise BytesUsedUp(usage, size_bytes)

    def _is_stored(self, sha256: str, size_bytes: int, upload: str | None) -> bool:
        """Whether the tenant has these very bytes, and nobody else of it is sending them again.

        What only claims to be them takes room until it is looked at: once, and no more than they.
        """
        stored = select(Artifact.sha256).where(
            Artifact.tenant_id == self._tenant,
            Artifact.sha256 == sha256,
            Artifact.size_bytes == size_bytes,
            Artifact.state == "stored",
        )
        coming = select(Upload.id).where(
            Upload.tenant_id == self._tenant,
            Upload.state == "open",
            func.lower(Upload.sha256) == sha256,
            Upload.id != (upload or ""),
        )
        return self._session.scalar(stored) is not None and self._session.scalar(coming) is None

    def bound(self, most_bytes: int | None) -> None:
        """The tenant's own bound; None: the settings'."""
        done = self._session.execute(
            update(Tenant)
            .where(Tenant.id == self._tenant)
            .values(most_bytes=most_bytes)
            .returning(Tenant.id)
            .execution_options(synchronize_session=False)
        ).first()
        if done is None:
            raise NoRow(self._tenant)

"""Erasing: what would go and when, said first; done only for who repeats what was said."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.identity import is_id
from service.records.deleting import Deleting
from service.records.errors import IllegalMove, NoRow
from service.records.tables import (
    Artifact,
    Audit,
    DatasetVersion,
    Event,
    Finding,
    Measurement,
    ModelVersion,
    PageSession,
    Remark,
    Report,
    Step,
    User,
    Waiver,
)

# The sweep looks every ten minutes for bytes that were stored an hour ago or earlier.
BYTES_GONE_SECONDS = 4200
VERSIONS: dict[str, Any] = {"model": ModelVersion, "dataset": DatasetVersion}
IDENTIFIED: dict[str, Any] = {
    "audit": Audit, "model_version": ModelVersion, "dataset_version": DatasetVersion
}  # fmt: skip
OF_AUDITS: dict[str, Any] = {
    "steps": Step, "measurements": Measurement, "findings": Finding, "reports": Report,
    "events": Event, "waivers": Waiver, "remarks": Remark,
}  # fmt: skip
LATER = ("copies of reports that were downloaded", "backups, until they are thrown away")
STAYS = {
    "person": (
        "the trail: their id, what they did, when and from which address",
        "their id in what they made; it leads to no name any more",
        "keys that they made: they are the organisation's, revoke them where they are theirs alone",
        LATER[1],
    ),
    "organisation": ("its trail, under its id; its name stands there no more than before", *LATER),
}
OTHERWISE = ("the trail: that it was there, who used it and who erased it", *LATER)


@dataclass(frozen=True, slots=True)
class Erasure:
    """What goes with an object. blocked: why it cannot be erased now; None where it can.

    rows: what goes with the confirmation, by kind, with its number. artifacts: SHA-256 of stored
    bytes that nothing else of the organisation names.
    """

    object: str
    kind: str
    name: str
    rows: dict[str, int]
    artifacts: tuple[str, ...]
    size_bytes: int
    blocked: str | None

    @property
    def confirmation(self) -> str:
        """What has to be sent back; another state of things has another."""
        text = json.dumps(asdict(self), sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    def to_json(self, now: float) -> dict[str, Any]:
        """As it is shown, `now` being the moment it is asked or done."""
        by = datetime.fromtimestamp(now + BYTES_GONE_SECONDS, UTC)
        return {
            "object": self.object,
            "kind": self.kind,
            "name": self.name,
            "goes_at_once": self.rows,
            "files": len(self.artifacts),
            "bytes": self.size_bytes,
            "bytes_gone_by": by.isoformat(timespec="seconds").replace("+00:00", "Z"),
            "stays": list(STAYS.get(self.kind, OTHERWISE)),
            "blocked": self.blocked,
            "confirm": None if self.blocked else self.confirmation,
        }


class Erasing:
    """For units of a tenant."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def carry_out(self, object_id: str) -> Erasure:
        """Erase it and say what went. Not committed, it is what would go.

        Raises NoRow; where something still needs it, `blocked` says what, and all stays.
        """
        if is_id(object_id, "user"):
            return self._person(object_id)
        kind, row = self._located(object_id)
        is_audit = kind == "audit"
        name = row.name if is_audit else f"{row.filename} ({row.version})"
        rows = {kind: 1, **(self._counts(object_id) if is_audit else {})}
        named = self._reported(object_id) if is_audit else [row.sha256]
        deleting = Deleting(self._session)
        try:
            if is_audit:
                deleting.audit(object_id)
            else:
                deleting.version(VERSIONS[kind], object_id)
        except IllegalMove as error:
            return Erasure(object_id, kind, name, rows, (), 0, str(error))
        loose = select(Artifact.sha256, Artifact.size_bytes).where(
            Artifact.sha256.in_(named), Artifact.state == "swept"
        )
        result = self._session.execute(loose.order_by(Artifact.sha256))
        gone = {row.sha256: row.size_bytes for row in result}
        return Erasure(object_id, kind, name, rows, tuple(gone), sum(gone.values()), None)

    def _person(self, person: str) -> Erasure:
        row = self._session.scalar(select(User).where(User.id == person))
        if row is None:
            raise NoRow(person)
        signed_in = select(func.count()).where(PageSession.user_id == person)
        rows = {"person": 1, "sessions": self._session.scalar(signed_in) or 0}
        name = row.name
        self._session.delete(row)
        self._session.flush()
        return Erasure(person, "person", name, rows, (), 0, None)

    def _located(self, object_id: str) -> tuple[str, Any]:
        for kind, table in IDENTIFIED.items():
            if is_id(object_id, kind):
                row = self._session.scalar(select(table).where(table.id == object_id))
                if row is not None:
                    return kind.removesuffix("_version"), row
        raise NoRow(object_id)

    def _counts(self, audit_id: str) -> dict[str, int]:
        return {
            name: self._session.scalar(
                select(func.count()).select_from(table).where(table.audit_id == audit_id)
            )
            or 0
            for name, table in OF_AUDITS.items()
        }

    def _reported(self, audit_id: str) -> Sequence[str]:
        row = self._session.scalar(select(Report).where(Report.audit_id == audit_id))
        if row is None:
            return ()
        named = (row.json_sha256, row.article_sha256, row.page_sha256, row.answers_sha256,
                 row.pdf_sha256)  # fmt: skip
        return [sha256 for sha256 in named if sha256 is not None]

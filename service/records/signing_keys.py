"""Public keys that sign reports and trail heads: the present one, former ones, revoked ones."""

import base64
from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from audits.report.trust import CURRENT, FORMER, REVOKED, TrustedKey
from service.records.base import database_now
from service.records.catalog import ignoring
from service.records.errors import NoRow
from service.records.tables import SigningKey


class SigningKeys:
    """For units of EVERYONE: keys are the service's, not a tenant's."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def note(self, fingerprint: str, public: str) -> None:
        """A worker signs with this key; a key not seen before takes the place of the others.

        A key known already changes nothing: a worker that has not heard of a rotation yet must
        not undo it. public: base64.
        """
        if self._session.get(SigningKey, fingerprint) is not None:
            return
        self._session.execute(
            update(SigningKey)
            .where(SigningKey.retired_at.is_(None))
            .values(retired_at=database_now())
            .execution_options(synchronize_session=False)
        )
        self._session.execute(
            ignoring(self._session, SigningKey).values(
                fingerprint=fingerprint, public_key=public, created_at=database_now()
            )
        )

    def all(self) -> Sequence[SigningKey]:
        """Every key, newest first."""
        return self._session.scalars(
            select(SigningKey).order_by(SigningKey.created_at.desc(), SigningKey.fingerprint)
        ).all()

    def trusted(self) -> dict[str, TrustedKey]:
        """Every key as readers of reports are shown it, by fingerprint, newest first."""
        return {row.fingerprint: _shown(row) for row in self.all()}

    def revoke(self, fingerprint: str, reason: str) -> None:
        """Nothing this key signed is believed any more."""
        done = self._session.execute(
            update(SigningKey)
            .where(SigningKey.fingerprint == fingerprint, SigningKey.revoked_at.is_(None))
            .values(revoked_at=database_now(), reason=reason)
            .returning(SigningKey.fingerprint)
            .execution_options(synchronize_session=False)
        ).first()
        if done is None:
            raise NoRow(fingerprint)


def _shown(row: SigningKey) -> TrustedKey:
    status = CURRENT if row.retired_at is None else FORMER
    if row.revoked_at is not None:
        status = REVOKED
    until = row.revoked_at or row.retired_at
    return TrustedKey(
        public=base64.b64decode(row.public_key),
        status=status,
        since=_moment(row.created_at),
        until=None if until is None else _moment(until),
    )


def _moment(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")

"""Files on their way in. The bytes lie in a part file; the row says how many are safe."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from service.identity import new_id
from service.records.base import database_now
from service.records.errors import ConflictingWrite, NoRow
from service.records.tables import Upload


class Uploads:
    """Open, advance, finish, sweep."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def open(self, kind: str, filename: str, **fields: Any) -> Upload:
        """A new upload of a `model` or `dataset`; name, version, size_bytes, sha256 if known."""
        row = Upload(
            id=new_id("upload"),
            kind=kind,
            filename=filename,
            touched_at=self._session.scalar(select(database_now())),
            **fields,
        )
        self._session.add(row)
        self._session.flush()
        return row

    def find(self, upload_id: str) -> Upload:
        """The upload, or NoRow."""
        row = self._session.scalar(select(Upload).where(Upload.id == upload_id))
        if row is None:
            raise NoRow(upload_id)
        return row

    def advance(self, upload_id: str, *, start: int, end: int) -> None:
        """Bytes from `start` to `end` are safe; ConflictingWrite where others wrote meanwhile."""
        self._change(
            upload_id,
            Upload.received_bytes == start,
            received_bytes=end,
            touched_at=database_now(),
        )

    def finish(self, upload_id: str, *, version_id: str) -> None:
        """The upload became this version."""
        self._change(upload_id, state="finished", version_id=version_id)

    def give_up(self, upload_id: str) -> None:
        """Nobody goes on with it; ConflictingWrite where it is not open any more."""
        self._change(upload_id, state="swept")

    def _change(self, upload_id: str, *conditions: Any, **values: Any) -> None:
        row = self._session.execute(
            update(Upload)
            .where(Upload.id == upload_id, Upload.state == "open", *conditions)
            .values(**values)
            .returning(Upload.id)
        ).one_or_none()
        if row is None:
            raise ConflictingWrite(f"{upload_id} is not open, or is at another offset")

    def sweep(self, *, older_than_seconds: float) -> Sequence[str]:
        """Give up uploads that nobody goes on with; their parts are to be removed."""
        return self._session.scalars(
            update(Upload)
            .where(
                Upload.state == "open",
                Upload.touched_at < database_now() - older_than_seconds,
            )
            .values(state="swept")
            .returning(Upload.id)
            .execution_options(synchronize_session=False)
        ).all()

    def open_ids(self) -> frozenset[str]:
        """Uploads whose part files are still wanted."""
        return frozenset(self._session.scalars(select(Upload.id).where(Upload.state == "open")))

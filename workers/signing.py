"""The keys this worker signs with, made known to the database so that readers find them."""

import base64
import threading
from pathlib import Path

from audits.report.signing import fingerprint_of, public_key, signing_key
from service.records.unit_of_work import EVERYONE, Records


class SigningKeys:
    """The key in the file, read anew each time, so that a rotation needs no restart.

    path: of the private key. What a report names as its signer signs it, even where the key was
    rotated while the report was drawn.
    """

    def __init__(self, path: Path, records: Records) -> None:
        self._path, self._records = path, records
        self._known: dict[str, bytes] = {}
        self._one_at_a_time = threading.Lock()

    def current(self) -> bytes:
        """The 32 private bytes; their public half stands in the database."""
        key = signing_key(self._path)
        public = public_key(key)
        name = fingerprint_of(public)
        with self._one_at_a_time:
            if name not in self._known:
                with self._records.writing(EVERYONE) as unit:
                    unit.signing_keys.note(name, base64.b64encode(public).decode())
                    unit.commit()
                self._known[name] = key
        return key

    def named(self, fingerprint: str) -> bytes:
        """The key of this name, if this worker has read it; else the present one."""
        return self._known.get(fingerprint) or self.current()

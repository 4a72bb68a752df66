"""A table in an encoding that its sender names, as UTF-8 while it comes in.

What is stored is UTF-8, so that the inspection and every audit read the same text.
"""

import codecs
import hashlib

from audits.errors import Problem
from audits.specification.table_encodings import EXAMPLES, canonical
from service.artifacts import OtherBytes, Source
from service.errors import Invalid

_CHUNK = 1 << 20
# gzip, zip and Parquet hold no text whose encoding anybody could state.
_PACKED = (b"\x1f\x8b", b"PK\x03\x04", b"PAR1")


class Recoded:
    """Reads as UTF-8 what `source` holds in another encoding.

    sha256: of the bytes as they are sent, checked at their end.
    """

    def __init__(self, source: Source, encoding: str, sha256: str | None = None) -> None:
        name = canonical(encoding)
        if name is None:
            raise _refused(
                f"{encoding!r} is no known encoding", f"give for example {EXAMPLES}", "invalid"
            )
        self._source, self._name, self._announced = source, name, sha256
        self._decoder = codecs.getincrementaldecoder(name)()
        self._digest = hashlib.sha256()
        self._text = b""
        self._begun = self._ended = False

    def read(self, size: int = -1, /) -> bytes:
        """At most `size` bytes of UTF-8; empty at the end."""
        while not self._ended and (size < 0 or len(self._text) < size):
            self._more()
        end = len(self._text) if size < 0 else size
        given, self._text = self._text[:end], self._text[end:]
        return given

    def _more(self) -> None:
        raw = self._source.read(_CHUNK)
        if not self._begun and raw.startswith(_PACKED):
            raise _refused(
                "the table is packed, and its encoding cannot be changed",
                "send it unpacked, or as UTF-8 without `encoding`", "does_not_fit",
            )  # fmt: skip
        self._begun, self._ended = True, not raw
        self._digest.update(raw)
        try:
            text = self._decoder.decode(raw, final=self._ended)
        except UnicodeError as error:
            raise _refused(
                f"the file is not readable as {self._name}",
                "name another encoding, or save the table as UTF-8", "bad_encoding",
            ) from error  # fmt: skip
        self._text += text.encode("utf-8")
        if self._ended and self._announced not in (None, self._digest.hexdigest()):
            raise OtherBytes(f"the bytes have the SHA-256 {self._digest.hexdigest()}")


def _refused(reason: str, remedy: str, code: str) -> Invalid:
    return Invalid(problems=[Problem("encoding", reason, remedy, code)], code=code)

"""A table in an encoding that the document names, as UTF-8 before it is uploaded.

A service looks into a table when it comes, before any document says how to read it.
"""

import codecs
import gzip
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from audits.errors import Refused

_PACKED, _ZIP = b"\x1f\x8b", b"PK\x03\x04"


@contextmanager
def as_utf8(path: Path, encoding: str | None) -> Iterator[Path]:
    """The path itself where nothing is stated, else a copy in UTF-8 that lives as long as this.

    Raises `Refused` where the bytes are not in this encoding, or are not one table of text.
    """
    if encoding is None:
        yield path
        return
    with TemporaryDirectory(prefix="evenhand-") as folder:
        found = Path(folder) / path.name.removesuffix(".gz")
        try:
            with path.open("rb") as file:
                start = file.read(4)
            if start == _ZIP:
                raise Refused.because(
                    "dataset.encoding", "the table lies in a zip, which is uploaded as it is",
                    "save the table in it as UTF-8, and leave `encoding` out", "does_not_fit",
                )  # fmt: skip
            opener = gzip.open if start.startswith(_PACKED) else open
            with opener(path, "rb") as raw, found.open("w", encoding="utf-8", newline="") as out:
                shutil.copyfileobj(codecs.getreader(encoding)(raw), out)
        except UnicodeError as error:
            raise Refused.because(
                "dataset.encoding", f"{path.name} is not readable as {encoding}",
                "name another encoding, or save the table as UTF-8", "bad_encoding",
            ) from error  # fmt: skip
        except OSError as error:
            raise Refused.because(
                "dataset.path", f"{path.name} cannot be read: {error.strerror}", "check the path",
                "not_found",
            ) from error  # fmt: skip
        yield found

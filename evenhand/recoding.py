"""A table as a service reads it: one file, and text in UTF-8, before it is uploaded.

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

    Of a folder of Parquet files it is one file of all of them.

    Raises `Refused` where the bytes are not in this encoding, or are not one table of text.
    """
    if path.is_dir():
        with TemporaryDirectory(prefix="evenhand-") as folder:
            yield _as_one(path, Path(folder))
        return
    if encoding is None:
        yield path
        return
    with TemporaryDirectory(prefix="evenhand-") as folder:
        unpacked = Path(folder) / path.name.removesuffix(".gz")
        try:
            with path.open("rb") as file:
                start = file.read(4)
            if start == _ZIP:
                raise Refused.because(
                    "dataset.encoding", "the table lies in a zip, which is uploaded as it is",
                    "save the table in it as UTF-8, and leave `encoding` out", "does_not_fit",
                )  # fmt: skip
            opener = gzip.open if start.startswith(_PACKED) else open
            with opener(path, "rb") as raw, unpacked.open("w", encoding="utf-8", newline="") as out:
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
        yield unpacked


def _as_one(path: Path, folder: Path) -> Path:
    """A folder of Parquet files as one; raises `Refused` where there are none."""
    try:
        import pyarrow.parquet as pq

        from audits.data.reading.parquet_folder import in_one
    except ImportError as error:
        raise Refused.because(
            "dataset.path", f"{path.name} is a folder, and joining its files needs pyarrow",
            "install evenhand[cpu] (from a clone: pip install '.[cpu]'), or write one file",
            "needs_models",
        ) from error  # fmt: skip
    target = folder / f"{path.name}.parquet"
    schema, batches = in_one(path)
    with pq.ParquetWriter(target, schema, compression="zstd") as writer:
        for batch in batches:
            writer.write_batch(batch)
    return target

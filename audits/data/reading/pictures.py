"""A zip of images with a table: pictures stay in the zip until a batch needs them."""

import io
import struct
import threading
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from audits.archives import MOST_PICTURES
from audits.data.pixels import as_8_bits, from_16_bits
from audits.data.reading.delimited import open_delimited
from audits.data.reading.encodings import recoded
from audits.data.reading.jsonlines import open_jsonlines
from audits.data.reading.parquet import open_parquet
from audits.data.reading.table import Pictures, Table, bad
from audits.errors import Problem, Refused

SUFFIXES = frozenset({".png", ".jpg", ".jpeg", ".bmp", ".gif", ".tif", ".tiff", ".webp", ".ppm"})
_FORMATS = ("PNG", "JPEG", "BMP", "GIF", "TIFF", "WEBP", "PPM")
_TABLES = {".csv", ".jsonl", ".ndjson", ".parquet"}
_PICTURE_BYTES = 64 << 20
_PICTURE_PIXELS = 50_000_000
_TABLE_BYTES = 1 << 30
_CANNOT_READ = (
    zipfile.BadZipFile, OSError, ValueError, SyntaxError, EOFError, RuntimeError,
    NotImplementedError, KeyError, IndexError, struct.error, zlib.error,
)  # fmt: skip


class ZipPictures(Pictures):
    """Pictures by their name in a zip; nothing is ever unpacked to disk."""

    def __init__(self, path: Path, folder: str) -> None:
        self._zip = zipfile.ZipFile(path)
        self._names = frozenset(self._zip.namelist())
        self._folder = folder
        self._lock = threading.Lock()  # a ZipFile shares one file position

    def find(self, name: str) -> str | None:
        """The member a table's cell means: beside the table, or from the top of the zip."""
        for candidate in (f"{self._folder}{name}", name):
            if candidate in self._names and PurePosixPath(name).suffix.lower() in SUFFIXES:
                return candidate
        return None

    def decode(self, name: str) -> NDArray[np.uint8]:
        """Shape (height, width, 3), RGB. Raises `Refused` naming a picture that is damaged."""
        return as_8_bits(self.exact(name))

    def exact(self, name: str) -> NDArray[Any]:
        """The picture of this name, shape (height, width, 3), uint8.

        A grey picture of 16 bits is float32 of 0 to 255, with its fractions. One that is not in the
        zip, cannot be decoded, is too large or does not say its black and white is `Refused`.
        """
        from PIL import Image, ImageFile

        member = self.find(name)
        if member is None:
            raise _bad_picture(name, "is not in the zip")
        try:
            # What draws PDFs asks Pillow, for the whole process, to fill up what is cut off.
            ImageFile.LOAD_TRUNCATED_IMAGES = False
            with Image.open(io.BytesIO(self._read(member)), formats=_FORMATS) as picture:
                if picture.width * picture.height > _PICTURE_PIXELS:
                    raise _bad_picture(
                        name, f"has {picture.width} x {picture.height} pixels", "too_large"
                    )
                if picture.mode.startswith("I;16") or (
                    picture.mode == "I" and picture.format == "PNG"
                ):
                    return from_16_bits(np.asarray(picture))
                if picture.mode in ("I", "F"):
                    raise _bad_picture(
                        name,
                        "has numbers of 32 bits, whose black and white the file does not say",
                        "bad_image",
                        "save it with 16 bits a pixel, 0 black and 65535 white",
                    )
                return np.asarray(picture.convert("RGB"), dtype=np.uint8)
        except (*_CANNOT_READ, Image.DecompressionBombError) as error:
            raise _bad_picture(name, f"cannot be decoded ({type(error).__name__})") from error

    def read(self, name: str) -> bytes:
        """The file as it was given: what it says of itself. Raises `Refused` naming it."""
        member = self.find(name)
        if member is None:
            raise _bad_picture(name, "is not in the zip")
        try:
            return self._read(member)
        except _CANNOT_READ as error:
            raise _bad_picture(name, f"cannot be read ({type(error).__name__})") from error

    def _read(self, member: str) -> bytes:
        with self._lock, self._zip.open(member) as file:
            content = file.read(_PICTURE_BYTES + 1)
        if len(content) > _PICTURE_BYTES:
            raise ValueError("too many bytes")
        return content


def _bad_picture(
    name: str, reason: str, code: str = "bad_image", remedy: str = "replace or leave it out"
) -> Refused:
    return Refused((Problem(f"dataset.images.{name}", reason, remedy, code),))


def open_pictures(path: Path, encoding: str | None = None) -> Table:
    """The table inside a zip, with the pictures beside it.

    encoding: of the table. A zip that cannot be read, has too many members, or not exactly one
    table, is `Refused`, with a code for each.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
    except _CANNOT_READ as error:
        raise bad("not a readable zip", "pack the folder again", "bad_zip") from error
    if len(members) > MOST_PICTURES:
        raise bad(f"{len(members)} members", f"pack at most {MOST_PICTURES}", "too_many_members")
    names = [member.filename for member in members]
    if len(set(names)) < len(names):
        raise bad("two members have the same name", "pack the folder again", "duplicate_member")
    if "[Content_Types].xml" in names:
        raise bad("a spreadsheet, not a table", "save it as CSV in UTF-8", "unknown_format")
    tables = [
        member
        for member in members
        if PurePosixPath(member.filename).suffix.lower() in _TABLES
        and not member.filename.startswith("__MACOSX/")
    ]
    if len(tables) != 1:
        names_shown = ", ".join(member.filename for member in tables[:5]) or "none"
        raise bad(
            f"a zip of images needs exactly one table, this one has: {names_shown}",
            "put one csv, jsonl or parquet file beside the images, with a column of their names",
            "no_table" if not tables else "two_tables",
        )
    (table,) = tables
    if table.flag_bits & 1:
        raise bad("the zip is encrypted", "pack it without a password", "encrypted")
    if table.file_size > _TABLE_BYTES:
        raise bad(
            f"the table inflates to {table.file_size} bytes", "pack a smaller one", "too_large"
        )
    name = PurePosixPath(table.filename)
    parent = "" if str(name.parent) == "." else f"{name.parent}/"
    return Table(
        "images",
        (opened := _open_member(path, table.filename, encoding)).names,
        opened.batches,
        opened.rows,
        ZipPictures(path, parent),
    )


def _open_member(path: Path, member: str, encoding: str | None) -> Table:
    # Read whole: a table of image names is small, and every parser wants to seek.
    with zipfile.ZipFile(path) as archive:
        try:
            with archive.open(member) as file:
                content = file.read(_TABLE_BYTES + 1)
        except _CANNOT_READ as error:
            raise bad(f"{member} cannot be unpacked", "pack the folder again", "bad_zip") from error
    if len(content) > _TABLE_BYTES:
        raise bad("the table inflates to too many bytes", "pack a smaller one", "too_large")
    plain: Callable[[], BinaryIO] = lambda: io.BytesIO(content)  # noqa: E731
    opened = recoded(plain, encoding)
    match PurePosixPath(member).suffix.lower():
        case ".csv":
            return open_delimited(opened)
        case ".parquet":
            return open_parquet(plain())
        case _:
            return open_jsonlines(opened)

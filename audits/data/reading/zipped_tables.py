"""A zip that holds a table and the files that its rows name: pictures, sounds."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from audits.archives import MOST_PICTURES
from audits.data.reading.delimited import open_delimited
from audits.data.reading.encodings import recoded
from audits.data.reading.jsonlines import open_jsonlines
from audits.data.reading.parquet import open_parquet
from audits.data.reading.pictures import ZipPictures
from audits.data.reading.table import Table, bad
from audits.data.reading.waveforms import ZipSounds
from audits.data.reading.zip_members import CANNOT_READ

_TABLES = {".csv", ".jsonl", ".ndjson", ".parquet"}
_TABLE_BYTES = 1 << 30


def open_zipped(path: Path, encoding: str | None = None) -> Table:
    """The table inside a zip, with the pictures and the sounds beside it.

    encoding: of the table. A zip that cannot be read, has too many members, or not exactly one
    table, is `Refused`, with a code for each.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
    except CANNOT_READ as error:
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
            f"a zip of images or sounds needs exactly one table, this one has: {names_shown}",
            "put one csv, jsonl or parquet file beside the files, with a column of their names",
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
        ZipSounds(path, parent),
    )


def _open_member(path: Path, member: str, encoding: str | None) -> Table:
    # Read whole: a table of file names is small, and every parser wants to seek.
    with zipfile.ZipFile(path) as archive:
        try:
            with archive.open(member) as file:
                content = file.read(_TABLE_BYTES + 1)
        except CANNOT_READ as error:
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

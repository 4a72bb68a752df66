"""Archives unpacked safely: plain files and folders only, within a budget.

Written out rather than left to `zipfile` and `tarfile`, whose extraction follows links and trusts
the sizes that an archive claims. Names and kinds of all entries are checked before the first byte
is written; bytes are counted as they inflate.
"""

import stat
import tarfile
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path, PurePath, PurePosixPath
from typing import IO, Protocol

from audits.errors import Refused

# Inflated bytes over packed ones, past those that are free: tables and weights never reach it.
MOST_RATIO, FREE_BYTES = 200, 64 << 20
# Of a folder of a model; and of pictures, which are many and small, and are not unpacked to disk.
MOST_ENTRIES, MOST_PICTURES = 50_000, 2_000_000
_CHUNK_BYTES = 1 << 20
BIDIRECTIONAL = {"\u202a", "\u202b", "\u202c", "\u202d", "\u202e", "\u2066", "\u2067", "\u2068",
                  "\u2069", "\u200e", "\u200f"}  # fmt: skip
# Endings of archives and compressed files; and of what was packed in one.
_PACKED = {".tar", ".zip", ".gz", ".tgz", ".bz2", ".tbz2", ".xz", ".txz", ".zst"}
_WRITTEN = {".onnx", ".csv", ".tsv", ".parquet", ".jsonl", ".json", ".txt", ".xlsx"}
_BOOKKEEPING = {".DS_Store", "Thumbs.db", "desktop.ini"}
_CANNOT_READ = (
    zipfile.BadZipFile, tarfile.TarError, zlib.error, EOFError, OSError, RuntimeError,
    NotImplementedError, ValueError, KeyError, IndexError, OverflowError,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Budget:
    """What an archive may become. ratio: inflated bytes over the archive's own, past `free`."""

    inflated_bytes: int = 20 << 30
    entries: int = MOST_ENTRIES
    depth: int = 12
    ratio: int = MOST_RATIO
    free_bytes: int = FREE_BYTES
    name_bytes: int = 255

    def most_bytes(self, packed: int) -> int:
        """What an archive of so many bytes may become at most."""
        return min(self.inflated_bytes, self.free_bytes + self.ratio * packed)


@dataclass(frozen=True)
class _Entry:
    name: str
    is_folder: bool
    size: int
    member: object


class _Reader(Protocol):
    def entries(self) -> Iterator[_Entry]: ...

    def open(self, entry: _Entry) -> IO[bytes]: ...


def is_archive(start: bytes) -> bool:
    """Whether a file that starts so is a zip, a tar or a compressed tar."""
    return start.startswith((b"PK\x03\x04", b"\x1f\x8b")) or start[257:262] == b"ustar"


def family_name(filename: str, *, is_folder: bool = False) -> str:
    """What a file or folder is called without what says how it is written.

    `model.tar.gz` and `model.onnx.tar` are `model`; a folder keeps its dots (`marian-0.5`).
    """
    path = PurePath(filename)
    if is_folder:
        return path.name
    if path.suffix.lower() not in _PACKED:
        return path.stem
    while path.suffix.lower() in _PACKED and path.stem:
        path = path.with_suffix("")
    return path.stem if path.suffix.lower() in _WRITTEN else path.name


def extract(archive: Path, into: Path, budget: Budget | None = None) -> None:
    """Unpack into an existing empty folder; raises `Refused` (field `archive`) and leaves scraps.

    The caller owns `into` and removes it; nothing is ever written outside. What a system keeps for
    itself (`__MACOSX`) is checked like the rest and not written.
    """
    budget = budget or Budget()
    try:
        with archive.open("rb") as file:
            start = file.read(4)
        if start.startswith(b"PK"):
            with zipfile.ZipFile(archive) as opened:
                _unpack(_Zip(opened), archive, into, budget)
        else:
            _limit_tar(archive, budget)
            with tarfile.open(archive, "r:*") as opened_tar:
                _unpack(_Tar(opened_tar), archive, into, budget)
    except _CANNOT_READ as error:
        raise _refusal(f"cannot be unpacked ({type(error).__name__})", "bad_archive") from error


def _unpack(reader: _Reader, archive: Path, into: Path, budget: Budget) -> None:
    entries = []
    for entry in reader.entries():
        entries.append(entry)
        if len(entries) > budget.entries:
            raise _refusal(f"has more than {budget.entries} entries", "too_many_entries")
    seen: dict[str, bool] = {}
    for entry in entries:
        _check_name(entry, budget)
        _check_collisions(entry, seen)
    most = budget.most_bytes(archive.stat().st_size)
    if sum(entry.size for entry in entries) > most:
        raise _refusal(f"inflates to more than {most} bytes", "bomb")
    left = most
    for entry in entries:
        target = into / entry.name
        if is_bookkeeping(entry.name):
            continue
        if entry.is_folder:
            target.mkdir(parents=True, exist_ok=True)
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        with reader.open(entry) as source, target.open("xb") as out:
            while chunk := source.read(_CHUNK_BYTES):
                left -= len(chunk)
                if left < 0:
                    raise _refusal(f"inflates to more than {most} bytes", "bomb")
                out.write(chunk)


def is_bookkeeping(name: str) -> bool:
    """Whether macOS or Windows put it there for itself: `__MACOSX/...`, `._x`, `.DS_Store`."""
    parts = PurePosixPath(name).parts
    return "__MACOSX" in parts or parts[-1].startswith("._") or parts[-1] in _BOOKKEEPING


def _check_name(entry: _Entry, budget: Budget) -> None:
    name = entry.name
    parts = PurePosixPath(name).parts
    if not name or name.startswith("/") or ".." in parts or "\\" in name or ":" in name:
        raise _refusal(f"names {name[:80]!r}, which leaves the folder", "unsafe_name")
    if any(unicodedata.category(mark) == "Cc" or mark in BIDIRECTIONAL for mark in name):
        raise _refusal(f"names {name[:80]!r}, with characters that hide", "unsafe_name")
    if any("\ud800" <= mark <= "\udfff" for mark in name):
        raise _refusal("has a name that is not UTF-8", "unsafe_name")
    if len(parts) > budget.depth or any(len(p.encode()) > budget.name_bytes for p in parts):
        raise _refusal(f"nests or names {name[:80]!r} too deep or long", "too_deep")


def _check_collisions(entry: _Entry, seen: dict[str, bool]) -> None:
    """Two names that some file system takes for one, or a file where a folder must be."""
    path = PurePosixPath(entry.name)
    key = unicodedata.normalize("NFC", str(path)).casefold()
    if key in seen and not (entry.is_folder and seen[key]):
        raise _refusal(f"names {entry.name[:80]!r} twice", "colliding_names")
    seen[key] = entry.is_folder
    for parent in path.parents:
        above = unicodedata.normalize("NFC", str(parent)).casefold()
        if above != "." and not seen.setdefault(above, True):
            raise _refusal(f"has {above[:80]!r} as file and folder", "colliding_names")


class _Zip:
    def __init__(self, opened: zipfile.ZipFile) -> None:
        self._opened = opened

    def entries(self) -> Iterator[_Entry]:
        spans = []
        for item in self._opened.infolist():
            kind = stat.S_IFMT(item.external_attr >> 16)
            if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
                raise _refusal(f"holds {item.filename[:80]!r}, no plain file", "special_file")
            if item.flag_bits & 1:
                raise _refusal("is encrypted", "encrypted")
            spans.append((item.header_offset, item.header_offset + item.compress_size))
            yield _Entry(item.filename.rstrip("/"), item.is_dir(), item.file_size, item)
        spans.sort()
        if any(first[1] > second[0] for first, second in pairwise(spans)):
            raise _refusal("has entries that overlap", "overlapping_entries")

    def open(self, entry: _Entry) -> IO[bytes]:
        assert isinstance(entry.member, zipfile.ZipInfo)
        return self._opened.open(entry.member)


class _Tar:
    def __init__(self, opened: tarfile.TarFile) -> None:
        self._opened = opened

    def entries(self) -> Iterator[_Entry]:
        for item in self._opened:
            if not (item.isreg() or item.isdir()) or item.issparse():
                raise _refusal(f"holds {item.name[:80]!r}, no plain file", "special_file")
            name = item.name.removeprefix("./").rstrip("/")
            if name in ("", "."):
                continue
            yield _Entry(name, item.isdir(), item.size, item)

    def open(self, entry: _Entry) -> IO[bytes]:
        assert isinstance(entry.member, tarfile.TarInfo)
        stream = self._opened.extractfile(entry.member)
        if stream is None:
            raise _refusal(f"holds {entry.name[:80]!r}, no plain file", "special_file")
        return stream


def _limit_tar(archive: Path, budget: Budget) -> None:
    """Listing a compressed tar inflates all of it: count its bytes before anything else."""
    with archive.open("rb") as file:
        if file.read(2) != b"\x1f\x8b":
            return
    most = budget.most_bytes(archive.stat().st_size)
    inflater = zlib.decompressobj(wbits=31)
    total = 0
    with archive.open("rb") as file:
        while chunk := file.read(_CHUNK_BYTES):
            while chunk:
                total += len(inflater.decompress(chunk, _CHUNK_BYTES))
                if total > most:
                    raise _refusal(f"inflates to more than {most} bytes", "bomb")
                chunk = inflater.unconsumed_tail
                if inflater.eof and inflater.unused_data.strip(b"\0"):
                    chunk, inflater = inflater.unused_data, zlib.decompressobj(wbits=31)
    if not inflater.eof:
        raise _refusal("is cut off", "bad_archive")


def _refusal(reason: str, code: str) -> Refused:
    return Refused.because(
        "archive", f"the archive {reason}", "pack a folder of plain files again", code
    )

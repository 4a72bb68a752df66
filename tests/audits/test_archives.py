"""Archives that want more than a folder of plain files."""

import io
import stat
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from audits.archives import Budget, extract, family_name
from audits.errors import Refused


def zip_with(*names: str, content: bytes = b"x", mode: int = 0, flag: int = 0) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as packed:
        for name in names:
            entry = zipfile.ZipInfo(name)
            entry.external_attr = mode << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr("warnings.warn", lambda *_, **__: None)
                packed.writestr(entry, content)
    found = held.getvalue()
    if flag:
        place = found.index(b"PK\x01\x02") + 8
        found = found[:place] + bytes([flag]) + found[place + 1 :]
    return found


def tar_with(*entries: tuple[str, bytes, str], mode: str = "w:gz") -> bytes:
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode=mode) as packed:  # type: ignore[call-overload]
        for name, kind, link in entries:
            entry = tarfile.TarInfo(name)
            entry.type, entry.linkname = kind, link
            entry.size = 1 if kind == tarfile.REGTYPE else 0
            packed.addfile(entry, io.BytesIO(b"x"))
    return held.getvalue()


def overlapping() -> bytes:
    """Two directory entries for one stretch of bytes."""
    found = bytearray(zip_with("a.txt", "b.txt"))
    first = found.index(b"PK\x01\x02")
    second = found.index(b"PK\x01\x02", first + 4)
    found[second + 42 : second + 46] = found[first + 42 : first + 46]
    return bytes(found)


def lying() -> bytes:
    """Says that a megabyte of zeros is one byte long."""
    found = bytearray(zip_with("a.txt", content=bytes(200 << 20)))
    place = found.index(b"PK\x01\x02")
    found[place + 24 : place + 28] = (1).to_bytes(4, "little")
    return bytes(found)


R, S, H, C = tarfile.REGTYPE, tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE
CORPUS: dict[str, tuple[Callable[[], bytes], str | None]] = {
    "zip up": (lambda: zip_with("../up.txt"), "unsafe_name"),
    "zip absolute": (lambda: zip_with("/tmp/up.txt"), "unsafe_name"),
    "zip backslash": (lambda: zip_with("..\\up.txt"), "unsafe_name"),
    "zip drive": (lambda: zip_with("C:/up.txt"), "unsafe_name"),
    "zip symlink": (lambda: zip_with("link", mode=stat.S_IFLNK | 0o777), "special_file"),
    "zip device": (lambda: zip_with("dev", mode=stat.S_IFCHR | 0o666), "special_file"),
    "zip same": (lambda: zip_with("a.txt", "a.txt"), "colliding_names"),
    "zip case": (lambda: zip_with("a.txt", "A.TXT"), "colliding_names"),
    "zip file as folder": (lambda: zip_with("a", "a/b.txt"), "colliding_names"),
    "zip bidirectional": (lambda: zip_with("a\u202etxt.exe"), "unsafe_name"),
    "zip control": (lambda: zip_with("a\nb.txt"), "unsafe_name"),
    "zip bomb": (lambda: zip_with("a", content=bytes(200 << 20)), "bomb"),
    "zip lies": (lying, None),
    "zip overlaps": (overlapping, None),
    "zip encrypted": (lambda: zip_with("a", flag=1), "encrypted"),
    "zip deep": (lambda: zip_with("/".join("abcdefghijklmnop")), "too_deep"),
    "zip cut": (lambda: zip_with("a.txt")[:-10], "bad_archive"),
    "tar up": (lambda: tar_with(("../up.txt", R, "")), "unsafe_name"),
    "tar absolute": (lambda: tar_with(("/tmp/up.txt", R, "")), "unsafe_name"),
    "tar symlink": (lambda: tar_with(("l", S, "/tmp"), ("l/up.txt", R, "")), "special_file"),
    "tar hardlink": (lambda: tar_with(("l", H, "/etc/passwd")), "special_file"),
    "tar device": (lambda: tar_with(("d", C, "")), "special_file"),
    "tar twice": (lambda: tar_with(("a", R, ""), ("a", R, "")), "colliding_names"),
    "tar cut": (lambda: tar_with(("a", R, ""))[:-12], None),
    "no archive": (lambda: b"PK\x03\x04 no", "bad_archive"),
}


@pytest.mark.parametrize("name", CORPUS)
def test_a_hostile_archive_is_refused_and_nothing_leaves_the_folder(
    tmp_path: Path, name: str
) -> None:
    make, code = CORPUS[name]
    (tmp_path / "into").mkdir()
    (tmp_path / "archive").write_bytes(make())
    with pytest.raises(Refused) as refusal:
        extract(tmp_path / "archive", tmp_path / "into")
    assert code in (None, refusal.value.problems[0].code), refusal.value
    assert {path.name for path in tmp_path.iterdir()} == {"into", "archive"}


def test_too_many_entries_are_refused(tmp_path: Path) -> None:
    (tmp_path / "into").mkdir()
    (tmp_path / "a").write_bytes(zip_with(*(f"{i}" for i in range(50))))
    with pytest.raises(Refused, match="more than 20 entries"):
        extract(tmp_path / "a", tmp_path / "into", Budget(entries=20))


@pytest.mark.parametrize("mode", ["w", "w:gz"])
def test_an_honest_archive_is_unpacked_whole(tmp_path: Path, mode: str) -> None:
    into = tmp_path / "into"
    into.mkdir()
    D = tarfile.DIRTYPE  # noqa: N806 (one letter beside R, S, H, C)
    entries = [("./m", D, ""), ("./m/a.txt", R, ""), ("m/sub/b.txt", R, "")]
    (tmp_path / "t").write_bytes(tar_with(*entries, mode=mode))
    extract(tmp_path / "t", into)
    found = sorted(path.relative_to(into).as_posix() for path in into.rglob("*.txt"))
    assert found == ["m/a.txt", "m/sub/b.txt"]
    assert not any(path.stat().st_mode & stat.S_ISUID for path in into.rglob("*"))


@pytest.mark.parametrize("pack", ["zip", "tar"])
def test_what_a_system_keeps_for_itself_is_not_written(tmp_path: Path, pack: str) -> None:
    """As the Finder packs a folder `m` of one file, as `tar` of macOS does, and as Windows."""
    names = ["m/a.onnx", "__MACOSX/._m", "__MACOSX/m/._a.onnx", "m/._a.onnx", "m/.DS_Store",
             "m/Thumbs.db", "m/desktop.ini"]  # fmt: skip
    packed = zip_with(*names) if pack == "zip" else tar_with(*((name, R, "") for name in names))
    (tmp_path / "a").write_bytes(packed)
    into = tmp_path / "into"
    into.mkdir()
    extract(tmp_path / "a", into)
    assert [p.relative_to(into).as_posix() for p in into.rglob("*") if p.is_file()] == ["m/a.onnx"]


def test_what_a_system_keeps_for_itself_may_not_leave_the_folder(tmp_path: Path) -> None:
    (tmp_path / "into").mkdir()
    (tmp_path / "a").write_bytes(zip_with("__MACOSX/../../up.txt"))
    with pytest.raises(Refused, match="leaves the folder"):
        extract(tmp_path / "a", tmp_path / "into")


@pytest.mark.parametrize(
    ("filename", "name"),
    [
        ("model.onnx", "model"),
        ("model.tar.gz", "model"),
        ("model.onnx.tar", "model"),
        ("MODEL.TGZ", "MODEL"),
        ("people.csv", "people"),
        ("people.csv.gz", "people"),
        ("people.2026.csv", "people.2026"),
        ("marian-0.5.tar", "marian-0.5"),
        ("marian-0.5.zip", "marian-0.5"),
        ("weights.bin", "weights"),
        ("folder/model.tar.xz", "model"),
        (".tar", ".tar"),
    ],
)
def test_a_file_is_called_by_its_stem_whatever_packed_it(filename, name):
    assert family_name(filename) == name


def test_a_folder_keeps_its_dots():
    assert family_name("models/marian-0.5", is_folder=True) == "marian-0.5"

"""Bad images in a zip: named, never trusted, never unpacked to disk."""

import io
import struct
import zipfile
import zlib
from pathlib import Path

import pytest
from PIL import Image, PngImagePlugin

from audits.errors import Refused
from audits.specification.document import ColumnSpec
from tests.reading import read_planned


def png_of_size(width: int, height: int) -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack("!I", len(body)) + kind + body + struct.pack("!I", zlib.crc32(kind + body))
        )

    head = struct.pack("!IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", b"") + chunk(b"IEND", b"")


def text_bomb() -> bytes:
    notes = PngImagePlugin.PngInfo()
    notes.add_text("note", "x" * (80 << 20), zip=True)
    held = io.BytesIO()
    Image.new("L", (2, 2)).save(held, "PNG", pnginfo=notes)
    return held.getvalue()


BAD = {
    "900 megapixels": png_of_size(30_000, 30_000),
    "svg": b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>",
    "eps": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
    "cut": png_of_size(4, 4)[:30],
    "text bomb": text_bomb,
    "nothing": b"",
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_image_is_refused_by_name(tmp_path: Path, name: str) -> None:
    path = tmp_path / "set.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("t.csv", "file,y\na.png,1\n")
        picture = BAD[name]
        packed.writestr("a.png", picture() if callable(picture) else picture)
    data = read_planned(path, {"file": ColumnSpec(role="feature", kind="image")})
    with pytest.raises(Refused) as refusal:
        data.features(["file"], slice(None))
    assert refusal.value.problems[0].field == "dataset.images.a.png"


@pytest.mark.parametrize("name", ["../a.png", "/etc/passwd", "a.txt", "lost.png"])
def test_a_name_outside_the_zip_is_refused(tmp_path: Path, name: str) -> None:
    path = tmp_path / "set.zip"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("t.csv", f"file,y\n{name},1\n")
        packed.writestr("a.txt", "text")
    with pytest.raises(Refused) as refusal:
        read_planned(path, {"file": ColumnSpec(role="feature", kind="image")})
    assert refusal.value.problems[0].code == "lost_images"

"""Pictures beside a table: found by name, decoded as Pillow decodes them, refused by name."""

import io
import struct
import zipfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageFile, ImageOps

from audits.data.reading import pictures
from audits.data.reading.pictures import ZipPictures
from audits.errors import Refused

DRAW = np.random.default_rng(5)
COLOURS = DRAW.integers(0, 256, (5, 7, 3)).astype(np.uint8)


def encoded(picture, form="PNG", **options):
    held = io.BytesIO()
    picture.save(held, form, **options)
    return held.getvalue()


def packed(path, members):
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def test_a_picture_lies_beside_the_table_or_at_its_own_path(tmp_path: Path) -> None:
    own, other = encoded(Image.new("RGB", (1, 1), 9)), encoded(Image.new("RGB", (2, 1), 9))
    path = packed(tmp_path / "t.zip", {
        "set/t.csv": "file,y\na.png,1\n", "set/a.png": own, "a.png": other, "b/c.png": other,
        "set/notes.txt": "no picture",
    })  # fmt: skip
    found = ZipPictures(path, "set/")
    assert found.find("a.png") == "set/a.png"
    assert found.find("b/c.png") == "b/c.png"
    assert found.find("notes.txt") is found.find("lost.png") is None
    assert found.decode("a.png").shape == (1, 1, 3)


@pytest.mark.parametrize(
    ("form", "mode"),
    [("PNG", "RGB"), ("PNG", "L"), ("PNG", "P"), ("PNG", "RGBA"), ("PNG", "1"), ("BMP", "RGB"),
     ("TIFF", "RGB"), ("GIF", "P"), ("PPM", "RGB"), ("WEBP", "RGB")],
)  # fmt: skip
def test_pictures_are_what_pillow_makes_of_them(tmp_path: Path, form: str, mode: str) -> None:
    options = {"lossless": True} if form == "WEBP" else {}
    content = encoded(Image.fromarray(COLOURS).convert(mode), form, **options)
    name = f"a.{form.lower()}"
    held = ZipPictures(packed(tmp_path / "t.zip", {name: content}), "")
    expected = np.asarray(Image.open(io.BytesIO(content)).convert("RGB"))
    np.testing.assert_array_equal(held.decode(name), expected)
    assert held.size(name) == expected.shape[1::-1]
    assert held.read(name) == content


@pytest.mark.parametrize("filled_up", [False, True])
def test_a_picture_is_refused_by_its_own_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, filled_up: bool
) -> None:
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", filled_up)  # as WeasyPrint does
    good = encoded(Image.fromarray(COLOURS))
    wide = good[:16] + struct.pack(">I", 60_000) + struct.pack(">I", 60_000) + good[24:]
    floats = encoded(Image.fromarray(np.ones((2, 2), np.float32)), "TIFF")
    held = ZipPictures(
        packed(tmp_path / "t.zip", {"cut.png": good[:60], "wide.png": wide, "float.tiff": floats}),
        "",
    )
    for name, words in (
        ("lost.png", "is not in the zip"), ("cut.png", "cannot be decoded"),
        ("wide.png", "wide.png"), ("float.tiff", "32 bits"),
    ):  # fmt: skip
        with pytest.raises(Refused, match=words) as refused:
            held.exact(name)
        assert refused.value.problems[0].field == f"dataset.images.{name}"


def test_sixteen_bits_keep_their_fractions(tmp_path: Path) -> None:
    grey = np.array([[0, 1, 257], [32768, 65534, 65535]], dtype=np.uint16)
    held = ZipPictures(packed(tmp_path / "t.zip", {"a.png": encoded(Image.fromarray(grey))}), "")
    np.testing.assert_allclose(held.exact("a.png")[:, :, 1], grey / 257, rtol=1e-6)
    np.testing.assert_array_equal(held.decode("a.png")[:, :, 1], np.round(grey / 257))


def test_sizes_are_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = packed(tmp_path / "t.zip", {"a.png": encoded(Image.new("L", (1, 1)))})
    monkeypatch.setattr(pictures, "_PICTURE_PIXELS", 0)
    with pytest.raises(Refused, match="has 1 x 1 pixels"):
        ZipPictures(path, "").exact("a.png")


ORIENTED = [(form, said) for form in ("JPEG", "PNG", "WEBP", "TIFF") for said in range(1, 9)]


@pytest.mark.parametrize(("form", "said"), ORIENTED)
def test_photographs_are_turned_as_pillow_turns_them(tmp_path: Path, form: str, said: int) -> None:
    tags = Image.Exif()
    tags[0x0112] = said
    content = encoded(Image.fromarray(COLOURS), form, exif=tags)
    name = f"a.{form.lower()}"
    held = ZipPictures(packed(tmp_path / "t.zip", {name: content}), "")
    upright = ImageOps.exif_transpose(Image.open(io.BytesIO(content)).convert("RGB"))
    if form != "TIFF":  # which Pillow turns when it is opened
        expected = np.asarray(upright)
        np.testing.assert_array_equal(held.decode(name), expected)
    assert held.decode(name).shape == ((7, 5, 3) if said >= 5 else (5, 7, 3))
    assert held.size(name) == ((5, 7) if said >= 5 else (7, 5))
    if form == "JPEG":
        assert held.turned(name) == (said > 1)

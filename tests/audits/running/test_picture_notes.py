"""Photographs that are turned as their EXIF says are told with their number."""

import io
import zipfile
from pathlib import Path

import numpy as np
from PIL import Image

from audits.data.dataset import Column, Dataset, Images, Numbers, Role
from audits.data.reading.pictures import ZipPictures
from audits.running.picture_notes import told_of_pictures


def pictures(path: Path, said: list[int | None]) -> Dataset:
    with zipfile.ZipFile(path, "w") as archive:
        for number, value in enumerate(said):
            held, tags = io.BytesIO(), Image.Exif()
            if value is not None:
                tags[0x0112] = value
            Image.new("RGB", (4, 3)).save(held, "JPEG", exif=tags)
            archive.writestr(f"{number}.jpg", held.getvalue())
    names = np.array([*(f"{number}.jpg" for number in range(len(said))), None], object)
    return Dataset((Column("photo", Role.FEATURE, Images(names, ZipPictures(path, ""))),))


def test_turned_pictures_are_told_with_what_to_do(tmp_path: Path) -> None:
    (told,) = told_of_pictures(pictures(tmp_path / "t.zip", [1, 6, 3, None, 8]))
    assert told.startswith("column 'photo': 3 pictures are turned as EXIF says")
    assert "save the pictures without their EXIF" in told


def test_pictures_as_they_are_seen_have_nothing_to_tell(tmp_path: Path) -> None:
    assert list(told_of_pictures(pictures(tmp_path / "t.zip", [1, None]))) == []
    assert not list(told_of_pictures(Dataset((Column("x", Role.FEATURE, Numbers(np.ones(2))),))))

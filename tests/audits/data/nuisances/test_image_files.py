"""What a picture's file says of itself."""

import io

import numpy as np
import pytest
from PIL import Image

from audits.data.nuisances.image_files import written


def plain(value=100, height=40, width=60):
    return np.full((height, width, 3), value, dtype=np.uint8)


def packed(kind="JPEG", **options):
    held = io.BytesIO()
    Image.fromarray(plain()).save(held, kind, **options)
    return held.getvalue()


def test_coarse_jpegs_are_told_from_fine_ones():
    coarse, fine = written(packed(quality=20)), written(packed(quality=95))
    assert coarse.coarseness > 5 * fine.coarseness
    assert written(packed("PNG")).coarseness is None


def test_camera_and_hour_are_read_from_exif():
    exif = Image.Exif()
    exif[271], exif[272], exif[306] = "Acme", "One", "2026:11:23 14:30:00"
    found = written(packed(exif=exif))
    assert found.camera == "Acme One"
    assert found.hour == 14.5


@pytest.mark.parametrize("file", [None, b"", b"\xff\xd8broken", b"MM\x00*" + b"\xff" * 40])
def test_a_file_that_cannot_be_read_says_nothing(file):
    found = written(file)
    assert (found.coarseness, found.camera, found.hour) == (None, None, None)

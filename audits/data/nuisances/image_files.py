"""What a picture's file says of itself: how coarsely it was packed, by which camera, when."""

import io
import warnings
from collections.abc import Mapping
from dataclasses import dataclass

_BEGINNINGS = (b"\xff\xd8", b"\x89PNG", b"II", b"MM")
_MAKE, _MODEL, _TAKEN = 271, 272, 306


@dataclass(frozen=True, slots=True)
class Written:
    """coarseness: sum of the first quantisation table of a JPEG. hour: 0 to 24. None: not said."""

    coarseness: float | None = None
    camera: str | None = None
    hour: float | None = None


def written(file: bytes | None) -> Written:
    """Read the header only; a file that cannot be read says nothing."""
    if file is None or not file.startswith(_BEGINNINGS):
        return Written()
    from PIL import Image

    try:
        # Damaged tags are warned about one by one; here they simply say nothing.
        with (
            warnings.catch_warnings(action="ignore"),
            Image.open(io.BytesIO(file), formats=("JPEG", "PNG", "TIFF")) as opened,
        ):
            tables: Mapping[int, list[int]] = getattr(opened, "quantization", {})
            exif = dict(opened.getexif())
    except (OSError, ValueError, SyntaxError, KeyError, Image.DecompressionBombError):
        return Written()
    coarseness = float(sum(next(iter(tables.values())))) if tables else None
    return Written(coarseness, _camera(exif), _hour(str(exif.get(_TAKEN, ""))))


def _camera(exif: Mapping[int, object]) -> str | None:
    named = [str(exif[tag]).strip(" \0") for tag in (_MAKE, _MODEL) if tag in exif]
    return " ".join(named) or None


def _hour(taken: str) -> float | None:
    """From `2026:11:23 14:05:09`."""
    parts = taken.partition(" ")[2].split(":")
    if len(parts) != 3 or not all(piece.isdigit() for piece in parts[:2]):
        return None
    return int(parts[0]) + int(parts[1]) / 60

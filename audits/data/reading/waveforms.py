"""Sounds beside a table in a zip: WAV, read by SciPy, and other forms refused by their names.

Why no other form is read stands in `docs/decisions/sounds-are-wav.md`.
"""

import io
import warnings
from pathlib import Path, PurePosixPath
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audits.data.reading.table import SoundFiles
from audits.data.reading.zip_members import CANNOT_READ, ZipMembers
from audits.data.sounds import Sound

# Endings of sounds that tables name, so that a form which is not read is refused by its name.
SUFFIXES = frozenset(
    {".wav", ".wave", ".flac", ".ogg", ".oga", ".opus", ".mp3", ".m4a", ".aac", ".aif", ".aiff",
     ".wma", ".amr", ".au"}
)  # fmt: skip
_RIFF = (b"RIFF", b"RIFX", b"RF64")
# By the bytes that a file begins with, what it is called.
_OTHERS = {
    b"fLaC": "FLAC", b"OggS": "Ogg", b"ID3": "MP3", b"\xff\xfb": "MP3", b"\xff\xf3": "MP3",
    b"FORM": "AIFF", b".snd": "AU", b"#!AMR": "AMR",
}  # fmt: skip
SLOWEST, FASTEST = 1_000, 384_000
MOST_CHANNELS = 32
_CUT = ("EOF", "Incomplete chunk")


class ZipSounds(ZipMembers, SoundFiles):
    """Sounds by their name in a zip."""

    def __init__(self, path: Path, folder: str) -> None:
        super().__init__(path, folder, SUFFIXES, "sounds", "bad_sound")

    def hear(self, name: str) -> Sound:
        """The sound of this name, its channels averaged to one.

        One that is not in the zip, is no WAV of plain numbers, is cut off, is empty, holds what is
        no number, or has a rate or a number of channels beyond reason is `Refused`.
        """
        try:
            content = self.content(name)
            if not content.startswith(_RIFF):
                raise self._other(name, content)
            rate, values = _read(content)
        except (
            *CANNOT_READ,
            ZeroDivisionError,
            UnboundLocalError,
            TypeError,
            MemoryError,
        ) as error:
            what = str(error).split(".", 1)[0][:80] or type(error).__name__
            raise self.bad(name, f"cannot be read ({what})", remedy=_remedy(name)) from error
        if not SLOWEST <= rate <= FASTEST:
            raise self.bad(name, f"has a sampling rate of {rate} Hz", "bad_rate", _remedy(name))
        channels = 1 if values.ndim == 1 else values.shape[1]
        if channels > MOST_CHANNELS:
            raise self.bad(name, f"has {channels} channels", "too_many_channels", _remedy(name))
        if not values.size:
            raise self.bad(name, "holds no sound: it has no frames", "empty_sound")
        samples = _full_scale(values)
        mono = samples if channels == 1 else samples.mean(axis=1, dtype=np.float32)
        if not np.isfinite(mono).all():
            raise self.bad(name, "holds values that are no numbers (NaN or infinity)")
        return Sound(np.ascontiguousarray(mono, dtype=np.float32), rate, channels)

    def _other(self, name: str, content: bytes) -> Exception:
        known = next((what for start, what in _OTHERS.items() if content.startswith(start)), None)
        if known is None and content[4:8] == b"ftyp":
            known = "MPEG-4"
        reason = "is no WAV file" if known is None else f"is {known}, and WAV is read"
        return self.bad(name, reason, "not_wav", _remedy(name))


def _remedy(name: str) -> str:
    stem = PurePosixPath(name).stem
    return f"convert it to WAV of plain numbers: `ffmpeg -i {name} -c:a pcm_s16le {stem}.wav`"


def _read(content: bytes) -> tuple[int, NDArray[Any]]:
    """Rate in hertz, and values of shape (frames,) or (frames, channels), as the file has them."""
    from scipy.io import wavfile

    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", wavfile.WavFileWarning)
        rate, values = wavfile.read(io.BytesIO(content))
    if any(word in str(each.message) for each in caught for word in _CUT):
        raise ValueError("it is cut off")
    return int(rate), np.asarray(values)


def _full_scale(values: NDArray[Any]) -> NDArray[np.float32]:
    """Whole numbers as -1 to 1; floats as they are, whose full scale that is already."""
    if values.dtype.kind == "f":
        return values.astype(np.float32)
    if values.dtype == np.uint8:
        return (values.astype(np.float32) - 128) / np.float32(128)
    most = float(np.iinfo(values.dtype).max) + 1
    return (values.astype(np.float64) / most).astype(np.float32)

"""WAV files of every depth against the standard library's writer and by hand; others refused."""

import io
import struct
import wave
import zipfile

import numpy as np
import pytest

from audits.data.reading.waveforms import ZipSounds
from audits.errors import Refused

RATE = 8_000
VALUES = np.array([0.0, 0.5, -0.5, -1.0])


def heard(tmp_path, content, name="a.wav"):
    with zipfile.ZipFile(tmp_path / "t.zip", "w") as archive:
        archive.writestr(name, content)
    return ZipSounds(tmp_path / "t.zip", "").hear(name)


def written(frames, width, channels=1, rate=RATE):
    """By the standard library. frames: bytes of whole numbers, as WAV has them."""
    held = io.BytesIO()
    with wave.open(held, "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(width)
        file.setframerate(rate)
        file.writeframes(frames)
    return held.getvalue()


def of_floats(values, rate=RATE):
    """A WAV of 32-bit floats, by hand: format 3 (IEEE float)."""
    data = np.asarray(values, "<f4").tobytes()
    fmt = struct.pack("<HHIIHH", 3, 1, rate, 4 * rate, 4, 32)
    body = b"WAVEfmt " + struct.pack("<I", 16) + fmt + b"data" + struct.pack("<I", len(data)) + data
    return b"RIFF" + struct.pack("<I", len(body)) + body


@pytest.mark.parametrize(
    ("width", "frames"),
    [
        (1, (VALUES * 128 + 128).astype(np.uint8).tobytes()),
        (2, (VALUES * 2**15).astype("<i2").tobytes()),
        (3, b"".join(int(v * 2**23).to_bytes(3, "little", signed=True) for v in VALUES)),
        (4, (VALUES * 2**31).astype("<i4").tobytes()),
    ],
)
def test_whole_numbers_fill_minus_one_to_one(tmp_path, width, frames):
    sound = heard(tmp_path, written(frames, width))
    assert (sound.rate, sound.channels) == (RATE, 1)
    assert sound.samples.dtype == np.float32
    np.testing.assert_allclose(sound.samples, VALUES, atol=1e-7)


def test_floats_are_as_the_file_has_them_and_may_leave_the_range(tmp_path):
    np.testing.assert_array_equal(heard(tmp_path, of_floats([0.25, 1.5])).samples, [0.25, 1.5])


def test_two_channels_are_averaged_and_counted(tmp_path):
    frames = (np.array([[0.5, -0.5], [0.5, 0.25]]) * 2**15).astype("<i2").tobytes()
    sound = heard(tmp_path, written(frames, 2, channels=2))
    assert sound.channels == 2
    np.testing.assert_allclose(sound.samples, [0.0, 0.375])


@pytest.mark.parametrize(
    ("content", "name", "words", "code"),
    [
        (b"fLaC" + bytes(40), "a.flac", "is FLAC, and WAV is read", "not_wav"),
        (b"OggS" + bytes(40), "a.ogg", "is Ogg", "not_wav"),
        (b"ID3" + bytes(40), "a.mp3", "is MP3", "not_wav"),
        (b"nothing", "a.wav", "is no WAV file", "not_wav"),
        (written(b"", 2), "a.wav", "no frames", "empty_sound"),
        (written(bytes(400), 2)[:-100], "a.wav", "cut off", "bad_sound"),
        (written(bytes(400), 2)[:30], "a.wav", "cannot be read", "bad_sound"),
        (written(bytes(8), 2, rate=100), "a.wav", "100 Hz", "bad_rate"),
        (written(bytes(80), 2, channels=40), "a.wav", "40 channels", "too_many_channels"),
        (of_floats([0.0, np.nan]), "a.wav", "no numbers", "bad_sound"),
        (of_floats([0.0]).replace(struct.pack("<H", 3) + b"\1", struct.pack("<H", 7) + b"\1", 1),
         "a.wav", "cannot be read", "bad_sound"),
    ],
)  # fmt: skip
def test_what_cannot_be_heard_is_refused_by_its_name_with_a_remedy(
    tmp_path, content, name, words, code
):
    with pytest.raises(Refused, match=words) as refused:
        heard(tmp_path, content, name)
    (problem,) = refused.value.problems
    assert problem.field == f"dataset.sounds.{name}"
    assert problem.code == code
    assert problem.remedy


def test_the_remedy_of_another_form_is_a_command(tmp_path):
    with pytest.raises(Refused) as refused:
        heard(tmp_path, b"fLaC" + bytes(40), "a.flac")
    assert "ffmpeg -i a.flac -c:a pcm_s16le a.wav" in refused.value.problems[0].remedy

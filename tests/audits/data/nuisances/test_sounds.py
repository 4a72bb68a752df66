"""Levels, silence, clipping and bandwidth of sounds whose numbers follow by hand."""

import numpy as np
import pytest

from audits.data.nuisances.sounds import (
    Recording,
    bandwidth,
    clipping,
    duration,
    loudness,
    noise_floor,
    of_sounds,
    silence,
)
from audits.data.sounds import Sound, Sounds
from audits.errors import Problem, Refused
from tests.sound_families import Held, column_of

RATE = 8_000
TIMES = np.arange(RATE) / RATE


def recording(samples, rate=RATE):
    return Recording(Sound(np.asarray(samples, np.float32), rate))


def test_a_full_sine_has_3_decibels_less_than_a_square_wave():
    sine = recording(np.sin(2 * np.pi * 400 * TIMES))
    assert loudness(sine) == pytest.approx(10 * np.log10(0.5), abs=1e-3)
    assert loudness(recording(np.ones(RATE))) == pytest.approx(0.0, abs=1e-6)
    assert loudness(recording(0.1 * np.ones(RATE))) == pytest.approx(-20.0, abs=1e-3)
    assert duration(sine) == 1.0


def test_silence_is_a_share_of_frames():
    half = np.where(TIMES < 0.5, np.sin(2 * np.pi * 400 * TIMES), 0.0)
    assert silence(recording(half)) == pytest.approx(0.5)
    assert silence(recording(np.zeros(RATE))) == 1.0
    assert silence(recording(np.ones(RATE))) == 0.0
    assert loudness(recording(np.zeros(RATE))) == -100.0


def test_the_noise_floor_is_that_of_the_quietest_tenth():
    quiet = np.where(TIMES < 0.8, 0.5, 0.001)  # 0.001 is -60 dBFS
    assert noise_floor(recording(quiet)) == pytest.approx(-60.0, abs=1e-3)


def test_clipped_values_are_counted():
    assert clipping(recording([0.5, 1.0, -1.0, 0.2])) == 0.5


def test_the_bandwidth_of_a_tone_is_its_pitch():
    assert bandwidth(recording(np.sin(2 * np.pi * 1_000 * TIMES))) == pytest.approx(1_000, abs=2)
    assert bandwidth(recording(np.zeros(RATE))) == 0.0


def columns(sounds, warn=lambda words: None):
    made = of_sounds("file", sounds, np.arange(len(sounds)), lambda share: None, warn)
    return {column.name: column for column in made}


def test_only_what_varies_is_a_column_and_rates_are_categories():
    sounds = [
        Sound(np.full(800, 0.5, np.float32), 8_000), Sound(np.full(800, 0.5, np.float32), 16_000),
    ]  # fmt: skip
    made = columns(column_of(sounds).values)
    np.testing.assert_allclose(made["file: duration"].numbers, [0.1, 0.05])
    assert made["file: sampling rate"].categories.levels == ("16000", "8000")
    assert "file: loudness" not in made
    assert "file: channels" not in made


def test_a_damaged_sound_is_told_and_left_out():
    class Torn(Held):
        def hear(self, name):
            if name == "1":
                raise Refused((Problem("dataset.sounds.1", "torn", "replace it"),))
            return super().hear(name)

    good = [Sound(np.full(80 + row, 0.5, np.float32), 8_000) for row in range(3)]
    told = []
    names = np.array(["0", "1", "2"], dtype=object)
    made = columns(Sounds(names, Torn(good)), told.append)
    assert np.isnan(made["file: duration"].numbers).tolist() == [False, True, False]
    assert told == ["1 sounds of 'file' cannot be decoded and are left out: 1"]

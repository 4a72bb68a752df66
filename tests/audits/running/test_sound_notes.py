"""What is told of sounds: each number by hand."""

import numpy as np

from audits.data.dataset import Column, Dataset, Numbers, Role
from audits.data.sounds import Sound
from audits.running.sound_notes import told_of_sounds
from tests import sound_families


def test_rates_lengths_channels_silence_and_clipping_are_told_with_their_n():
    sounds = [
        Sound(np.full(8_000, 0.1, np.float32), 8_000),
        Sound(np.zeros(16_000, np.float32), 8_000),
        Sound(np.ones(16_000, np.float32), 16_000, channels=2),
        Sound(np.full(24_000, 0.2, np.float32), 8_000),
    ]
    (told,) = told_of_sounds(Dataset((sound_families.column_of(sounds),)))
    assert told == (
        "column 'file', 4 of 4 sounds listened to: sampled at 8,000 Hz (3), 16,000 Hz (1); "
        "1.00 to 3.00 s long, median 1.50 s; 1 of 4 has several channels, which are averaged to "
        "one; 1 of 4 is silent; 1 of 4 is clipped"
    )


def test_a_table_has_nothing_to_tell():
    data = Dataset((Column("x", Role.FEATURE, Numbers(np.arange(3.0))),))
    assert list(told_of_sounds(data)) == []

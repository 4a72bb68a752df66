"""Sounds by name, decoded when asked for, and changed ones that are made when asked for."""

import numpy as np

from audits.data.sounds import ChangedSounds, Sound, Sounds


class Counted:
    """Sounds of as many frames as their name says, counted as they are asked for."""

    def __init__(self):
        self.asked = []

    def hear(self, name):
        self.asked.append(name)
        return Sound(np.ones(int(name), np.float32), 10)


def test_a_sound_lasts_its_frames_over_its_rate():
    sound = Sound(np.zeros(25, np.float32), 10)
    assert (len(sound), sound.seconds) == (25, 2.5)


def test_only_what_is_taken_is_decoded():
    source = Counted()
    column = Sounds(np.array(["3", "4", "5"], dtype=object), source)
    taken = column.take(np.array([2, 0]))
    assert source.asked == []
    assert [len(sound) for sound in taken.fed()] == [5, 3]
    assert source.asked == ["5", "3"]


def test_changed_sounds_know_their_row_after_they_are_taken():
    before = Sounds(np.array(["3", "4", "5"], dtype=object), Counted())
    changed = ChangedSounds(before, lambda sound, row: Sound(sound.samples + row, sound.rate))
    last, first = changed.sounds().take(np.array([2, 0])).fed()
    np.testing.assert_array_equal(last.samples, np.full(5, 3.0))
    np.testing.assert_array_equal(first.samples, np.full(3, 1.0))

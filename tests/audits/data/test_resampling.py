"""A tone keeps its pitch and its length in seconds at another rate."""

import numpy as np
import pytest

from audits.data.resampling import at_rate, resampled
from audits.data.sounds import Sound


def tone(hertz, rate, seconds=1.0):
    times = np.arange(int(seconds * rate)) / rate
    return Sound(np.sin(2 * np.pi * hertz * times).astype(np.float32), rate)


@pytest.mark.parametrize(("before", "after"), [(8_000, 16_000), (44_100, 16_000), (16_000, 8_000)])
def test_a_tone_is_the_same_tone(before, after):
    changed = resampled(tone(440, before), after)
    expected = tone(440, after).samples
    assert len(changed) == len(expected)
    inside = slice(after // 10, -after // 10)  # the filter's ends are not the tone's
    np.testing.assert_allclose(changed[inside], expected[inside], atol=5e-3)


def test_what_the_lower_rate_cannot_hold_is_filtered_out():
    changed = resampled(tone(6_000, 16_000), 8_000)  # above half of 8 kHz
    assert np.abs(changed[800:-800]).max() < 0.02


def test_at_its_own_rate_nothing_is_touched():
    sound = tone(440, 8_000)
    assert resampled(sound, 8_000) is sound.samples
    assert at_rate(sound, 4_000).rate == 4_000

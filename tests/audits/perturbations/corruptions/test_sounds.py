"""What each severity does to a sound, against its definition."""

import numpy as np
import pytest

from audits.data.sounds import Sound
from audits.perturbations.corruptions.sounds import CORRUPTIONS
from audits.planning.forward_passes import FAULTY, SOUND_CORRUPTIONS

RATE = 16_000
TIMES = np.arange(RATE) / RATE
TONE = Sound((0.5 * np.sin(2 * np.pi * 1_000 * TIMES)).astype(np.float32), RATE)
# Of no whole number of frames a period, so that it takes many values.
ODD = Sound((0.5 * np.sin(2 * np.pi * 1_013.7 * TIMES)).astype(np.float32), RATE)


def version(name, severity, sound=TONE, seed=1):
    return CORRUPTIONS[name].version(sound, severity, seed)


def power(samples):
    return float(np.mean(samples.astype(np.float64) ** 2))


def level(samples, hertz):
    """Amplitude of one frequency."""
    return 2 * abs(np.fft.rfft(samples)[hertz]) / len(samples)


@pytest.mark.parametrize("name", ["white_noise", "pink_noise"])
@pytest.mark.parametrize(("severity", "ratio"), [(1, 30), (3, 15), (5, 5)])
def test_noise_has_the_stated_ratio(name, severity, ratio):
    noise = version(name, severity).samples - TONE.samples
    assert 10 * np.log10(power(TONE.samples) / power(noise)) == pytest.approx(ratio, abs=0.01)


def test_pink_noise_falls_by_three_decibels_an_octave():
    silent = Sound(np.full(2**16, 1e-3, np.float32), RATE)
    noise = version("pink_noise", 5, silent).samples - silent.samples
    spectrum = np.abs(np.fft.rfft(noise)) ** 2
    low, high = spectrum[100:200].mean(), spectrum[3200:6400].mean()  # five octaves apart
    assert 10 * np.log10(low / high) == pytest.approx(15, abs=2)


def test_quieter_lowers_the_level_and_rounds_to_16_bits():
    samples = version("quieter", 2).samples
    assert 10 * np.log10(power(TONE.samples) / power(samples)) == pytest.approx(12, abs=0.01)
    np.testing.assert_allclose(samples * 32768, np.rint(samples * 32768), atol=1e-3)


def test_a_stated_share_of_the_values_is_cut_off():
    samples = version("clipped", 4, ODD).samples
    at_most = np.abs(samples) >= np.abs(samples).max() - 1e-6
    assert at_most.mean() == pytest.approx(0.2, abs=0.01)


def test_faster_is_shorter_and_higher():
    samples = version("faster", 5).samples  # 1.5 times as fast
    assert len(samples) == pytest.approx(len(TONE) / 1.5, abs=1)
    spectrum = np.abs(np.fft.rfft(samples))
    assert spectrum.argmax() * RATE / len(samples) == pytest.approx(1_500, abs=3)


def test_bands_keep_what_is_inside_and_lose_what_is_outside():
    high = Sound((0.5 * np.sin(2 * np.pi * 6_000 * TIMES)).astype(np.float32), RATE)
    assert level(version("band_limited", 2).samples, 1_000) == pytest.approx(0.5, abs=0.01)
    assert level(version("band_limited", 2, high).samples, 6_000) < 0.06  # above 4 kHz
    assert level(version("telephone", 1).samples, 1_000) == pytest.approx(0.5, abs=0.02)
    assert level(version("telephone", 1, high).samples, 6_000) < 0.03


@pytest.mark.parametrize(("severity", "bits"), [(1, 8), (3, 6)])
def test_companding_makes_the_noise_that_theory_says(severity, bits):
    """Bennett 1948: each step of the companded value is as wide as the curve is flat there."""
    even = np.random.default_rng(3).uniform(-0.9, 0.9, 100_000).astype(np.float32)
    steps = 2 / 2**bits * np.log(256) * (1 / 255 + np.abs(even))
    noise = version("companded", severity, Sound(even, RATE)).samples - even
    assert power(noise) == pytest.approx(np.mean(steps**2) / 12, rel=0.1)


def test_lost_packets_are_silent_and_more_are_lost_at_each_severity():
    long = Sound(np.full(20 * RATE, 0.5, np.float32), RATE)
    lost = [version("lost_packets", severity, long).samples == 0 for severity in (1, 3, 5)]
    packets = lost[2].reshape(-1, RATE // 50)
    assert (packets.all(axis=1) | ~packets.any(axis=1)).all()  # whole packets of 20 ms
    assert packets[:, 0].mean() == pytest.approx(0.35, abs=0.05)
    assert (lost[0] <= lost[1]).all()
    assert (lost[1] <= lost[2]).all()


@pytest.mark.parametrize("name", CORRUPTIONS)
@pytest.mark.parametrize("sound", [
    TONE, Sound(np.zeros(100, np.float32), 8_000), Sound(np.ones(1, np.float32), 1_000),
], ids=["tone", "silence", "one frame"])  # fmt: skip
def test_every_kind_takes_any_sound_and_gives_the_same_for_a_seed(name, sound):
    for severity in range(1, 6):
        made = version(name, severity, sound)
        assert made.samples.dtype == np.float32
        assert np.isfinite(made.samples).all()
        assert len(made.samples)
        np.testing.assert_array_equal(made.samples, version(name, severity, sound).samples)


def test_plans_count_them_all():
    assert len(CORRUPTIONS) == SOUND_CORRUPTIONS
    assert {len(corruption.severities) for corruption in CORRUPTIONS.values()} == {len(FAULTY)}

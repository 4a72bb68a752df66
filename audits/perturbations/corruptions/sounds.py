"""Corruptions of sounds: noise, level, time, band and coding, each at five severities.

Nobody has set severities for sounds as Hendrycks & Dietterich did for pictures: these are this
project's own, and stand in the report. What each number means stands at the function that reads it.
Samples: float32, shape (frames,), full scale -1 to 1; a change keeps the rate, and only `speed` the
length not.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from audits.data.sounds import Sound

Samples: TypeAlias = NDArray[np.float32]
# (samples, rate in hertz, severity's number, draws) -> samples.
Change: TypeAlias = Callable[[Samples, int, float, np.random.Generator], Samples]

PACKET_SECONDS = 0.02
# mu of the companding of G.711 (ITU-T 1988).
MU = 255.0


@dataclass(frozen=True)
class Corruption:
    """One kind. family: noise, level, time, band or coding. severities: five numbers."""

    family: str
    change: Change
    severities: Sequence[float]

    def version(self, sound: Sound, severity: int, seed: int) -> Sound:
        """The sound at a severity of 1 to 5; of one seed the draws are those of all severities."""
        draws = np.random.default_rng(seed)
        number = self.severities[severity - 1]
        changed = self.change(sound.samples, sound.rate, number, draws)
        return replace(sound, samples=np.asarray(changed, dtype=np.float32))


def _power(samples: Samples) -> float:
    return float(np.mean(samples.astype(np.float64) ** 2))


def _mixed(samples: Samples, noise: NDArray[np.float64], ratio: float) -> Samples:
    """Noise added at a ratio in decibels; nothing is added to silence, which has no ratio."""
    power, noise_power = _power(samples), float(np.mean(noise**2))
    if power == 0 or noise_power == 0:
        return samples
    scale = np.sqrt(power / noise_power / 10 ** (ratio / 10))
    return np.asarray(samples + scale * noise, dtype=np.float32)


def white_noise(samples: Samples, rate: int, ratio: float, draws: np.random.Generator) -> Samples:
    """ratio: of signal to noise, in decibels."""
    return _mixed(samples, draws.standard_normal(len(samples)), ratio)


def pink_noise(samples: Samples, rate: int, ratio: float, draws: np.random.Generator) -> Samples:
    """Noise whose power falls as 1 / frequency, as of rooms. ratio: to it, in decibels."""
    spectrum = np.fft.rfft(draws.standard_normal(len(samples)))
    spectrum[1:] /= np.sqrt(np.arange(1, len(spectrum)))
    spectrum[0] = 0.0
    return _mixed(samples, np.fft.irfft(spectrum, len(samples)), ratio)


def quieter(samples: Samples, rate: int, decibels: float, draws: np.random.Generator) -> Samples:
    """decibels: that the level is lowered by; then whole numbers of 16 bits, as files hold them."""
    lowered = samples * np.float32(10 ** (-decibels / 20))
    return np.asarray(np.rint(lowered * 32768) / np.float32(32768), dtype=np.float32)


def clipped(samples: Samples, rate: int, share: float, draws: np.random.Generator) -> Samples:
    """share: of the values, the largest ones, that are cut off at the size of the next smaller."""
    most = float(np.quantile(np.abs(samples), 1 - share)) if len(samples) else 0.0
    return np.clip(samples, -most, most)


def faster(samples: Samples, rate: int, factor: float, draws: np.random.Generator) -> Samples:
    """factor: how many times as fast it is played; pitch rises with it, as on a tape."""
    from scipy.signal import resample_poly

    if len(samples) < 2:
        return samples
    return np.asarray(resample_poly(samples, 100, round(100 * factor)), dtype=np.float32)


def band_limited(samples: Samples, rate: int, share: float, draws: np.random.Generator) -> Samples:
    """share: of the frequencies up to half of the rate, the lowest, that stay (6th order)."""
    from scipy.signal import butter, sosfiltfilt

    filtered = sosfiltfilt(butter(3, share, output="sos"), samples, padlen=_padding(samples))
    return np.asarray(filtered, dtype=np.float32)


def telephone(samples: Samples, rate: int, ratio: float, draws: np.random.Generator) -> Samples:
    """300 to 3400 Hz, as far as the rate reaches, with white noise. ratio: to it, in decibels."""
    from scipy.signal import butter, sosfiltfilt

    band = [300.0, 3400.0] if rate > 7_000 else [300.0]
    if rate <= 700:
        return white_noise(samples, rate, ratio, draws)
    kind = "bandpass" if len(band) == 2 else "highpass"
    sections = butter(2, band if len(band) == 2 else band[0], kind, fs=rate, output="sos")
    filtered = sosfiltfilt(sections, samples, padlen=_padding(samples))
    return white_noise(np.asarray(filtered, dtype=np.float32), rate, ratio, draws)


def _padding(samples: Samples) -> int:
    return min(50, max(0, len(samples) - 1))


def companded(samples: Samples, rate: int, bits: float, draws: np.random.Generator) -> Samples:
    """bits: of each value after mu-law companding (G.711 has 8), and back."""
    inside = np.clip(samples.astype(np.float64), -1, 1)
    packed = np.sign(inside) * np.log1p(MU * np.abs(inside)) / np.log1p(MU)
    steps = 2 ** (bits - 1)
    packed = np.clip(np.rint(packed * steps), -steps, steps - 1) / steps
    values = np.sign(packed) * np.expm1(np.abs(packed) * np.log1p(MU)) / MU
    return np.asarray(values, dtype=np.float32)


def lost_packets(samples: Samples, rate: int, share: float, draws: np.random.Generator) -> Samples:
    """share: of the packets of 20 ms, each by chance, in whose place there is silence."""
    size = max(1, round(rate * PACKET_SECONDS))
    lost = draws.random(-(-len(samples) // size)) < share
    return np.where(np.repeat(lost, size)[: len(samples)], np.float32(0), samples)


CORRUPTIONS: Mapping[str, Corruption] = MappingProxyType(
    {
        "white_noise": Corruption("noise", white_noise, (30, 20, 15, 10, 5)),
        "pink_noise": Corruption("noise", pink_noise, (30, 20, 15, 10, 5)),
        "quieter": Corruption("level", quieter, (6, 12, 20, 30, 40)),
        "clipped": Corruption("level", clipped, (0.02, 0.05, 0.1, 0.2, 0.4)),
        "faster": Corruption("time", faster, (1.05, 1.1, 1.2, 1.35, 1.5)),
        "band_limited": Corruption("band", band_limited, (0.75, 0.5, 0.35, 0.25, 0.15)),
        "telephone": Corruption("band", telephone, (40, 30, 20, 15, 10)),
        "companded": Corruption("coding", companded, (8, 7, 6, 5, 4)),
        "lost_packets": Corruption("coding", lost_packets, (0.02, 0.05, 0.1, 0.2, 0.35)),
    }
)

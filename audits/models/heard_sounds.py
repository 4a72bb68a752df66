"""Which sounds a model was asked with, and what was done to them, for every report."""

from collections import Counter
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from audits.data.resampling import resampled
from audits.data.sounds import Sound
from audits.errors import Refused

_MOST_RATES = 4


@dataclass
class Heard:
    """Sounds at the rate that a model takes.

    rate: in hertz. from_rates: of the files that were resampled, how often each was. mixed:
    whether some had several channels. shortest: frames that the model needs, 0 for any. padded:
    whether some had fewer.
    """

    rate: int
    shortest: int = 0
    from_rates: Counter[int] = field(default_factory=Counter)
    mixed: bool = False
    padded: bool = False

    def samples(self, sounds: object, column: str) -> list[NDArray[np.float32]]:
        """Each sound's samples at the rate, of shape (frames,).

        Raises `Refused` where the column holds no sounds.
        """
        if not isinstance(sounds, list) or not all(isinstance(each, Sound) for each in sounds):
            raise Refused.because(
                "model.inputs.audio", f"takes sounds, and {column!r} holds none",
                "name the column of sound files (`kind: audio`)", "does_not_fit",
            )  # fmt: skip
        return [self._of(each) for each in sounds]

    def _of(self, sound: Sound) -> NDArray[np.float32]:
        self.mixed |= sound.channels > 1
        if sound.rate != self.rate:
            self.from_rates[sound.rate] += 1
        samples = resampled(sound, self.rate)
        if len(samples) < self.shortest:
            self.padded = True
            samples = np.pad(samples, (0, self.shortest - len(samples)))
        return samples

    def description(self) -> str:
        """The preparation in words."""
        words = [f"{self.rate:,} Hz, one channel"]
        if self.from_rates:
            rates = [f"{rate:,}" for rate, _ in self.from_rates.most_common(_MOST_RATES)]
            more = " and others" if len(self.from_rates) > _MOST_RATES else ""
            words.append(
                f"files of {', '.join(rates)} Hz{more} are resampled (scipy.signal.resample_poly)"
            )
        if self.mixed:
            words.append("several channels are averaged")
        if self.padded:
            milliseconds = 1000 * self.shortest / self.rate
            words.append(f"sounds of under {milliseconds:.0f} ms are filled up with silence to it")
        return "; ".join(words)

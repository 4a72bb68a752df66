"""What a sound shows beside its subject: how long, how loud, how much silence, how recorded.

Every function gives one number a sound. Levels are in decibels of full scale (dBFS: 0 is a square
wave that fills the range), over frames of 20 ms; what is quieter than `FLOOR` counts as that.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from audits.data.dataset import Categories, Column, Numbers, Sounds
from audits.data.sounds import Sound
from audits.errors import Refused
from audits.specification.roles import Role

FRAME_SECONDS = 0.02
FLOOR = -100.0
# A frame so far under the loudest one is silence; so near full scale a value was cut off.
SILENT, CLIPPED = 40.0, 0.999
# Energy that lies under the frequency at which a recording ends.
BANDWIDTH = 0.99
NAMED = 5


def decibels(power: NDArray[np.float64]) -> NDArray[np.float64]:
    """Mean squares as dBFS, never under the floor, in the shape of `power`.

    power: mean squares of samples, shape (frames,).
    """
    return np.asarray(np.maximum(FLOOR, 10 * np.log10(np.maximum(power, 1e-12))))


@dataclass(frozen=True, eq=False)
class Recording:
    """One sound, listened to once: what several functions need is computed once."""

    sound: Sound

    @cached_property
    def levels(self) -> NDArray[np.float64]:
        """Level of each frame in dBFS, shape (frames of 20 ms,); a last, shorter one counts too."""
        size = max(1, round(self.sound.rate * FRAME_SECONDS))
        squares = self.sound.samples.astype(np.float64) ** 2
        starts = np.arange(0, len(squares), size)
        lengths = np.minimum(size, len(squares) - starts)
        return decibels(np.add.reduceat(squares, starts) / lengths)


def duration(recording: Recording) -> float:
    """How long it lasts, in seconds."""
    return recording.sound.seconds


def loudness(recording: Recording) -> float:
    """Level of the whole sound, in dBFS."""
    power = np.mean(recording.sound.samples.astype(np.float64) ** 2, keepdims=True)
    return float(decibels(power)[0])


def noise_floor(recording: Recording) -> float:
    """Level that a tenth of the frames stays under, in dBFS: the room and the microphone."""
    return float(np.quantile(recording.levels, 0.1))


def silence(recording: Recording) -> float:
    """Share of frames that lie 40 dB and more under the loudest; 1 where nothing is heard."""
    loudest = float(recording.levels.max())
    if loudest <= FLOOR:
        return 1.0
    return float(np.mean(recording.levels <= loudest - SILENT))


def clipping(recording: Recording) -> float:
    """Share of values at full scale, where a recording was cut off."""
    return float(np.mean(np.abs(recording.sound.samples) >= CLIPPED))


def bandwidth(recording: Recording) -> float:
    """Frequency in hertz under which 99 of 100 parts of the energy lie; 0 of silence."""
    power = np.abs(np.fft.rfft(recording.sound.samples.astype(np.float64))) ** 2
    power[0] = 0.0  # an offset is heard by nobody
    total = float(power.sum())
    if total <= 0:
        return 0.0
    bin_number = int(np.searchsorted(np.cumsum(power), BANDWIDTH * total))
    return bin_number * recording.sound.rate / len(recording.sound.samples)


NUMBERS: Mapping[str, Callable[[Recording], float]] = MappingProxyType(
    {
        "duration": duration,
        "loudness": loudness,
        "noise floor": noise_floor,
        "silence": silence,
        "clipping": clipping,
        "bandwidth": bandwidth,
    }
)


def of_sounds(
    name: str,
    sounds: Sounds,
    rows: NDArray[np.intp],
    on_progress: Callable[[float], None],
    warn: Callable[[str], None],
) -> Iterator[Column]:
    """One column a property; each sound is decoded once. Damaged ones are named and left out.

    name: of the column of sounds, which begins the new names. rows: shape (looked at,), positions;
    the others are missing. on_progress: told the share that is done. warn: told of damaged sounds.
    """
    properties = {what: np.full(len(sounds), np.nan) for what in NUMBERS}
    rates: list[str | None] = [None] * len(sounds)
    channels: list[str | None] = [None] * len(sounds)
    damaged: list[str] = []
    for done, row in enumerate(rows.tolist()):
        file_name = sounds.names[row]
        if file_name is None:
            continue
        try:
            recording = Recording(sounds.source.hear(file_name))
        except Refused:
            damaged.append(str(file_name))
            continue
        for what, measure in NUMBERS.items():
            properties[what][row] = measure(recording)
        rates[row], channels[row] = str(recording.sound.rate), str(recording.sound.channels)
        if done % 64 == 0:
            on_progress(done / len(rows))
    if damaged:
        more = f" and {len(damaged) - NAMED} more" if len(damaged) > NAMED else ""
        warn(
            f"{len(damaged)} sounds of {name!r} cannot be decoded and are left out: "
            f"{', '.join(damaged[:NAMED])}{more}"
        )
    for what, values in properties.items():
        known = values[np.isfinite(values)]
        if len(known) > 1 and float(np.ptp(known)) > 1e-9 * max(1.0, float(np.abs(known).max())):
            yield Column(f"{name}: {what}", Role.NUISANCE, Numbers(values))
    for what, words in (("sampling rate", rates), ("channels", channels)):
        if len({word for word in words if word is not None}) > 1:
            yield Column(f"{name}: {what}", Role.NUISANCE, Categories.of(words))

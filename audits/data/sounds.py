"""Sounds as a column holds them: files by name, decoded to one channel when asked for."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class Sound:
    """One waveform.

    samples: shape (frames,), float32; full scale is -1 to 1, and a file of floats may leave it.
    rate: frames a second, in hertz. channels: of the file; several were averaged to one.
    """

    samples: NDArray[np.float32]
    rate: int
    channels: int = 1

    def __len__(self) -> int:
        return len(self.samples)

    @property
    def seconds(self) -> float:
        """How long it lasts."""
        return len(self.samples) / self.rate


class SoundSource(Protocol):
    """Where sounds come from; decoded only when asked for."""

    def hear(self, name: str) -> Sound:
        """The sound of this name. Raises `Refused` if damaged."""
        ...


@dataclass(frozen=True, eq=False)
class Sounds:
    """names: shape (rows,), the member's name in `source`; None where missing."""

    names: NDArray[np.object_]
    source: SoundSource

    def __len__(self) -> int:
        return len(self.names)

    def take(self, rows: NDArray[np.intp] | slice) -> "Sounds":
        """The names of these rows alone. rows: shape (taken,), positions, or a slice."""
        return replace(self, names=self.names[rows])

    def fed(self) -> list[Sound]:
        """Every sound of this (small) selection, as the file has it."""
        return [self.source.hear(name) for name in self.names]


@dataclass(frozen=True, eq=False)
class ChangedSounds:
    """Sounds that are changed when they are asked for, so that few are held at a time.

    before: the sounds of these rows. change: (sound, place among the rows) -> sound.
    """

    before: Sounds
    change: Callable[[Sound, int], Sound]

    def hear(self, name: str) -> Sound:
        """`name` is the place among the rows, as text."""
        index = int(name)
        return self.change(self.before.source.hear(self.before.names[index]), index)

    def sounds(self) -> Sounds:
        """As a column's values."""
        names = np.array([str(row) for row in range(len(self.before))], dtype=object)
        return Sounds(names, self)

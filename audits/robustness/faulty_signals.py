"""Sounds and sequences under each corruption at each severity, made when they are asked for."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial

import numpy as np
from numpy.typing import NDArray

from audits.data.dataset import Sounds, Values
from audits.data.sounds import ChangedSounds, Sound
from audits.perturbations.corruptions import sounds
from audits.perturbations.corruptions.severities import SHARES
from audits.probing.subject import Subject
from audits.robustness.faulty_columns import Faults


def sound_faults(
    subject: Subject,
    columns: Mapping[str, Values],
    kinds: Sequence[str],
    left_out: dict[str, str],
) -> Iterator[Faults]:
    """The corruptions of sounds among these kinds; parameters as those of `text_faults`."""
    heard = {name: values for name, values in columns.items() if isinstance(values, Sounds)}
    size = max((len(values) for values in columns.values()), default=0)
    everywhere = [np.ones(size, dtype=bool) for _ in SHARES]
    for name in [name for name in kinds if heard and name in sounds.CORRUPTIONS]:
        corruption = sounds.CORRUPTIONS[name]
        seeds = subject.rng(f"corruptions {name}").integers(0, 2**32, size)
        versions: list[dict[str, Values]] = [
            {
                column: _changed(values, corruption, severity, seeds)
                for column, values in heard.items()
            }
            for severity in range(1, len(SHARES) + 1)
        ]
        yield Faults(name, corruption.family, versions, everywhere)


def _changed(
    before: Sounds, corruption: sounds.Corruption, severity: int, seeds: NDArray[np.int64]
) -> Sounds:
    change = partial(_version, corruption, severity, seeds)
    return ChangedSounds(before, change).sounds()


def _version(
    corruption: sounds.Corruption, severity: int, seeds: NDArray[np.int64], sound: Sound, row: int
) -> Sound:
    return corruption.version(sound, severity, int(seeds[row]))

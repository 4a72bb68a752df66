"""Sounds and sequences under each corruption at each severity, made when they are asked for."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial

import numpy as np
from numpy.typing import NDArray

from audits.data.dataset import Sequences, Sounds, Values
from audits.data.sounds import ChangedSounds, Sound
from audits.data.whole_numbers import kept_whole
from audits.perturbations.corruptions import sequences, sounds
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


def sequence_faults(
    subject: Subject,
    columns: Mapping[str, Values],
    kinds: Sequence[str],
    left_out: dict[str, str],
) -> Iterator[Faults]:
    """The corruptions of sequences among these kinds; parameters as those of `text_faults`."""
    series = {name: values for name, values in columns.items() if isinstance(values, Sequences)}
    size = max((len(values) for values in columns.values()), default=0)
    fed = {name: values.fed() for name, values in series.items()}
    deviations = {name: sequences.deviation_of(rows) for name, rows in fed.items()}
    # What counts or numbers something stays whole: the model may take no fraction.
    whole = {name: sequences.are_whole_of(rows) for name, rows in fed.items()}
    for name in [name for name in kinds if series and name in sequences.CORRUPTIONS]:
        corruption = sequences.CORRUPTIONS[name]
        seeds = subject.rng(f"corruptions {name}").integers(0, 2**32, size).tolist()
        versions: list[dict[str, Values]] = [{} for _ in SHARES]
        touched = [np.zeros(size, dtype=bool) for _ in SHARES]
        for column, values in series.items():
            for step in range(len(SHARES)):
                changed = [
                    None
                    if row is None or not len(row)
                    else kept_whole(
                        corruption.version(row, deviations[column], step + 1, seed), whole[column]
                    )
                    for row, seed in zip(values.values, seeds, strict=True)
                ]
                versions[step][column] = Sequences.of(changed)
                touched[step] |= [
                    after is not None and not np.array_equal(after, before, equal_nan=True)
                    for after, before in zip(changed, values.values, strict=True)
                ]
        if not touched[-1].any():
            left_out[name] = f"{name.replace('_', ' ')} changes no row"
            continue
        yield Faults(name, corruption.family, versions, touched)


def _changed(
    before: Sounds, corruption: sounds.Corruption, severity: int, seeds: NDArray[np.int64]
) -> Sounds:
    change = partial(_version, corruption, severity, seeds)
    return ChangedSounds(before, change).sounds()


def _version(
    corruption: sounds.Corruption, severity: int, seeds: NDArray[np.int64], sound: Sound, row: int
) -> Sound:
    return corruption.version(sound, severity, int(seeds[row]))

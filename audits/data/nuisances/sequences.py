"""What a sequence shows beside its subject: its length, its gaps, its level and how it varies.

Every function gives one number a row of steps, shape (steps, channels); channels are taken
together. None where nothing is known.
"""

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from audits.data.dataset import Column, Numbers, Sequences
from audits.specification.roles import Role

Steps = NDArray[np.float64]


def length(steps: Steps) -> float | None:
    """How many steps a row has. steps: shape (steps, channels)."""
    return float(len(steps))


def gaps(steps: Steps) -> float | None:
    """Share of the values that are missing. steps: shape (steps, channels)."""
    return float(np.isnan(steps).mean()) if steps.size else None


def level(steps: Steps) -> float | None:
    """Mean of the values that are there. steps: shape (steps, channels)."""
    known = steps[np.isfinite(steps)]
    return float(known.mean()) if known.size else None


def variation(steps: Steps) -> float | None:
    """Standard deviation of the values that are there. steps: shape (steps, channels)."""
    known = steps[np.isfinite(steps)]
    return float(known.std()) if known.size else None


def standstill(steps: Steps) -> float | None:
    """Share of steps that repeat the one before, as of a stuck sensor.

    steps: shape (steps, channels).
    """
    if len(steps) < 2:
        return None
    return float((np.diff(steps, axis=0) == 0).all(axis=1).mean())


NUMBERS: Mapping[str, Callable[[Steps], float | None]] = MappingProxyType(
    {
        "length": length,
        "gaps": gaps,
        "level": level,
        "variation": variation,
        "standstill": standstill,
    }
)


def of_sequences(name: str, sequences: Sequences) -> Iterator[Column]:
    """One column a property that varies. name: of the column, which begins the new names."""
    for what, measure in NUMBERS.items():
        measured = [None if row is None else measure(row) for row in sequences.values]
        values = np.array([np.nan if one is None else one for one in measured])
        known = values[np.isfinite(values)]
        if len(known) > 1 and float(np.ptp(known)) > 1e-9 * max(1.0, float(np.abs(known).max())):
            yield Column(f"{name}: {what}", Role.NUISANCE, Numbers(values))

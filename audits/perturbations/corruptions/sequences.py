"""Corruptions of sequences: noise, missing spans, shifts, scaling, a stuck sensor, other rates.

Nobody has set severities for sequences: these are this project's own, and stand in the report.
What each number means stands at the function that reads it. Steps: shape (steps, channels),
float64, NaN where missing; the length never changes. deviation: shape (channels,), the standard
deviation of each channel over the dataset's steps.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from audits.data.whole_numbers import are_whole

Steps: TypeAlias = NDArray[np.float64]
# (steps, deviation, severity's number, draws) -> steps.
Change: TypeAlias = Callable[[Steps, Steps, float, np.random.Generator], Steps]


@dataclass(frozen=True)
class Corruption:
    """One kind. family: noise, gaps, time or level. severities: five numbers."""

    family: str
    change: Change
    severities: Sequence[float]

    def version(self, steps: Steps, deviation: Steps, severity: int, seed: int) -> Steps:
        """The steps at a severity of 1 to 5, in their shape (steps, channels).

        steps: shape (steps, channels). deviation: shape (channels,). seed: of the draws, which are
        those of all severities.
        """
        draws = np.random.default_rng(seed)
        return self.change(steps, deviation, self.severities[severity - 1], draws)


def _noise(steps: Steps, deviation: Steps, share: float, draws: np.random.Generator) -> Steps:
    """share: of the deviation, that the noise of each step has as its standard deviation."""
    return steps + share * deviation * draws.standard_normal(steps.shape)


def _held(steps: Steps, deviation: Steps, share: float, draws: np.random.Generator) -> Steps:
    """share: of the steps, one span, in which the value before it stays: a gap that was filled."""
    start, length = _span(steps, share, draws)
    changed = steps.copy()
    changed[start : start + length] = steps[max(0, start - 1)]
    return changed


def _straight(steps: Steps, deviation: Steps, share: float, draws: np.random.Generator) -> Steps:
    """share: of the steps, one span, drawn as a straight line between its ends."""
    start, length = _span(steps, share, draws)
    ends = steps[max(0, start - 1)], steps[min(len(steps) - 1, start + length)]
    shares = np.arange(1, length + 1)[:, None] / (length + 1)
    changed = steps.copy()
    changed[start : start + length] = (1 - shares) * ends[0] + shares * ends[1]
    return changed


def _span(steps: Steps, share: float, draws: np.random.Generator) -> tuple[int, int]:
    """Where one span begins, and how long it is, one step at least."""
    length = min(len(steps), max(1, round(share * len(steps))))
    return int(draws.random() * (len(steps) - length + 1)), length


def _shifted(steps: Steps, deviation: Steps, share: float, draws: np.random.Generator) -> Steps:
    """share: of the length, that everything comes later; the first step stands in before it."""
    late = max(1, round(share * len(steps)))
    return steps[np.maximum(0, np.arange(len(steps)) - late)]


def _scaled(steps: Steps, deviation: Steps, factor: float, draws: np.random.Generator) -> Steps:
    """factor: of all values, or of one over it, by chance: another gain."""
    return steps * (factor if draws.random() < 0.5 else 1 / factor)


def _offset(steps: Steps, deviation: Steps, share: float, draws: np.random.Generator) -> Steps:
    """share: of the deviation, added to all values or taken from them, by chance: another zero."""
    return steps + share * deviation * (1 if draws.random() < 0.5 else -1)


CORRUPTIONS: Mapping[str, Corruption] = MappingProxyType(
    {
        "step_noise": Corruption("noise", _noise, (0.05, 0.1, 0.2, 0.35, 0.5)),
        "held_span": Corruption("gaps", _held, (0.05, 0.1, 0.2, 0.35, 0.5)),
        "straight_span": Corruption("gaps", _straight, (0.05, 0.1, 0.2, 0.35, 0.5)),
        "later": Corruption("time", _shifted, (0.02, 0.05, 0.1, 0.2, 0.3)),
        "scaled": Corruption("level", _scaled, (1.05, 1.1, 1.25, 1.5, 2)),
        "offset": Corruption("level", _offset, (0.1, 0.2, 0.4, 0.7, 1)),
    }
)


def are_whole_of(arrays: Sequence[Steps | None]) -> NDArray[np.bool_]:
    """Of each channel whether all steps of some rows are whole numbers, shape (channels,).

    arrays: as of `deviation_of`.
    """
    return are_whole(_together(arrays))


def deviation_of(arrays: Sequence[Steps | None]) -> Steps:
    """Standard deviation of each channel over all steps of some rows, shape (channels,).

    arrays: each of shape (steps, channels), NaN where missing. 0 where nothing varies.
    """
    steps = _together(arrays)
    if not len(steps):
        return np.zeros(1)
    known = np.isfinite(steps)
    count = np.maximum(1, known.sum(axis=0))
    means = np.where(known, steps, 0.0).sum(axis=0) / count
    return np.asarray(np.sqrt((np.where(known, steps - means, 0.0) ** 2).sum(axis=0) / count))


def _together(arrays: Sequence[Steps | None]) -> Steps:
    """All steps of the rows that have some, shape (steps, channels)."""
    rows = [array for array in arrays if array is not None and len(array)]
    return np.concatenate(rows) if rows else np.zeros((0, 1))

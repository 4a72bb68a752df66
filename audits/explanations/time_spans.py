"""A sound or a sequence cut into spans of time that can be silenced."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from audits.data.dataset import Features
from audits.data.sounds import Sound
from audits.data.whole_numbers import are_whole, kept_whole
from audits.errors import NotApplicable
from audits.explanations.explanation import Mask

# Spans of equal length that a row is cut into, where it has as many steps.
SPANS = 16


@dataclass(frozen=True, eq=False)
class SpanInstance:
    """One row that runs over time. Its units are spans of equal length, one behind the other.

    content: a sound, or an array of shape (steps, channels). hidden: what stands for an absent
    span, shape (channels,): 0 of a sound, which is silence; of sequences the dataset's mean.
    """

    row: int
    column: str
    content: Sound | NDArray[np.float64]
    hidden: NDArray[np.float64]
    draws: int = 1

    @property
    def values(self) -> NDArray[np.floating]:
        """The samples, shape (frames,), or the steps, shape (steps, channels)."""
        return self.content.samples if isinstance(self.content, Sound) else self.content

    @cached_property
    def edges(self) -> NDArray[np.intp]:
        """Where spans begin and end, shape (units + 1,)."""
        count = max(1, min(SPANS, len(self.values)))
        return np.linspace(0, len(self.values), count + 1).round().astype(np.intp)

    @cached_property
    def units(self) -> tuple[str, ...]:
        """The spans by their times: seconds of a sound, numbers of steps from 1 of a sequence."""
        pairs = zip(self.edges[:-1].tolist(), self.edges[1:].tolist(), strict=True)
        if isinstance(self.content, Sound):
            rate = self.content.rate
            return tuple(f"{start / rate:.3f} to {end / rate:.3f} s" for start, end in pairs)
        return tuple(
            f"step {start + 1}" if end == start + 1 else f"steps {start + 1} to {end}"
            for start, end in pairs
        )

    def features(self, masks: Mask) -> Features:
        """One sound or sequence a mask, of the same length."""
        present = np.repeat(masks, np.diff(self.edges), axis=1)
        if isinstance(self.content, Sound):
            sound, silence = self.content, np.float32(self.hidden[0])
            made = [np.where(each, sound.samples, silence) for each in present]
            return {self.column: [Sound(one, sound.rate, sound.channels) for one in made]}
        return {
            self.column: [
                np.where(each[:, None], self.content, self.hidden[None, :]) for each in present
            ]
        }

    def original(self, copies: int) -> Features:
        """The row itself, so many times."""
        return {self.column: [self.content] * copies}


def span_instance(
    row: int, column: str, content: object, hidden: NDArray[np.float64]
) -> SpanInstance:
    """The row cut into spans; `NotApplicable` where there is nothing to cut.

    content: as a model is fed it. hidden: as of `SpanInstance`.
    """
    if not isinstance(content, Sound | np.ndarray) or not len(content):
        raise NotApplicable(f"row {row} has no steps", "explain a row with some")
    return SpanInstance(row, column, content, hidden)


def mean_step(arrays: Sequence[NDArray[np.float64] | None]) -> NDArray[np.float64]:
    """The mean of each channel over all steps of some sequences, shape (channels,); 0 of none.

    Of a channel of whole numbers the nearest one, for the model may take no fraction.

    arrays: each of shape (steps, channels), NaN where a step is missing.
    """
    steps = np.concatenate([array for array in arrays if array is not None])
    known = np.isfinite(steps)
    totals = np.where(known, steps, 0.0).sum(axis=0)
    means = np.asarray(totals / np.maximum(1, known.sum(axis=0)))
    return kept_whole(means, are_whole(steps))

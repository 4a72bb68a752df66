"""Sounds and sequences as the tensors that a graph takes: rate, length, padding, channels."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audits.data.sounds import Sound
from audits.errors import Refused
from audits.models.heard_sounds import Heard
from audits.models.held_numbers import are_held, why_not
from audits.specification.document import Preprocessing

# Shape (steps, channels), one a row.
Steps = NDArray[np.float64] | NDArray[np.float32]


@dataclass
class SignalPreparation:
    """How one input takes what runs over time.

    name: of the input. shape: its axes, None where open: rows and steps, or with channels as a
    third. dtype: of its numbers. spec: what the document says. heard: of sounds, at which rate.
    was_padded, was_cut: whether any row was. was_asked, takes_sounds: whether there were rows, and
    whether they were sounds.
    """

    name: str
    shape: tuple[int | None, ...]
    dtype: np.dtype[Any]
    spec: Preprocessing
    heard: Heard | None = field(init=False)
    was_padded: bool = False
    was_cut: bool = False
    takes_sounds: bool = False
    was_asked: bool = False

    def __post_init__(self) -> None:
        rate = self.spec.sampling_rate
        self.heard = None if rate is None else Heard(rate)

    def rows(self, values: Sequence[Any], column: str) -> list[Steps]:
        """Each row's steps, of shape (steps, channels), cut and filled up to a fixed length.

        values: sounds or arrays. column: that they stand in. Raises `Refused` for sounds without a
        stated rate, and for rows of a length or of channels that the input does not take.
        """
        arrays = [self._fitted(each, column) for each in self._arrays(values, column)]
        if self.spec.pad is None:
            return arrays
        longest = max((len(each) for each in arrays), default=0)
        return [self._padded(each, self._fixed(arrays[0].shape[1]) or longest) for each in arrays]

    def real_steps(self, values: Sequence[Any], column: str) -> NDArray[np.intp]:
        """How many steps of each row are no padding, shape (rows,).

        values, column: as of `rows`.
        """
        lengths = [len(each) for each in self._arrays(values, column)]
        channels = self._arrays(values[:1], column)[0].shape[1] if len(values) else 1
        fixed = self._fixed(channels)
        return np.minimum(lengths, fixed) if fixed else np.array(lengths, dtype=np.intp)

    def tensor(self, rows: Sequence[Steps]) -> NDArray[Any]:
        """Rows of one length as one array, shape (rows, steps) or with channels behind or before.

        rows: each of shape (steps, channels). A step that the model's type cannot hold is
        `Refused`: of whole numbers one that is missing, or a fraction.
        """
        stacked = np.stack([np.asarray(row) for row in rows])
        fits = are_held(stacked, self.dtype)
        if not fits.all():
            raise self._refused(
                f"a step {why_not(float(stacked[~fits][0]), self.dtype)}",
                "prepare the steps as in training",
            )
        if len(self.shape) == 2:
            stacked = stacked[:, :, 0]
        elif self._steps_axis(stacked.shape[2]) == 2:
            stacked = stacked.transpose(0, 2, 1)
        return np.ascontiguousarray(stacked).astype(self.dtype, copy=False)

    def of_columns(self, matrix: NDArray[Any]) -> NDArray[Any]:
        """A table's columns as steps of one channel, shape (rows, steps, 1) or (rows, 1, steps).

        matrix: shape (rows, steps). Raises `Refused` where the input takes other shapes.
        """
        rows: list[Steps] = [np.asarray(row, dtype=np.float64)[:, None] for row in matrix]
        return self.tensor([self._fitted(row, "the columns") for row in rows])

    def mask(self, real: NDArray[np.intp], steps: int, dtype: np.dtype[Any]) -> NDArray[Any]:
        """1 where a step is real, shape (rows, steps). real: how many are, shape (rows,)."""
        places = np.arange(steps)
        if self.spec.pad_side == "end":
            return np.asarray(places[None, :] < real[:, None]).astype(dtype)
        return np.asarray(places[None, :] >= steps - real[:, None]).astype(dtype)

    def description(self) -> str:
        """The preparation in words."""
        words = []
        if self.takes_sounds and self.heard is not None:
            words.append(self.heard.description())
        if self.spec.pad is None:
            words.append("no padding: only rows of one length are asked together")
        else:
            side = "behind" if self.spec.pad_side == "end" else "before"
            words.append(f"{self.spec.pad:g} stands {side} rows that are shorter")
        if self.spec.mask is not None:
            words.append(f"input {self.spec.mask!r} says which steps are real")
        if self.spec.lengths is not None:
            words.append(f"input {self.spec.lengths!r} says how many steps are real")
        if self.was_cut:
            words.append("longer rows lost their end")
        return f"input {self.name!r}: " + ", ".join(words)

    def _arrays(self, values: Sequence[Any], column: str) -> list[Steps]:
        self.was_asked = True
        if any(value is None or not len(value) for value in values):
            raise Refused.because(
                f"dataset.columns.{column}", "a row has no steps", "give it some, or leave it out",
                "no_sequence",
            )  # fmt: skip
        if not any(isinstance(value, Sound) for value in values):
            return [np.asarray(value) for value in values]
        self.takes_sounds = True
        if self.heard is None:
            raise Refused.because(
                "model.preprocessing.sampling_rate",
                f"input {self.name!r} takes sound, and a graph does not say at which rate",
                "say the rate that it was trained at: `preprocessing: {sampling_rate: 16000}`",
                "no_rate",
            )
        return [samples[:, None] for samples in self.heard.samples(values, column)]

    def _fitted(self, steps: Steps, column: str) -> Steps:
        taken = self._channels(steps.shape[1])
        if taken is not None and taken != steps.shape[1]:
            raise self._refused(
                f"takes rows of {self._shown()}, and a row of {column!r} has {len(steps)} steps of "
                f"{steps.shape[1]} channels",
                f"give {taken} channels a step, or say on which axis the steps are "
                "(`preprocessing: {steps: first}` or `last`)",
            )
        fixed = self._fixed(steps.shape[1])
        if not fixed or len(steps) == fixed:
            return steps
        reason = f"takes rows of {self._shown()}, and a row of {column!r} has {len(steps)} steps"
        if len(steps) > fixed:
            if not self.spec.crop:
                raise self._refused(
                    reason,
                    "say `preprocessing: {crop: true}` to leave the end out, or give shorter rows",
                )
            self.was_cut = True
            return steps[:fixed]
        if self.spec.pad is None:
            raise self._refused(
                reason,
                "say what stands in for the others, as in training: `preprocessing: {pad: 0}`",
            )
        return steps

    def _padded(self, steps: Steps, length: int) -> Steps:
        missing = length - len(steps)
        if missing <= 0:
            return steps
        self.was_padded = True
        around = (0, missing) if self.spec.pad_side == "end" else (missing, 0)
        filled = np.pad(steps, (around, (0, 0)), constant_values=self.spec.pad or 0.0)
        return np.asarray(filled, dtype=np.float64)

    def _steps_axis(self, channels: int) -> int:
        """Of three axes 1 or 2: as stated, else where the channels are not; open ones come last."""
        if len(self.shape) == 2 or self.spec.steps == "first":
            return 1
        if self.spec.steps == "last":
            return 2
        is_last = self.shape[1] == channels and self.shape[2] != channels
        return 2 if is_last else 1

    def _fixed(self, channels: int) -> int | None:
        return self.shape[self._steps_axis(channels)]

    def _channels(self, channels: int) -> int | None:
        if len(self.shape) == 2:
            return 1
        return self.shape[3 - self._steps_axis(channels)]

    def _shown(self) -> str:
        names = ("rows", "steps") if len(self.shape) == 2 else ("rows", "axis 1", "axis 2")
        sizes = (f"{name} {'any' if n is None else n}" for name, n in
                 zip(names[1:], self.shape[1:], strict=True))  # fmt: skip
        return "shape [" + ", ".join(sizes) + "]"

    def _refused(self, reason: str, remedy: str) -> Refused:
        return Refused.because(f"model.inputs.{self.name}", reason, remedy, "input_sequence")


def beside(
    preparation: SignalPreparation, values: Sequence[Any], column: str
) -> Mapping[str, NDArray[np.intp]]:
    """By input that says what is real: how many steps of each row are, shape (rows,).

    values, column: as of `SignalPreparation.rows`.
    """
    spec = preparation.spec
    named = [name for name in (spec.mask, spec.lengths) if name is not None]
    real = preparation.real_steps(values, column) if named else np.empty(0, dtype=np.intp)
    return dict.fromkeys(named, real)

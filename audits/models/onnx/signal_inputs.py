"""A graph asked with what runs over time: rows of one length together, and what is padding said."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audits.data.dataset import Features
from audits.models.onnx.session import Input
from audits.models.signal_preparation import SignalPreparation, beside

Group = tuple[NDArray[np.intp], Mapping[str, NDArray[Any]]]


def signal_inputs(
    inputs: Sequence[Input], feeds: Mapping[str, Sequence[str]], features: Features
) -> dict[str, str]:
    """By input of two or three axes the column of sounds or sequences that feeds it."""
    return {
        item.name: feeds[item.name][0]
        for item in inputs
        if item.name in feeds
        and len(item.shape) in (2, 3)
        and len(feeds[item.name]) == 1
        and isinstance(features[feeds[item.name][0]], list)
    }


def groups_of(
    inputs: Sequence[Input],
    signals: Mapping[str, str],
    preparations: Mapping[str, SignalPreparation],
    features: Features,
    others: Mapping[str, NDArray[Any]],
) -> Iterator[Group]:
    """Rows whose signals have one length, shape (rows,), and what is fed for them, by input.

    signals: as of `signal_inputs`, one at least. others: tensors of the other inputs, shape
    (rows, ...).
    """
    types = {item.name: item for item in inputs}
    fitted = {
        name: preparations[name].rows(list(features[column]), column)
        for name, column in signals.items()
    }
    lengths = np.array([[len(row) for row in rows] for rows in fitted.values()])
    _, group_of_row = np.unique(lengths, axis=1, return_inverse=True)
    group_of_row = group_of_row.reshape(-1)
    for group in range(int(group_of_row.max(initial=-1)) + 1):
        places = np.flatnonzero(group_of_row == group)
        fed = {name: values[places] for name, values in others.items()}
        for name, rows in fitted.items():
            column = signals[name]
            preparation = preparations[name]
            fed[name] = preparation.tensor([rows[row] for row in places])
            steps = len(rows[places[0]])
            own = [features[column][row] for row in places]
            for aside, real in beside(preparation, own, column).items():
                fed[aside] = _aside(types[aside], preparation, real, steps)
        yield places, fed


def _aside(
    item: Input, preparation: SignalPreparation, real: NDArray[np.intp], steps: int
) -> NDArray[Any]:
    if item.name == preparation.spec.lengths:
        return real.astype(item.dtype).reshape((-1,) + (1,) * (len(item.shape) - 1))
    return preparation.mask(real, steps, item.dtype)


def in_place(groups: Sequence[tuple[NDArray[np.intp], Sequence[Any]]], rows: int) -> list[Any]:
    """The outputs of all groups in the order of the rows: arrays, or lists of one a row.

    groups: places of rows, shape (rows of the group,), and the outputs for them.
    """
    made: list[Any] = []
    for number in range(len(groups[0][1])):
        first = groups[0][1][number]
        if isinstance(first, list):
            values: list[Any] = [None] * rows
            for places, outputs in groups:
                for row, value in zip(places.tolist(), outputs[number], strict=True):
                    values[row] = value
            made.append(values)
            continue
        array = np.empty((rows, *np.asarray(first).shape[1:]), dtype=np.asarray(first).dtype)
        for places, outputs in groups:
            array[places] = outputs[number]
        made.append(array)
    return made

"""Rows that a graph's inputs can hold: those with a fraction for whole numbers are not asked."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audits.data.dataset import Features
from audits.models import Answers
from audits.models.held_numbers import NotHeld, are_held, back_in_place
from audits.models.onnx.session import Input
from audits.models.postprocessing import NO_ANSWER
from audits.models.preprocessing import numbers_of


def not_held(
    inputs: Sequence[Input], feeds: Mapping[str, Sequence[str]], features: Features
) -> tuple[NDArray[np.bool_] | None, tuple[NotHeld, ...]]:
    """Rows that can be fed, shape (rows,), None for all; and of each column why others cannot.

    inputs: of the graph. feeds: by input the columns that feed it. features: each column of shape
    (rows,). A text that is no number is `Refused`.
    """
    there: NDArray[np.bool_] | None = None
    by_column: dict[str, NotHeld] = {}
    for name, dtype in _fed(inputs, feeds):
        one = _rows_held(features, name, dtype)
        if one is None or one.all():
            continue
        there = one if there is None else there & one
        first = int(np.flatnonzero(~one)[0])
        value = _value(features, name, first, dtype)
        by_column.setdefault(name, NotHeld(name, value, int((~one).sum()), dtype))
    return there, tuple(by_column.values())


def _fed(
    inputs: Sequence[Input], feeds: Mapping[str, Sequence[str]]
) -> Iterator[tuple[str, np.dtype[Any]]]:
    for item in inputs:
        if item.dtype.kind != "O" and not item.is_picture:
            for name in feeds.get(item.name, ()):
                yield name, item.dtype


def _rows_held(features: Features, name: str, dtype: np.dtype[Any]) -> NDArray[np.bool_] | None:
    """Shape (rows,); None of what is prepared first, and held or refused after that."""
    values = features[name]
    if isinstance(values, list):
        arrays = [row if isinstance(row, np.ndarray) and row.ndim == 2 else None for row in values]
        return np.array([row is None or bool(are_held(row, dtype).all()) for row in arrays])
    if dtype.kind == "f" and values.dtype.kind != "f":
        return None
    return are_held(numbers_of(features, name), dtype)


def _value(features: Features, name: str, row: int, dtype: np.dtype[Any]) -> float:
    """The row's first number that is not held."""
    values = features[name]
    if isinstance(values, list):
        steps = np.asarray(values[row])
        return float(steps[~are_held(steps, dtype)][0])
    return float(numbers_of({name: values[row : row + 1]}, name)[0])


def answers_in_place(answers: Answers, rows: NDArray[np.intp], total: int) -> Answers:
    """The answers of these rows among all, and none for the others.

    answers: of these rows. rows: their places, shape (rows,). total: how many rows there are.
    """
    chances = answers.probabilities
    return Answers(
        back_in_place(answers.codes, rows, total, NO_ANSWER),
        None if chances is None else back_in_place(chances, rows, total, np.nan),
    )

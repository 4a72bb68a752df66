"""Sizes that a graph was traced with and keeps in its nodes, though its inputs say any will do.

torch's older exporter writes such graphs: a Reshape holds the numbers that were seen once. They are
found by asking for zeros of other sizes, only after the graph has failed.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Fed: TypeAlias = Mapping[str, NDArray[Any]]
# What is looked for; each costs a call that fails where the size is kept.
_ROWS = (*range(1, 17), 32, 64, 128)
_STEPS = (*range(1, 129), 192, 256, 384, 512, 1024)
_REMEDY = (
    "export it again with `dynamo=True, dynamic_shapes={'%s': {0: torch.export.Dim('rows'), 1: "
    "torch.export.Dim('steps')}}`, or with %d steps that the file says, and state `preprocessing: "
    "{pad: ..., crop: true}`"
)


def rows_taken(fed: Fed, runs: Callable[[Fed], bool]) -> int | None:
    """The number of rows that the graph takes; None where it takes none, or one more as well.

    fed: of each input its array, shape (rows, ...). runs: whether a call comes through that is
    given arrays, each of a shape (rows, ...).
    """
    return _only(_ROWS, lambda size: runs(_sized(fed, tuple(fed), 0, size)))


def told_steps(fed: Fed, open_inputs: tuple[str, ...], runs: Callable[[Fed], bool]) -> str:
    """What to do where the graph takes one number of steps alone; "" where that is not it.

    fed: of each input its array, shape (rows, steps, ...). open_inputs: names of inputs whose axis
    1 may have any size. runs: whether a call comes through with arrays of a shape (rows, ...).
    """
    if not open_inputs:
        return ""
    one = _sized(fed, tuple(fed), 0, 1)
    size = _only(_STEPS, lambda steps: runs(_sized(one, open_inputs, 1, steps)))
    if size is None:
        return ""
    name = open_inputs[0]
    given = fed[name].shape[1]
    return (
        f"input {name!r} says that axis 1 may have any size, and its nodes hold the {size} that "
        f"it was exported with (here are {given}): {_REMEDY % (name, size)}"
    )


def _only(sizes: Iterable[int], runs: Callable[[int], bool]) -> int | None:
    first = next((size for size in sizes if runs(size)), None)
    return None if first is None or runs(first + 1) else first


def _sized(fed: Fed, names: tuple[str, ...], axis: int, size: int) -> Fed:
    """Zeros of the shapes that are fed, of so many along this axis of these inputs."""
    zeros = {}
    for name, values in fed.items():
        shape = list(values.shape)
        if name in names:
            shape[axis] = size
        zeros[name] = np.zeros(shape, values.dtype)
    return zeros

"""How far a graph's answers lie from those of the library that it was written from."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audits.models.onnx.session import Runtime

# Rows of random numbers that both are asked, and how far apart their answers may lie.
ROWS, TOLERANCE = 32, 1e-4


def largest_difference(
    graph: Path, rows: Sequence[NDArray[Any]], expected: Sequence[NDArray[Any]]
) -> float:
    """Of numbers beyond 1 relative to their size; infinite where the shapes are others.

    rows: an array for each input, with its shape (rows, ...). expected: the library's answers, an
    array of shape (rows, ...) for each output.
    """
    runtime = Runtime(graph)
    fed = {item.name: values for item, values in zip(runtime.inputs, rows, strict=True)}
    answers = runtime.run([item.name for item in runtime.outputs], fed)
    if len(answers) != len(expected):
        return float("inf")
    worst = 0.0
    for ours, theirs in zip(answers, expected, strict=True):
        if np.shape(ours) != theirs.shape:
            return float("inf")
        scaled = np.abs(np.asarray(ours, dtype=float) - theirs) / np.maximum(1, np.abs(theirs))
        worst = max(worst, float(scaled.max(initial=0.0)))
    return worst

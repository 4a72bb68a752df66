"""Lists of numbers in the cells of a table: one a row, of its own length, as JSON spells them.

`[0.1, null, 0.3]` has three steps of one channel, `[[1, 2], [3, 4]]` two steps of two. A missing
step is null or NaN. Parquet's lists of numbers are spelled so when they are read, and so are its
lists of texts.
"""

import json

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from audits.data.reading.non_numeric_cells import BadColumn
from audits.data.reading.spelling import cell_text
from audits.data.sequences import Sequences

# A profile takes a column for one of sequences from two steps on: `[1]` may be a footnote.
FEWEST_STEPS = 2
_SHOWN = 60
_REMEDY = (
    "write each row as a list of numbers, [1, 2.5, null], or of a list a step with channels, "
    "[[1, 2], [3, 4]]; in pandas a long table is made so by "
    "`frame.sort_values('time').groupby('id')['value'].agg(list)`"
)


def steps_of(text: str) -> NDArray[np.float64] | None:
    """The steps that a cell spells, shape (steps, channels), NaN where missing.

    text: the cell. None where it is no list of numbers.
    """
    if not text.lstrip().startswith("["):
        return None
    try:
        values = json.loads(text)
        if any(isinstance(value, str | bool | dict) for value in values):
            return None
        array = np.array(values, dtype=np.float64)
    except (ValueError, TypeError, RecursionError, OverflowError):
        return None
    if array.ndim == 1:
        array = array[:, None]
    return array if array.ndim == 2 and not np.isinf(array).any() else None


def is_list_of_numbers(kind: pa.DataType) -> bool:
    """Whether an Arrow type is a list of numbers, or of lists of them."""
    tests = (pa.types.is_list, pa.types.is_large_list, pa.types.is_fixed_size_list)
    for _ in range(2):
        if not any(test(kind) for test in tests):
            return False
        kind = kind.value_type
        if pa.types.is_integer(kind) or pa.types.is_floating(kind):
            return True
    return False


def is_list_of_words(kind: pa.DataType) -> bool:
    """Whether an Arrow type is a list of texts, as of a row's several labels."""
    tests = (pa.types.is_list, pa.types.is_large_list)
    if not any(test(kind) for test in tests):
        return False
    return bool(pa.types.is_string(kind.value_type) or pa.types.is_large_string(kind.value_type))


def spelled_lists(cells: pa.Array) -> pa.Array:
    """Arrow lists as the texts that spell them."""
    spelled = [None if value is None else json.dumps(value) for value in cells.to_pylist()]
    return pa.array(spelled, pa.string())


class GatheredSequences:
    """Cells as arrays of steps."""

    def __init__(self) -> None:
        self._rows: list[NDArray[np.float64] | None] = []

    def add(self, cells: pa.Array) -> None:
        """Take the next batch of cells; raises `BadColumn` where one is no list of numbers."""
        for value in cells.to_pylist():
            text = cell_text(value)
            if text is None or not text.strip():
                self._rows.append(None)
                continue
            steps = steps_of(text)
            if steps is None:
                row = len(self._rows) + 1
                raise BadColumn(
                    f"row {row} holds {text[:_SHOWN]!r}, which is no list of numbers",
                    _REMEDY,
                    "no_sequence",
                )
            self._rows.append(steps)

    def sequences(self) -> Sequences:
        """The rows; raises `BadColumn` where they differ in their channels."""
        channels = sorted({rows.shape[1] for rows in self._rows if rows is not None and len(rows)})
        if len(channels) > 1:
            raise BadColumn(
                f"rows have {channels[0]} and {channels[1]} channels a step",
                "give every step of every row as many numbers",
                "unequal_channels",
            )
        return Sequences.of(self._rows)

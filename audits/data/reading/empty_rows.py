"""Lines of a CSV file that hold delimiters alone: a spreadsheet's rows that were once touched."""

from collections.abc import Callable, Iterator, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from audits.data.reading.table import Batch
from audits.specification.counts import counted

# The named columns of a file, a batch at a time; batches of the same rows whatever the columns.
ReadColumns = Callable[[Sequence[str]], Iterator[Batch]]


def without_empty_rows(
    read: ReadColumns, names: Sequence[str], every: Sequence[str], noticed: list[str]
) -> Iterator[Batch]:
    """The batches without rows that hold nothing in any column.

    names: of the columns that are asked for, strings alone. every: of all that the file has; they
    are read only from the first batch on in which a row is empty in `names`. noticed: takes how
    many rows were left out, at the end.
    """
    others: Iterator[tuple[int, Batch]] | None = None
    left_out = 0
    for number, batch in enumerate(read(names)):
        empty = _empty(batch)
        if empty.any() and len(every) > len(names):
            others = enumerate(read(every)) if others is None else others
            empty &= _empty(next(each for index, each in others if index == number))
        if empty.any():
            left_out += int(empty.sum())
            filled = pa.array(~empty)
            batch = {name: cells.filter(filled) for name, cells in batch.items()}
        yield batch
    if left_out:
        noticed.append(
            f"{counted(left_out, 'line holds', 'lines hold')} delimiters alone, no value in any "
            "column, and counted as no row"
        )


def _empty(batch: Batch) -> NDArray[np.bool_]:
    """Rows that hold nothing in the batch's columns, shape (rows,)."""
    empty: NDArray[np.bool_] | None = None
    for cells in batch.values():
        blank = np.asarray(pc.equal(cells, "").to_numpy(zero_copy_only=False), dtype=bool)
        empty = blank if empty is None else empty & blank
        if not empty.any():
            break
    assert empty is not None
    return empty

"""The names of the columns again among the rows, as where files are joined one below the other.

They are refused and not told: one such row makes names of a column's numbers and a group of its
name.
"""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from audits.data.arrays import Flags
from audits.data.reading.table import Batch, bad


def check_header_again(batch: Batch, above: int) -> None:
    """No row of a text table whose every cell is its column's name.

    above: rows of the table before this batch. Raises `Refused` with how to leave them out.
    """
    names = [name for name in batch if name]
    if len(names) < 2 or not all(_is_text(batch[name]) for name in names):
        return
    again = np.ones(len(batch[names[0]]), dtype=bool)
    holding = []
    for name in names:  # as a rule the first column has its name in no cell
        holding.append(_holding(batch[name], name))
        again &= holding[-1]
        if not again.any():
            return
    if all((one & ~again).any() for one in holding):
        return  # a table without a header, whose first row stands there again (`no_header`)
    first = above + int(np.flatnonzero(again)[0]) + 1
    raise bad(
        f"row {first:,} below the header holds the names of the columns again, as where files were "
        "joined: it is no row, and would count as one",
        "join them without the header of each but the first, or leave those lines out, in pandas "
        f"`frame = frame[frame[{names[0]!r}] != {names[0]!r}]`",
        "header_again",
    )


def _is_text(cells: pa.Array) -> bool:
    kind = cells.type.value_type if pa.types.is_dictionary(cells.type) else cells.type
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))


def _holding(cells: pa.Array, text: str) -> Flags:
    """Shape (rows,): where the cell is this text, but for blanks around it."""
    if pa.types.is_dictionary(cells.type):
        words = pc.equal(pc.utf8_trim_whitespace(cells.dictionary), text)
        codes = np.flatnonzero(words.fill_null(False).to_numpy(zero_copy_only=False))
        return np.isin(cells.indices.fill_null(-1).to_numpy(zero_copy_only=False), codes)
    equal = pc.equal(pc.utf8_trim_whitespace(cells), text)
    return np.asarray(equal.fill_null(False).to_numpy(zero_copy_only=False))

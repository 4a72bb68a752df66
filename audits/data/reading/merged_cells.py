"""Columns that name a value once for the rows below it, as merged cells and pivots do."""

from collections.abc import Iterator

import numpy as np

from audits.data.dataset import Categories
from audits.data.reading.read_column import COMPARED, Read
from audits.specification.roles import Role

_MEASURED = (*COMPARED, Role.NUISANCE, Role.CLUSTER)
# Of fewer cells, that no two in succession are alike may be chance, as that the first is filled
# where a larger share is.
_FEWEST, _SMALL_SHARE = 8, 0.05


def merged_cells(read: Read) -> Iterator[str]:
    """That half the cells or more are empty, and no two filled ones in succession are alike.

    The first is filled. Cells that are missing for other reasons leave rows of one value in
    succession, and seldom begin at the first row.
    """
    if read.column.spec.role not in _MEASURED or not isinstance(read.values, Categories):
        return
    codes = read.values.codes
    filled = codes[codes >= 0]
    # Two rows of each value leave half the cells empty.
    if 2 * len(filled) > len(codes) or len(filled) < 2 or codes[0] < 0:
        return
    is_once = len(np.unique(filled)) == len(filled) <= _SMALL_SHARE * len(codes)
    if (is_once or len(filled) >= _FEWEST) and (filled[1:] != filled[:-1]).all():
        name = read.column.name
        yield (
            f"column {name!r} is empty but for {len(filled):,} cells, the first among them, and "
            "never holds the same value twice in succession, as in a sheet with merged cells or "
            "a pivot, where a value stands for the empty cells below it too: if so, fill them, in "
            f"pandas `frame[{name!r}] = frame[{name!r}].ffill()`; as it stands nothing is known of "
            "those rows"
        )

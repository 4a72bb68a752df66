"""Groups of a table of counts that stand once above the rows of their other values.

A pivot in tabular form writes `Female, admitted` and below it an empty cell and `rejected`: as it
stands, those rejected are of no known group. A table of counts has each combination once; so that
some stand twice with empty cells, and none does where these are filled from above, is no accident.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import combinations

from audits.data.reading.count_tables import cell_text, crossings
from audits.data.reading.table import Batch
from audits.specification.missing_words import MISSING_CELL
from audits.specification.profiles import ColumnProfile

# A pivot of more columns is filled by hand.
_MOST_MERGED = 5


def merged_groups(
    columns: Sequence[ColumnProfile],
    rows: int,
    batches: Callable[[Sequence[str]], Iterator[Batch]],
) -> tuple[str, ...]:
    """The columns whose empty cells mean the value above, if anything counts the rows; or ().

    rows: of the table. batches: of it, in the order of the file, to be read once more.
    """
    with_gaps = {column.name for column in columns if column.missing}
    for names in dict.fromkeys(tuple(names) for _, names in crossings(columns, rows)):
        if not with_gaps & set(names):
            continue
        cells: dict[str, list[str]] = {name: [] for name in names}
        for batch in batches(names):
            for name in names:
                cells[name].extend(map(cell_text, batch[name].to_pylist()))
        if _repeats(cells) and (merged := _merged(cells, with_gaps)):
            return merged
    return ()


def _merged(cells: dict[str, list[str]], with_gaps: set[str]) -> tuple[str, ...]:
    """The fewest columns that leave no combination twice once they are filled; () if none do."""
    names = [name for name in cells if name in with_gaps and cells[name][0] != MISSING_CELL]
    filled = {name: _filled(cells[name]) for name in names[:_MOST_MERGED]}
    for size in range(1, len(filled) + 1):
        for merged in combinations(filled, size):
            if not _repeats(cells | {name: filled[name] for name in merged}):
                return merged
    return ()


def _filled(cells: Sequence[str]) -> list[str]:
    filled: list[str] = []
    for cell in cells:
        filled.append(filled[-1] if cell == MISSING_CELL and filled else cell)
    return filled


def _repeats(cells: dict[str, list[str]]) -> bool:
    rows = list(zip(*cells.values(), strict=True))
    return len(set(rows)) < len(rows)

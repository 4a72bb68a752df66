"""Whether combinations of values are those of a design, in which factors are crossed.

People whose ages and incomes make each of them one of a kind are there once each too, as the cells
of a design are; but of a design every combination of two factors or more has its row.
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

# A design has few factors, and what follows from one of them (a word's length) in few columns.
MOST_COLUMNS = 12


def are_crossed(columns: Mapping[str, NDArray[np.uint64]]) -> bool:
    """Whether two factors or more are crossed, each combination there; others follow from these.

    columns: by name the cells of the same rows as numbers, shape (rows,), equal where cells are.
    """
    if len(columns) > MOST_COLUMNS:
        return False
    coded = [np.unique(cells, return_inverse=True)[1] for cells in columns.values()]
    coded.sort(key=lambda codes: -int(codes.max(initial=0)))
    cell, combinations, factors = np.zeros(len(coded[0]), dtype=np.int64), 1, 0
    for codes in coded:
        levels = int(codes.max(initial=0)) + 1
        _, joint = np.unique(cell * levels + codes, return_inverse=True)
        number = int(joint.max(initial=0)) + 1
        if number == combinations:
            continue  # it follows from those before it
        if number != combinations * levels:
            return False
        cell, combinations, factors = joint, number, factors + 1
    return factors > 1

"""What a row of each cell weighs by all rows of the table, in cells that hold few or none too.

Weights follow what the rows were sampled by. Where the flagged were all looked at and of the others
one in twenty, a row that was not flagged weighs twenty times as much, in the cells that nobody was
found in as well: a sample without a missed positive has nothing of the weight that one would have.
"""

import numpy as np
from numpy.typing import NDArray

from audits.data.arrays import Floats

# Cells beyond which none is reckoned from the others.
MOST_CELLS = 1 << 14
TURNS = 4


def typical_weights(
    row_counts: NDArray[np.int64], weights: Floats, squares: Floats
) -> Floats | None:
    """The weight of a row of each cell, itself weighted; the shape of the three. None without rows.

    row_counts, weights, squares: shape (groups, levels) or (groups, levels, levels), of each cell
    its rows, their weights and the squares of these added up. Of two columns a cell weighs what its
    level of the one and its level of the other make of it, as factors: by least squares on the
    logarithms of the cells with rows, each counted by them. A weight that goes with the label alone
    (cases and controls) or the answer alone (a review of the flagged) is found so where no row has
    both. A cell that nothing connects with the others may weigh what the heaviest do. Groups have a
    factor each.
    """
    if not squares.any():
        return None
    around = tuple(range(1, weights.ndim))
    factor = np.ones((len(weights), *[1] * len(around)))
    typical = np.ones(weights.shape[1:])
    # What groups weigh and what cells weigh is found in turn.
    for _ in range(TURNS):
        typical = _of_cells(
            row_counts.sum(0), (weights / factor).sum(0), (squares / factor**2).sum(0)
        )
        own, expected = squares.sum(around), (weights * typical).sum(around)
        ratio = np.ones(len(own))
        np.divide(own, expected, out=ratio, where=expected > 0)
        factor = ratio.reshape(factor.shape)
    return np.asarray(factor * typical)


def _of_cells(rows: NDArray[np.int64], weights: Floats, squares: Floats) -> Floats:
    """What a row of each cell weighs; all of one shape."""
    seen = squares > 0  # of a weight of 1e-200 the square is nothing
    known = np.zeros(weights.shape)
    np.divide(squares, weights, out=known, where=seen)
    known = np.where(seen, known, known.max())
    if known.ndim != 2 or known.size > MOST_CELLS:
        return known
    factors = _by_factors(known, np.where(seen, rows, 0))
    # Where a cell's own rows weigh otherwise, the more of them there are the more they count.
    return np.asarray((squares + factors**2) / (weights + factors))


def _by_factors(known: Floats, rows: NDArray[np.int64]) -> Floats:
    """Each cell as its row's factor times its column's; those of no seen kind as they are.

    known, rows: shape (levels, levels).
    """
    # A tenth of a second, of tables with weights alone: no other has cells to reckon.
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import connected_components
    from scipy.sparse.linalg import lsqr

    first, second = np.nonzero(rows > 0)
    width, all_levels = len(known), sum(known.shape)
    of_cell = np.arange(len(first))
    ones = np.ones(len(first))
    places = csr_array((ones, (first, width + second)), shape=(all_levels, all_levels))
    _, kind = connected_components(places, directed=False)
    logs = np.log(known[first, second])
    middle = float(logs.mean())
    root = np.sqrt(rows[first, second])
    design = csr_array(
        (
            np.concatenate([root, root]),
            (np.concatenate([of_cell, of_cell]), np.concatenate([first, width + second])),
        ),
        shape=(len(first), all_levels),
    )
    effects = lsqr(design, (logs - middle) * root)[0]
    fitted = np.exp(middle + effects[:width, None] + effects[None, width:])
    connected = kind[:width, None] == kind[None, width:]
    return np.where(connected, fitted, known)

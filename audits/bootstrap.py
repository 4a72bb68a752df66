"""Bootstrap replicates as evidence that survives storage, and multinomial draws of cells."""

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from audits.intervals import GRID

Floats = NDArray[np.float64]


def grid_of(replicates: Floats) -> Floats:
    """Quantiles of the replicates at the deviates that the method "bootstrap" reads."""
    return np.asarray(np.quantile(replicates, ndtr(GRID)))


def evidence_of(value: float, quantiles: Floats) -> tuple[float, ...]:
    return (value, *quantiles.tolist())


def bias_corrected(value: float, replicates: Floats) -> Floats:
    """Quantiles with the bias corrected (Efron 1981, Canadian Journal of Statistics 9:139).

    The share of replicates under the value tells how far they sit to one side; levels shift by
    twice that. The shift is held to two deviates, beyond which it would be noise.
    """
    below = (replicates < value).mean() + (replicates == value).mean() / 2
    shift = float(np.clip(ndtri(np.clip(below, 1e-6, 1 - 1e-6)), -2, 2))
    return np.asarray(np.quantile(replicates, ndtr(GRID + 2 * shift)))


def draw_cells(
    counts: NDArray[np.int64],
    draws: int,
    rng: np.random.Generator,
    *,
    rows: int | None = None,
) -> NDArray[np.int64]:
    """Multinomial draws of the cells, shape (draws, *cells): the same as resampling rows.

    rows: how many each draw has; as many as were counted unless stated.
    """
    flat = counts.reshape(-1)
    used = np.flatnonzero(flat)
    total = int(flat.sum())
    found = np.zeros((draws, flat.size), dtype=np.int64)
    found[:, used] = rng.multinomial(rows or total, flat[used] / total, size=draws)
    return found.reshape(draws, *counts.shape)

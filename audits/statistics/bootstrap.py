"""Bootstrap replicates as evidence that survives storage, and multinomial draws of cells."""

from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from audits.data.arrays import Floats
from audits.statistics.interval_methods import GRID


def grid_of(replicates: Floats) -> Floats:
    """Quantiles at the deviates of `interval_methods.GRID`, which "bootstrap" reads: shape (65,).

    replicates: shape (draws,), in any order; quantiles between two of them are interpolated.
    """
    ordered = np.sort(replicates)
    return np.interp(_shares() * (len(ordered) - 1), np.arange(len(ordered)), ordered)


@cache
def _shares() -> Floats:
    return np.asarray(ndtr(GRID))


def evidence_of(value: float, quantiles: Floats) -> tuple[float, ...]:
    """The evidence of the method "bootstrap": the estimate, then the quantiles of its replicates.

    value: the estimate. quantiles: shape (65,), as `grid_of` returns them.
    """
    return (value, *quantiles.tolist())


def draw_cells(
    counts: NDArray[np.int64],
    draws: int,
    rng: np.random.Generator,
    *,
    rows: int | None = None,
) -> NDArray[np.int64]:
    """Multinomial draws of the cells, shape (draws, *cells): the same as resampling rows.

    counts: shape (*cells), rows in each cell. rows: how many each draw has; as many as were counted
    unless stated. Efron 1979, Annals of Statistics 7:1.
    """
    flat = counts.reshape(-1)
    used = np.flatnonzero(flat)
    total = int(flat.sum())
    drawn = np.zeros((draws, flat.size), dtype=np.int64)
    drawn[:, used] = rng.multinomial(rows or total, flat[used] / total, size=draws)
    return drawn.reshape(draws, *counts.shape)

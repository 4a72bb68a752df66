"""Numbers of a whole confusion matrix: correlation, kappa, F1, balanced accuracy."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audits.bootstrap import bias_corrected, draw_cells, evidence_of, grid_of
from audits.counts import Tally
from audits.intervals import limits
from audits.measurement import Measurement, Undetermined

Floats = NDArray[np.float64]
# Cells drawn at a time: 16 MB.
AT_ONCE = 1 << 21


def matthews_correlation(cells: NDArray[Any]) -> Floats:
    """Correlation of label and prediction; shape (..., classes, classes) to (...).

    0 where either is constant. Several classes: Gorodkin 2004, Comput. Biol. Chem. 28:367.
    """
    held = np.asarray(cells, dtype=np.float64)
    labels, predictions = held.sum(-1), held.sum(-2)
    total = labels.sum(-1)
    right = np.trace(held, axis1=-2, axis2=-1)
    shared = right * total - (labels * predictions).sum(-1)
    spread = (total**2 - (labels**2).sum(-1)) * (total**2 - (predictions**2).sum(-1))
    root = np.sqrt(np.maximum(spread, 0.0))
    return np.asarray(np.divide(shared, root, out=np.zeros_like(root), where=root > 0))


def cohen_kappa(cells: NDArray[Any]) -> Floats:
    """Agreement beyond chance, (..., classes, classes) to (...). Cohen 1960, EPM 20:37.

    0 where label and prediction are constant and the same, for then chance explains all.
    """
    held = np.asarray(cells, dtype=np.float64)
    total = held.sum((-2, -1))
    seen = np.trace(held, axis1=-2, axis2=-1) * total
    chance = (held.sum(-1) * held.sum(-2)).sum(-1)
    room = total**2 - chance
    return np.asarray(np.divide(seen - chance, room, out=np.zeros_like(total), where=room > 0))


def whole_cells(tally: Tally) -> NDArray[np.int64]:
    """Counts to resample: with weights, brought to the effective number of rows."""
    if tally.weights is None or tally.squares is None:
        return tally.rows
    scale = float(tally.weights.sum()) / float(tally.squares.sum())
    return np.asarray(np.rint(tally.weights * scale), dtype=np.int64)


def bootstrapped(
    value: float,
    tally: Tally,
    measure: Callable[[NDArray[Any]], Floats],
    draws: int,
    rng: np.random.Generator,
    *,
    effective: float | None = None,
) -> tuple[str, tuple[float, ...]]:
    """Method and evidence of a function of the cells, by multinomial draws of the cells.

    effective: how many rows each draw has, where they are clustered; else as many as there are.

    Where the draws do not vary (nothing wrong was seen, or one answer only), half a row is
    added to each cell first, so that the interval is not a point.
    """
    cells = whole_cells(tally)
    size = None if effective is None else max(2, round(effective))
    replicates = _replicates(cells, measure, draws, rng, rows=size)
    if float(np.ptp(replicates)) > 1e-12:
        quantiles = bias_corrected(value, replicates)
        return f"bootstrap ({draws} draws of the cells)", evidence_of(value, quantiles)
    replicates = _replicates(2 * cells + 1, measure, draws, rng, rows=size or int(cells.sum()))
    method = f"bootstrap ({draws} draws, half a row added to each cell)"
    return method, evidence_of(value, grid_of(replicates))


def _replicates(
    cells: NDArray[np.int64],
    measure: Callable[[NDArray[Any]], Floats],
    draws: int,
    rng: np.random.Generator,
    rows: int | None = None,
) -> Floats:
    """The measure of each draw, a few million cells at a time."""
    step = max(1, AT_ONCE // max(1, cells.size))
    parts = []
    for start in range(0, draws, step):
        drawn = draw_cells(cells, min(step, draws - start), rng, rows=rows)
        parts.append(measure(drawn))
    return np.concatenate(parts)


def as_f1(jaccard: Measurement) -> Measurement:
    """From true positives among all but true negatives, q, to F1 = 2 q / (1 + q)."""

    def carried(value: float) -> float:
        return 2 * value / (1 + value)

    if isinstance(jaccard, Undetermined):
        if jaccard.raw is None:
            return jaccard
        value, interval = jaccard.raw
        ends = replace(interval, lower=carried(interval.lower), upper=carried(interval.upper))
        return replace(jaccard, raw=(carried(value), ends))
    open_ = jaccard.unanswered
    if open_ is not None and open_.bounds is not None:
        lower, upper = carried(open_.bounds.lower), carried(open_.bounds.upper)
        open_ = replace(open_, bounds=replace(open_.bounds, lower=lower, upper=upper))
    method = "wilson-f1" if jaccard.method == "wilson" else "linearised-f1"
    return replace(
        jaccard,
        value=carried(jaccard.value),
        interval=limits(method, jaccard.evidence, jaccard.confidence),
        method=method,
        unanswered=open_,
    )

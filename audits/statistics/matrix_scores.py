"""Numbers of a whole confusion matrix: correlation, kappa, F1, balanced accuracy."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audits.data.arrays import Floats
from audits.data.tallies import Tally
from audits.measurement import Measurement, Undetermined
from audits.statistics.bootstrap import evidence_of, grid_of
from audits.statistics.interval_methods import GRID
from audits.statistics.intervals import limits

# Labels and predictions, each (classes, ...), and how often both are the same, (...).
Margins = tuple[Floats, Floats, Floats]
# Cells drawn at a time: 16 MB.
AT_ONCE = 1 << 21


def matthews_correlation(cells: NDArray[Any]) -> Floats:
    """Correlation of label and prediction: shape (...), 0 where either is constant.

    cells: shape (..., classes, classes), counts, label first. Two classes: Matthews 1975, BBA
    405:442; several: Gorodkin 2004, Comput. Biol. Chem. 28:367.
    """
    return matthews_of(*_margins(cells))


def matthews_of(labels: Floats, predictions: Floats, right: Floats) -> Floats:
    """`matthews_correlation` of the margins: shape (...).

    labels, predictions: shape (classes, ...), how often each is. right: shape (...), how often both
    are the same.
    """
    total = labels.sum(0)
    shared = right * total - (labels * predictions).sum(0)
    variances = (total**2 - (labels**2).sum(0)) * (total**2 - (predictions**2).sum(0))
    root = np.sqrt(np.maximum(variances, 0.0))
    return np.asarray(np.divide(shared, root, out=np.zeros_like(root), where=root > 0))


def cohen_kappa(cells: NDArray[Any]) -> Floats:
    """Agreement beyond chance: shape (...). Cohen 1960, EPM 20:37.

    cells: shape (..., classes, classes), counts, label first. 0 where label and prediction are
    constant and the same, for then chance explains all.
    """
    return kappa_of(*_margins(cells))


def kappa_of(labels: Floats, predictions: Floats, right: Floats) -> Floats:
    """`cohen_kappa` of the margins: shape (...).

    labels, predictions: shape (classes, ...), how often each is. right: shape (...), how often both
    are the same.
    """
    total = labels.sum(0)
    seen = right * total
    chance = (labels * predictions).sum(0)
    room = total**2 - chance
    return np.asarray(np.divide(seen - chance, room, out=np.zeros_like(total), where=room > 0))


def _margins(cells: NDArray[Any]) -> Margins:
    """Labels and predictions, each (classes, ...), and the diagonal's sum, (...).

    The classes come first, so that a sum over two of them runs along thousands of draws.
    """
    counts = np.asarray(cells, dtype=np.float64)
    counts = np.ascontiguousarray(np.moveaxis(counts, (-2, -1), (0, 1)))
    right = sum(counts[label, label] for label in range(len(counts)))
    return counts.sum(1), counts.sum(0), np.asarray(right, dtype=np.float64)


def whole_cells(tally: Tally) -> Floats:
    """Counts to draw from, shape of the tally; with weights they sum to the effective rows."""
    if tally.weights is None or tally.squares is None:
        return tally.rows.astype(np.float64)
    return tally.weights * (float(tally.weights.sum()) / float(tally.squares.sum()))


def effective_cells(tally: Tally) -> tuple[Floats, Floats]:
    """Of each cell, how many rows of one weight would be as uncertain, and that weight.

    Both have the shape of the tally. A weighted sum of counts moves like a gamma variable of this
    size and scale (Fay & Feuer 1997, Statistics in Medicine 16:791). A cell of few rows most often
    lacks the heavy ones, so none is taken to weigh less than rows in general do.
    """
    if tally.weights is None or tally.squares is None:
        return tally.rows.astype(np.float64), np.ones(tally.rows.shape)
    general = float(tally.squares.sum()) / float(tally.weights.sum())
    scale = np.full(tally.weights.shape, general)
    np.divide(tally.squares, tally.weights, out=scale, where=tally.weights > 0)
    scale = np.maximum(scale, general)
    return tally.weights / scale, scale


def fiducial(
    value: float,
    tally: Tally,
    measure: Callable[[NDArray[Any]], Floats],
    draws: int,
    rng: np.random.Generator,
    *,
    effective: float | None = None,
) -> tuple[str, tuple[float, ...]]:
    """Method and evidence of a score of labels (first axis) against predictions.

    A bootstrap of the rows draws no error where none was seen, or few where few were. Here the
    shares of the cells are drawn from Dirichlet distributions: for the lower limit as if two
    further rows had been answered wrongly, for the upper one as if two had been answered rightly,
    spread evenly over the labels. For one share that is Clopper and Pearson's pair of limits,
    which are quantiles of Beta(x, n - x + 1) and Beta(x + 1, n - x).

    value: the score itself. measure: the score of cells of shape (draws, classes, classes), as of
    `cohen_kappa`. draws: how many for either limit. effective: how many rows the cells stand for,
    where they are clustered; else all of them.
    """
    cells, scale = drawn_cells(tally, effective)
    classes = len(cells)
    right = np.eye(classes)
    share = 2 / classes
    wrong = share * (1 - right) / max(1, classes - 1)
    low = grid_of(_replicates(cells + wrong, scale, measure, draws, rng))
    high = grid_of(_replicates(cells + share * right, scale, measure, draws, rng))
    return as_fiducial(value, low, high, draws)


def drawn_cells(tally: Tally, effective: float | None) -> tuple[Floats, Floats]:
    """What `fiducial` draws from: rows of each cell and what one weighs, of classes that occur.

    Both have the shape (classes, classes). tally: label first. effective: how many rows the cells
    stand for, where they are clustered; else all of them.
    """
    cells, scale = effective_cells(tally)
    if effective is not None:
        cells = cells * (effective / float(whole_cells(tally).sum()))
    used = (cells.sum(0) + cells.sum(1)) > 0
    return cells[used][:, used], scale[used][:, used]


def as_fiducial(
    value: float, low: Floats, high: Floats, draws: int
) -> tuple[str, tuple[float, ...]]:
    """Method and evidence of a score. low, high: shape (65,), quantiles as `grid_of` returns them.

    value: the score itself. draws: how many either's quantiles are of.
    """
    # The middle belongs to neither; it is read only beyond the ends of the grid.
    quantiles = np.where(GRID < 0, low, np.where(GRID > 0, high, (low + high) / 2))
    return f"fiducial ({draws} draws of the cells)", evidence_of(value, quantiles)


def _replicates(
    cells: Floats,
    scale: Floats,
    measure: Callable[[NDArray[Any]], Floats],
    draws: int,
    rng: np.random.Generator,
) -> Floats:
    """The measure of each Dirichlet draw, a few million cells at a time; a scale is no matter."""
    step = max(1, AT_ONCE // max(1, cells.size))
    parts = []
    for start in range(0, draws, step):
        size = (min(step, draws - start), *cells.shape)
        parts.append(measure(rng.standard_gamma(cells, size) * scale))
    return np.concatenate(parts)


def as_f1(jaccard: Measurement) -> Measurement:
    """F1 = 2 q / (1 + q) from `jaccard`, q: the true positives among all but true negatives.

    Interval, bounds and raw value are carried over with it, for F1 rises with q. van Rijsbergen
    1979, Information Retrieval, 7.
    """

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

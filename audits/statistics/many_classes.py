"""Correlation and kappa of many classes: most cells of the matrix are empty, so few are drawn.

What `audits.statistics.matrix_scores.fiducial` draws, from the same law. A Dirichlet share of a
cell is a gamma variable over the sum of all, and a gamma variable of the cell's rows and of the
little that is pretended of each cell is the sum of two. The pretended rows, spread evenly over
hundreds of thousands of cells, are drawn as a Dirichlet process: a total, broken into pieces, each
in a cell drawn evenly (Sethuraman 1994, Statistica Sinica 4:639; exact for any number of cells).
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from audits.data.arrays import Floats
from audits.statistics.matrix_scores import Margins, kappa_of, matthews_of

# Gamma variables drawn at a time: 16 MB.
AT_ONCE = 1 << 21
# Rows that are pretended, and into how many pieces their total is broken: what is left after the
# last one is .67 ** 64 of it on average.
PRETENDED, PIECES = 2, 64


def scores_of_draws(
    cells: Floats, scale: Floats, draws: int, rng: np.random.Generator
) -> tuple[tuple[Floats, Floats], tuple[Floats, Floats]]:
    """(correlation, kappa) of each draw, for the lower limits and for the upper ones.

    cells: shape (classes, classes), rows of each, label first. scale: shape (classes, classes),
    what a row of the cell weighs. draws: of either limit. rng: draws them. Each array returned has
    the shape (draws,).
    """
    scores: list[list[Floats]] = [[], [], [], []]
    step = max(1, AT_ONCE // max(len(cells), int(np.count_nonzero(cells))))
    for start in range(0, draws, step):
        for margins, correlations, kappas in zip(
            _margins(cells, scale, min(step, draws - start), rng), scores[::2], scores[1::2],
            strict=True,
        ):  # fmt: skip
            correlations.append(matthews_of(*margins))
            kappas.append(kappa_of(*margins))
    low_correlation, low_kappa, high_correlation, high_kappa = map(np.concatenate, scores)
    return (low_correlation, low_kappa), (high_correlation, high_kappa)


def _margins(
    cells: Floats, scale: Floats, draws: int, rng: np.random.Generator
) -> Iterator[Margins]:
    """Margins of draws with two further rows answered wrongly, then with two answered rightly."""
    label, prediction = np.nonzero(cells)
    drawn = rng.standard_gamma(cells[label, prediction], (draws, len(label)))
    drawn *= scale[label, prediction]
    classes = len(cells)
    labels = _added(drawn, label, classes)
    order = np.argsort(prediction, kind="stable")
    predictions = _added(drawn[:, order], prediction[order], classes)
    right = drawn[:, label == prediction].sum(1)
    for is_right in (False, True):
        pieces = _pieces(draws, rng)
        row = rng.integers(0, classes, pieces.shape)
        shift = 0 if is_right else rng.integers(1, max(2, classes), pieces.shape)
        column = (row + shift) % classes
        pieces *= scale[row, column]
        yield (
            labels + _placed(pieces, row, classes),
            predictions + _placed(pieces, column, classes),
            right + (pieces.sum(1) if is_right else 0.0),
        )


def _added(drawn: Floats, group: NDArray[np.intp], classes: int) -> Floats:
    """Columns added up by their group, which rises; shape (classes, draws)."""
    present, starts = np.unique(group, return_index=True)
    sums = np.zeros((classes, len(drawn)))
    sums[present] = np.add.reduceat(drawn, starts, axis=1).T
    return sums


def _pieces(draws: int, rng: np.random.Generator) -> Floats:
    """Shape (draws, pieces): a gamma total, broken at beta variables."""
    broken = rng.beta(1, PRETENDED, (draws, PIECES))
    broken[:, -1] = 1.0
    left = np.cumprod(1 - broken[:, :-1], axis=1)
    broken[:, 1:] *= left
    return np.asarray(broken * rng.standard_gamma(PRETENDED, (draws, 1)))


def _placed(pieces: Floats, of_class: NDArray[np.integer], classes: int) -> Floats:
    """The pieces added up where they fell, shape (classes, draws)."""
    draws = len(pieces)
    sum_of = of_class * draws + np.arange(draws)[:, None]
    sums = np.bincount(sum_of.reshape(-1), pieces.reshape(-1), minlength=classes * draws)
    return sums.astype(np.float64, copy=False).reshape(classes, draws)

"""Where a declared nuisance shows in the input: pixels or words that differ within the label."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from audits.confounds.predictive_words import presence
from audits.data.arrays import Rows
from audits.data.dataset import Images
from audits.measurement import WhyNot

# A pixel counts from here on: standard errors, and grey levels.
SURPRISING, VISIBLE = 5.0, 8.0
# Larger pictures would cost too much to compare pixel by pixel.
MOST_PIXELS = 320 * 320
MOST_WORDS = 6


@dataclass(frozen=True, eq=False)
class Patch:
    """Pixels in which values of the nuisance differ. where: shape (height, width)."""

    where: NDArray[np.bool_]

    @property
    def share(self) -> float:
        return float(self.where.mean())


def patch(images: Images, strata: Rows, levels: Rows) -> Patch | WhyNot:
    """The pixels whose mean differs between levels within strata, or why none can be named.

    images: of the sampled rows. strata, levels: shape (rows,), -1 where missing.
    """
    shape: tuple[int, ...] | None = None
    sums: dict[tuple[int, int], list[NDArray[np.float64]]] = {}
    counts: dict[tuple[int, int], int] = {}
    for row, picture in enumerate(map(images.source.decode, images.names)):
        if shape is None:
            shape = picture.shape
        if picture.shape != shape or picture.shape[0] * picture.shape[1] > MOST_PIXELS:
            return WhyNot(
                "the pictures are too large or differ in size, so no pixels can be compared"
            )
        if levels[row] < 0:
            continue
        cell = (int(strata[row]), int(levels[row]))
        values = picture.astype(np.float64)
        cell_sums = sums.setdefault(cell, [np.zeros(shape), np.zeros(shape)])
        cell_sums[0] += values
        cell_sums[1] += values**2
        counts[cell] = counts.get(cell, 0) + 1
    if shape is None:
        return WhyNot("there are no pictures")
    where = np.zeros(shape[:2], dtype=bool)
    for level in sorted({level for _, level in sums}):
        where |= _differs(sums, counts, level, shape)
    if not where.any():
        return WhyNot("no pixel differs between its values, the label fixed")
    return Patch(where)


def _differs(
    sums: dict[tuple[int, int], list[NDArray[np.float64]]],
    counts: dict[tuple[int, int], int],
    level: int,
    shape: tuple[int, ...],
) -> NDArray[np.bool_]:
    """Where this level's mean differs from the others', averaged over strata."""
    total, variance, weight = np.zeros(shape), np.zeros(shape), 0.0
    for stratum in sorted({s for s, _ in sums}):
        inside = [(stratum, level)] if (stratum, level) in sums else []
        outside = [cell for cell in sums if cell[0] == stratum and cell[1] != level]
        n, m = sum(counts[c] for c in inside), sum(counts[c] for c in outside)
        if n < 5 or m < 5:
            continue
        share = n * m / (n + m)
        first, variance_inside = _moments(sums, inside, n)
        second, variance_outside = _moments(sums, outside, m)
        total += share * (first - second)
        variance += share**2 * (variance_inside / n + variance_outside / m)
        weight += share
    if weight == 0:
        return np.zeros(shape[:2], dtype=bool)
    # A pixel that never varies would have no error; one grey level is the least there is.
    error = np.sqrt(variance / weight**2 + (1 / 12) / weight)
    difference = total / weight
    is_different = (np.abs(difference) > SURPRISING * error) & (np.abs(difference) > VISIBLE)
    return np.asarray(is_different.any(axis=2))


def _moments(
    sums: dict[tuple[int, int], list[NDArray[np.float64]]], cells: list[tuple[int, int]], rows: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    mean = np.sum([sums[cell][0] for cell in cells], axis=0) / rows
    square = np.sum([sums[cell][1] for cell in cells], axis=0) / rows
    return mean, np.maximum(square - mean**2, 0.0)


def words(texts: list[str], strata: Rows, levels: Rows) -> dict[int, list[str]] | WhyNot:
    """For each level the words that stand in its texts and hardly elsewhere, the label fixed.

    Returned by level, strongest first; or why there are none.
    """
    inputs, vocabulary = presence(texts)
    if not vocabulary:
        return WhyNot("no word stands in enough texts")
    by_level: dict[int, list[str]] = {}
    for level in np.unique(levels[levels >= 0]).tolist():
        excess, variance = np.zeros(len(vocabulary)), np.full(len(vocabulary), 1e-9)
        for stratum in np.unique(strata):
            inside = (strata == stratum) & (levels == level)
            outside = (strata == stratum) & (levels >= 0) & (levels != level)
            n, m = int(inside.sum()), int(outside.sum())
            if n < 5 or m < 5:
                continue
            a = np.asarray(inputs[np.flatnonzero(inside)].sum(axis=0)).ravel()
            b = np.asarray(inputs[np.flatnonzero(outside)].sum(axis=0)).ravel()
            # Cochran-Mantel-Haenszel, word by word.
            expected = n * (a + b) / (n + m)
            excess += a - expected
            variance += expected * (m / (n + m)) * (n + m - a - b) / max(1, n + m - 1)
        z = excess / np.sqrt(variance)
        strong = [
            index for index in np.argsort(-z, kind="stable")[:MOST_WORDS] if z[index] > SURPRISING
        ]
        if strong:
            by_level[level] = [vocabulary[index] for index in strong]
    return by_level or WhyNot("no word stands more often at one of its values, the label fixed")

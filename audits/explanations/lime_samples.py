"""Draws around a row: which words or regions are absent, and what a table's values become.

Sampling follows Ribeiro, Singh & Guestrin 2016 and its reference implementation, drawn for all
samples at once. A table's draws do not depend on the row, so every row shares one set of
answers; only the nearness differs.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audits.data.arrays import Matrix
from audits.data.dataset import Features
from audits.data.whole_numbers import are_whole
from audits.explanations.explanation import Mask
from audits.explanations.surrogate import Vector
from audits.explanations.table_features import Table

# Quantiles kept of each bin's truncated normal.
FINE = 1024


def absent_words(units: int, samples: int, rng: np.random.Generator) -> Mask:
    """Shape (samples, units): the number absent is uniform on 1..units; the first row is whole."""
    sizes = rng.integers(1, units + 1, samples)
    sizes[0] = 0
    keys = rng.random((samples, units), dtype=np.float32)
    ordered = np.argsort(keys, axis=1)
    ranks = np.empty_like(ordered)
    np.put_along_axis(ranks, ordered, np.arange(units)[None, :], axis=1)
    return np.asarray(ranks >= sizes[:, None])


def absent_regions(units: int, samples: int, rng: np.random.Generator) -> Mask:
    """Shape (samples, units): each is absent with probability one half; the first row is whole."""
    masks = rng.random((samples, units), dtype=np.float32) < 0.5
    masks[0] = True
    return masks


def cosine_distances(masks: Mask) -> Vector:
    """To the whole row: 1 - sqrt(share present); 1 where nothing is left."""
    return np.asarray(1 - np.sqrt(masks.mean(axis=1)))


@dataclass(frozen=True, eq=False)
class Spread:
    """How one column is drawn and compared.

    mean, scale: of the values that are there. edges: between bins, empty for categories.
    table: shape (bins, FINE), quantiles within each bin; empty where rows are drawn instead.
    shares: share of the rows in each bin. ends: the least and the greatest value.
    """

    number: bool
    whole: bool
    gaps: bool
    mean: float
    scale: float
    edges: Vector
    shares: Vector
    table: Matrix
    ends: tuple[float, float] = (0.0, 0.0)


def spread_of(table: Table, name: str) -> Spread:
    """Learn how a column varies."""
    values = table.columns[name]
    if values.dtype == object:
        none = np.empty(0)
        return Spread(False, False, False, 0.0, 1.0, none, none, np.empty((0, 0)))
    numbers = values.astype(np.float64)
    there = numbers[~np.isnan(numbers)]
    gaps = len(there) < len(numbers)
    if len(there) == 0:
        there = np.zeros(1)
    scale = float(there.std())
    edges = np.unique(np.percentile(there, [25, 50, 75]))
    whole = bool(are_whole(there))
    bins = np.searchsorted(edges, there)
    shares = np.bincount(bins, minlength=len(edges) + 1) / len(there)
    return Spread(
        number=True,
        whole=whole,
        gaps=gaps,
        mean=float(there.mean()),
        scale=scale if scale > 0 else 1.0,
        edges=edges,
        shares=shares,
        table=np.empty((0, 0)) if whole or gaps else _truncated(there, bins, edges),
        ends=(float(there.min()), float(there.max())),
    )


def _truncated(values: Vector, bins: NDArray[np.intp], edges: Vector) -> Matrix:
    """Quantiles of a normal with the bin's mean and deviation, cut off at its ends."""
    from scipy.special import ndtr, ndtri

    ends = np.concatenate([[values.min()], edges, [values.max()]])
    fractions = (np.arange(FINE) + 0.5) / FINE
    quantiles = np.empty((len(edges) + 1, FINE))
    for index in range(len(edges) + 1):
        inside = values[bins == index]
        low, high = ends[index], ends[index + 1]
        mean = inside.mean() if len(inside) else low
        deviation = inside.std() if len(inside) else 0.0
        if deviation == 0 or low == high:
            quantiles[index] = mean
            continue
        start, stop = ndtr((low - mean) / deviation), ndtr((high - mean) / deviation)
        drawn = mean + deviation * ndtri(start + fractions * (stop - start))
        quantiles[index] = np.clip(drawn, low, high)
    return quantiles


@dataclass(frozen=True, eq=False)
class TableDraws:
    """Samples of a table.

    features: what the model is asked, `samples` rows a column.
    places: shape (samples, columns): scaled values where `slopes`, else the bin or level.
    slopes: shape (columns,), whether the column enters as a number rather than as "same or not".
    """

    features: Features
    places: Matrix
    slopes: NDArray[np.bool_]
    spreads: tuple[Spread, ...]

    @cached_property
    def width(self) -> float:
        """Of the kernel: three quarters of the root of the number of columns."""
        return float(np.sqrt(len(self.slopes)) * 0.75)


def draw_table(
    table: Table, samples: int, rng: np.random.Generator, *, discretised: bool
) -> TableDraws:
    """Draw every column on its own: normal, within quartiles, or as the rows have it.

    Whole numbers stay whole and among those that rows have, and columns with gaps keep them (their
    rows are drawn), so that a model is never asked about an age of 37.4 it could not meet.
    """
    features: dict[str, NDArray[np.generic]] = {}
    places = np.empty((samples, len(table.names)))
    slopes = np.zeros(len(table.names), dtype=bool)
    spreads = []
    for column, name in enumerate(table.names):
        spread = spread_of(table, name)
        spreads.append(spread)
        drawn: NDArray[Any]
        if spread.number and not spread.gaps and not discretised:
            drawn = spread.mean + spread.scale * rng.standard_normal(samples)
            if spread.whole:
                drawn = np.clip(np.round(drawn), *spread.ends)
            slopes[column] = True
            places[:, column] = (drawn - spread.mean) / spread.scale
        elif spread.table.size:
            ends = np.cumsum(spread.shares)
            bins = np.searchsorted(ends[:-1], rng.random(samples), side="right")
            drawn = spread.table[bins, rng.integers(0, FINE, samples)]
            places[:, column] = bins
        else:
            drawn = table.columns[name][rng.integers(0, len(table), samples)]
            places[:, column] = place_of(table, name, spread, drawn)
        features[name] = drawn
    return TableDraws(features, places, slopes, tuple(spreads))


def place_of(table: Table, name: str, spread: Spread, values: NDArray[np.generic]) -> Vector:
    """Bin of a number (one of its own for missing), or level of a category (-1 if unknown)."""
    if spread.number:
        numbers = values.astype(np.float64)
        bins = np.searchsorted(spread.edges, numbers).astype(np.float64)
        bins[np.isnan(numbers)] = len(spread.edges) + 1
        return bins
    levels = {level: code for code, level in enumerate(table.levels(name)[0].tolist())}
    return np.array([levels.get(value, -1) for value in values.tolist()], dtype=np.float64)

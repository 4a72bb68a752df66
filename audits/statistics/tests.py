"""Tests and corrections for many tests. No p-value is ever 0."""

from collections.abc import Sequence
from math import sqrt

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import bdtr, bdtrc, chdtrc

SMALLEST = 1e-300


def holm(p_values: Sequence[float]) -> tuple[float, ...]:
    """Adjusted p-values in the given order: family-wise error. Holm 1979, SJS 6:65.

    p_values: one of each test, between 0 and 1.
    """
    order = sorted(range(len(p_values)), key=lambda index: p_values[index])
    adjusted = [0.0] * len(p_values)
    highest = 0.0
    for rank, index in enumerate(order):
        highest = max(highest, min(1.0, p_values[index] * (len(p_values) - rank)))
        adjusted[index] = highest
    return tuple(adjusted)


def benjamini_hochberg(p_values: Sequence[float]) -> tuple[float, ...]:
    """Adjusted p-values in the given order: false discovery rate.

    p_values: one of each test, between 0 and 1. Benjamini & Hochberg 1995, JRSS B 57:289.
    """
    order = sorted(range(len(p_values)), key=lambda index: p_values[index], reverse=True)
    adjusted = [0.0] * len(p_values)
    lowest = 1.0
    for rank, index in enumerate(order):
        lowest = min(lowest, p_values[index] * len(p_values) / (len(p_values) - rank))
        adjusted[index] = lowest
    return tuple(adjusted)


def mcnemar_exact(b: int, c: int) -> float:
    """Two-sided exact p-value of b against c discordant pairs.

    McNemar 1947, Psychometrika 12:153.
    """
    if b + c == 0:
        return 1.0
    return max(SMALLEST, min(1.0, 2 * float(bdtr(min(b, c), b + c, 0.5))))


def more_often(b: int, c: int) -> float:
    """One-sided exact p-value that of b + c discordant pairs more than half are of the first kind.

    The exact conditional test of accuracy > majority share: b rows right where the majority
    answer is wrong, c the reverse. McNemar 1947, Psychometrika 12:153.
    """
    return 1.0 if b <= 0 else max(SMALLEST, float(bdtrc(b - 1, b + c, 0.5)))


def cramers_v(table: ArrayLike) -> float:
    """Association of two categories, 0 to 1, from their counts; not corrected for bias.

    table: shape (rows, columns). Empty rows and columns are left out. Raises `ValueError` where
    fewer than two of either remain. Cramér 1946, Mathematical Methods of Statistics, 21.
    """
    counts = np.asarray(table, dtype=np.float64)
    counts = counts[counts.sum(1) > 0][:, counts.sum(0) > 0]
    if min(counts.shape) < 2:
        raise ValueError("an association needs two values of each of the two columns")
    total = counts.sum()
    expected = counts.sum(1, keepdims=True) * counts.sum(0, keepdims=True) / total
    statistic = float(((counts - expected) ** 2 / expected).sum())
    return sqrt(statistic / (float(total) * (min(counts.shape) - 1)))


def independence_p(table: ArrayLike) -> float:
    """Pearson's chi-square test of independence, without continuity correction.

    table: shape (rows, columns), counts; empty rows and columns are left out, and 1 is returned
    where fewer than two of either remain. Pearson 1900, Philosophical Magazine 50:157; degrees of
    freedom: Fisher 1922, JRSS 85:87.
    """
    counts = np.asarray(table, dtype=np.float64)
    counts = counts[counts.sum(1) > 0][:, counts.sum(0) > 0]
    if min(counts.shape) < 2:
        return 1.0
    expected = counts.sum(1, keepdims=True) * counts.sum(0, keepdims=True) / counts.sum()
    statistic = float(((counts - expected) ** 2 / expected).sum())
    degrees_of_freedom = (counts.shape[0] - 1) * (counts.shape[1] - 1)
    return max(SMALLEST, float(chdtrc(degrees_of_freedom, statistic)))


def permutation_p(reached: int, draws: int) -> float:
    """p-value of a permutation test: (1 + reached) / (1 + draws), never 0.

    reached: of so many draws, those at least as far off as what was seen, whose own order is one of
    the permutations. Phipson & Smyth 2010, SAGMB 9:39.
    """
    return (1 + reached) / (1 + draws)

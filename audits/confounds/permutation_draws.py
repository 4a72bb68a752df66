"""Draws of the nuisance given the label: what it could have been had the answer not mattered.

Three ways, by what is known of the nuisance given the label:
strata      the label is a category: shuffle within it; exact, nothing is assumed
residuals   both are numbers: shuffle what the label leaves, on one scale
swaps       the label is a number, the nuisance a category with modelled probabilities: swap pairs
            at the odds that the model gives (Berrett, Wang, Barber & Samworth 2020, JRSS B 82:175)
"""

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit

from audits.data.arrays import Rows

# Numbers held at a time: draws are made in batches, so memory grows with the rows alone.
HELD = 2_000_000
STEPS = 50


def batches(rows: int, draws: int) -> Iterator[int]:
    """How many draws to make at a time."""
    size = max(1, min(draws, HELD // max(rows, 1)))
    for start in range(0, draws, size):
        yield min(size, draws - start)


def shuffles(
    strata: Rows, sizes: NDArray[np.int64], draws: int, rng: np.random.Generator
) -> Iterator[Rows]:
    """Row numbers shuffled within each stratum, shape (draws of a batch, rows)."""
    order = np.argsort(strata, kind="stable")
    sorted_already = bool((np.diff(strata) >= 0).all())
    bounds = np.concatenate([[0], np.cumsum(sizes)])
    for size in batches(len(strata), draws):
        placed = np.tile(order, (size, 1))
        for start, stop in pairwise(bounds.tolist()):
            if stop - start > 1:
                rng.permuted(placed[:, start:stop], axis=1, out=placed[:, start:stop])
        if sorted_already:
            yield placed
            continue
        shuffled = np.empty_like(placed)
        shuffled[:, order] = placed
        yield shuffled


def swaps(
    codes: Rows, log_odds: NDArray[np.float64], draws: int, rng: np.random.Generator
) -> Iterator[NDArray[np.integer]]:
    """The nuisance's codes rearranged at the odds of the model, shape (draws of a batch, rows).

    codes: shape (rows,). log_odds: shape (rows, levels), log probability of each level given the
    row's label, up to a constant a row. A hub is reached from the data by the steps in reverse and
    every draw starts from it, so that data and draws are exchangeable.
    """
    rows, levels = log_odds.shape
    half = rows // 2
    step = _swap_two if levels == 2 else _swap
    small = codes.astype(np.int8 if levels <= 127 else np.int32)
    for size in batches(rows, draws):
        pairings = [rng.permutation(rows)[: 2 * half] for _ in range(STEPS)]
        hub = np.ascontiguousarray(small[:, None])
        for pairing in reversed(pairings):
            step(hub, pairing[:half], pairing[half:], log_odds, rng)
        chains = np.repeat(hub, size, axis=1)
        for pairing in pairings:
            step(chains, pairing[:half], pairing[half:], log_odds, rng)
        yield np.ascontiguousarray(chains.T)


def _swap(
    codes: NDArray[np.integer],
    left: Rows,
    right: Rows,
    log_odds: NDArray[np.float64],
    rng: np.random.Generator,
) -> None:
    """Swap each pair or not, in every chain; `codes` has shape (rows, chains)."""
    first, second = codes[left], codes[right]
    pair, chain = np.nonzero(first != second)
    a, b = first[pair, chain], second[pair, chain]
    source, to = left[pair], right[pair]
    gain = log_odds[source, b] + log_odds[to, a] - log_odds[source, a] - log_odds[to, b]
    moved = gain > logit(rng.random(len(gain)))
    pair, chain = pair[moved], chain[moved]
    codes[left[pair], chain] = b[moved]
    codes[right[pair], chain] = a[moved]


def _swap_two(
    codes: NDArray[np.integer],
    left: Rows,
    right: Rows,
    log_odds: NDArray[np.float64],
    rng: np.random.Generator,
) -> None:
    """The same for two levels: a pair that differs is put in order at one chance."""
    contrast = log_odds[:, 1] - log_odds[:, 0]
    chance = expit(contrast[left] - contrast[right]).astype(np.float32)[:, None]
    first, second = codes[left], codes[right]
    drawn = rng.random(first.shape, dtype=np.float32) < chance
    differ = first ^ second
    # Where the two differ, the left one is 1 at this chance and the right one is the other.
    first ^= differ & (first ^ drawn)
    codes[left] = first
    codes[right] = first ^ differ

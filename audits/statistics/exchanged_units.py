"""Whether two sides differ by more than their units would if these were exchanged between them.

Were both sides treated alike, any other parting of the same units could have been theirs: how often
one gives as large a difference is exact for whatever the units' values are, far ones included
(Fisher 1935, The Design of Experiments, 21; Pitman 1937, JRSS Supplement 4:119).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, islice, product
from math import comb, prod

import numpy as np

from audits.data.arrays import Flags, Floats
from audits.statistics.means import Codes

# Units of all partings that are looked at at once; and that are drawn, whatever `draws` says.
_AT_ONCE, _MOST_DRAWN, _FEWEST_DRAWS = 1_000_000, 20_000_000, 999
# Sums of the same numbers added up in another order are the same sum.
ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class Exchanged:
    """above: p that the first side is not above the second; below: that it is not below.

    partings: how many ways were looked at. exact: whether all were.
    """

    above: float
    below: float
    partings: int
    exact: bool


def exchanged(
    values: Floats, first: Flags, weights: Floats, strata: Codes, *, most: int, draws: int
) -> Exchanged:
    """The difference of the sides' weighted means, summed over strata, among all partings.

    values: shape (units,). first: shape (units,), which are of the first side. weights: shape
    (units,). strata: shape (units,), codes of those that may be exchanged with each other, each
    with units of both sides; a stratum counts as its units weigh. most: ways up to which all are
    counted; else so many `draws`, the same for the same units in whatever order, fewer of more than
    a few thousand units, and p is (1 + b) / (1 + B) (Phipson & Smyth 2010, SAGMB 9:39).
    """
    order = np.lexsort((weights, values, ~first, strata))
    values, first, weights, strata = values[order], first[order], weights[order], strata[order]
    _, starts = np.unique(strata, return_index=True)
    ends = [*starts[1:].tolist(), len(strata)]
    parts = [slice(start, end) for start, end in zip(starts.tolist(), ends, strict=True)]
    sizes = [(one.stop - one.start, int(first[one].sum())) for one in parts]
    observed = float(_differences(first[None], values, weights, parts)[0])
    slack = ROUNDING * float(np.abs(values).max(initial=0.0))
    exact = prod(comb(*size) for size in sizes) <= most
    above = below = total = 0
    for taken in every_parting(sizes) if exact else _drawn(sizes, draws):
        apart = _differences(taken, values, weights, parts)
        above += int((apart >= observed - slack).sum())
        below += int((apart <= observed + slack).sum())
        total += len(apart)
    extra = 0 if exact else 1
    greater, smaller = ((count + extra) / (total + extra) for count in (above, below))
    return Exchanged(greater, smaller, total, exact)


def _differences(taken: Flags, values: Floats, weights: Floats, parts: list[slice]) -> Floats:
    """Of each parting, shape (ways,). taken: shape (ways, units), those of the first side."""
    total = np.zeros(len(taken))
    for own_rows in parts:
        own, weight = weights[own_rows], float(weights[own_rows].sum())
        weighed, both = taken[:, own_rows] @ own, float(own @ values[own_rows])
        sums = taken[:, own_rows] @ (own * values[own_rows])
        total += weight * (sums / weighed - (both - sums) / (weight - weighed))
    return total / float(weights.sum())


def every_parting(sizes: Sequence[tuple[int, int]]) -> Iterator[Flags]:
    """All ways, shape (ways, units) a block. sizes: of each stratum its units, and the first's."""
    starts = np.cumsum([0, *(units for units, _ in sizes)])
    at_once = max(1, _AT_ONCE // int(starts[-1]))
    ways = product(*(
        combinations(range(start, start + units), taken)
        for start, (units, taken) in zip(starts.tolist(), sizes, strict=False)
    ))  # fmt: skip
    while block := [sum(way, ()) for way in islice(ways, at_once)]:
        flags = np.zeros((len(block), int(starts[-1])), dtype=bool)
        np.put_along_axis(flags, np.array(block, dtype=np.intp), True, axis=1)
        yield flags


def _drawn(sizes: Sequence[tuple[int, int]], draws: int) -> Iterator[Flags]:
    every = sum(units for units, _ in sizes)
    draws = min(draws, max(_FEWEST_DRAWS, _MOST_DRAWN // every))
    at_once = max(1, _AT_ONCE // every)
    if draws <= at_once:
        yield _few_drawn(tuple(sizes), draws)
        return
    rng = np.random.default_rng(0)
    for start in range(0, draws, at_once):
        yield _block(rng, sizes, min(at_once, draws - start))


@lru_cache(maxsize=4)
def _few_drawn(sizes: tuple[tuple[int, int], ...], draws: int) -> Flags:
    # The same for every number about the same names.
    return _block(np.random.default_rng(0), sizes, draws)


def _block(rng: np.random.Generator, sizes: Sequence[tuple[int, int]], draws: int) -> Flags:
    blocks = []
    for units, taken in sizes:
        block = np.zeros((draws, units), dtype=bool)
        block[:, :taken] = True
        blocks.append(rng.permuted(block, axis=1))
    return np.concatenate(blocks, axis=1)

"""Whether one set of words goes with one set of attributes, and another with another (WEAT).

Caliskan, Bryson & Narayanan 2017, Science 356:183. A word's association is its mean cosine with the
first attributes minus that with the second; the effect size d is the difference of the two targets'
mean associations over the standard deviation of all of them, with n - 1 (the sample's, as the
published figures have it), so it lies between about -2 and 2. Words are exchanged between the two
targets to see how often chance alone gives as much.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, islice
from math import comb

import numpy as np

from audits.data.arrays import Flags, Floats

# Ways to part the targets' words up to which all are counted.
MOST_COUNTED = 200_000
_AT_ONCE = 20_000
# Sums of the same words added up in another order are the same sum.
_ROUNDING = 1e-9


def associations(words: Floats, first: Floats, second: Floats) -> Floats:
    """Shape (words,): mean cosine with the first attributes minus that with the second.

    words, first, second: vectors, shape (words, width) each.
    """
    return np.asarray(
        (unit(words) @ unit(first).T).mean(axis=1) - (unit(words) @ unit(second).T).mean(axis=1)
    )


def unit(vectors: Floats) -> Floats:
    """The vectors at length 1, a vector of nothing as it is. vectors: shape (words, width)."""
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.asarray(vectors / np.where(lengths > 0, lengths, 1.0), dtype=np.float64)


def effect_size(first: Floats, second: Floats) -> float:
    """d of two targets' associations, shape (words,) each; 0 where nothing varies."""
    both = np.concatenate([first, second])
    deviation = float(both.std(ddof=1))
    if deviation <= _ROUNDING * float(np.abs(both).max(initial=0.0)):
        return 0.0
    return float(first.mean() - second.mean()) / deviation


@dataclass(frozen=True, slots=True)
class Permuted:
    """one_sided: p that the first target goes with the first attributes no more than by chance.

    two_sided: p of either way. partings: how many ways were looked at. exact: whether all were.
    """

    one_sided: float
    two_sided: float
    partings: int
    exact: bool

    @property
    def method(self) -> str:
        """How it was tested, in words."""
        if self.exact:
            return f"exact permutation test, all {self.partings:,} partings"
        return f"permutation test, {self.partings:,} partings drawn"


def permuted(
    first: Floats, second: Floats, rng: np.random.Generator, draws: int = 99_999
) -> Permuted:
    """The test that exchanges words between the targets; associations, shape (words,) each.

    All partings of the same sizes where they can be counted, the one at hand among them; else so
    many are drawn, and p is (1 + b) / (1 + B) (Phipson & Smyth 2010, SAGMB 9:39). rng: of these.
    """
    both = np.concatenate([first, second])
    observed, slack = float(first.sum()), _ROUNDING * float(np.abs(both).sum())
    ways = comb(len(both), len(first))
    exact = ways <= MOST_COUNTED
    above = below = total = 0
    blocks = _every(len(both), len(first)) if exact else _drawn(len(both), len(first), rng, draws)
    for taken in blocks:
        sums = taken @ both
        above += int((sums >= observed - slack).sum())
        below += int((sums <= observed + slack).sum())
        total += len(sums)
    extra = 0 if exact else 1
    greater, smaller = ((count + extra) / (total + extra) for count in (above, below))
    return Permuted(greater, min(1.0, 2 * min(greater, smaller)), total, exact)


def _every(words: int, taken: int) -> Iterator[Flags]:
    """All ways, shape (ways, words) a block."""
    ways = combinations(range(words), taken)
    while block := list(islice(ways, _AT_ONCE)):
        block_of_ways = np.zeros((len(block), words), dtype=bool)
        np.put_along_axis(block_of_ways, np.array(block, dtype=np.intp), True, axis=1)
        yield block_of_ways


def _drawn(words: int, taken: int, rng: np.random.Generator, draws: int) -> Iterator[Flags]:
    """Ways at random, shape (ways, words) a block."""
    for start in range(0, draws, _AT_ONCE):
        size = min(_AT_ONCE, draws - start)
        block = np.zeros((size, words), dtype=bool)
        block[:, :taken] = True
        yield rng.permuted(block, axis=1)

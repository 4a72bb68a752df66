"""What the words of a sample add to the uncertainty of what is explained with them.

A word is taken away by putting other words of the same table in its place, so a mean over explained
rows depends on the sample twice: by the rows explained, and by the words that all rows lend. Over
rows alone a standard error misses the second, which every explained row shares. So the sample is
cut into as many blocks as rows are explained, each with one of them and its share of the other
texts. The mean is taken again without each block, neither explained nor lending: the delete-a-group
jackknife (Quenouille 1956, Biometrika 43:353; Kott 2001, Journal of Official Statistics 17:521).
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from audits.data.arrays import Floats

# More would make the error of the error smaller, and the work grows with rows times blocks.
MOST_BLOCKS = 60


def numbered(explained: Sequence[int]) -> dict[int, int]:
    """The block of each explained row, one each up to MOST_BLOCKS."""
    return {row: rank % MOST_BLOCKS for rank, row in enumerate(explained)}


def blocks_of(rows: Sequence[int], explained: Sequence[int]) -> list[int]:
    """The block of each row of the sample: explained rows as numbered, the others dealt."""
    own = numbered(explained)
    count = max(own.values(), default=-1) + 1
    blocks, dealt = [], 0
    for row in rows:
        if row in own:
            blocks.append(own[row])
        else:
            blocks.append(dealt % count if count else -1)
            dealt += 1
    return blocks


def without_each(shares: Floats, lent: Floats) -> Floats:
    """The shares of the replacements were each block not there, shape (blocks, m).

    Where a block lent them all, nothing else is known and they stay.
    """
    left = shares * np.clip(1 - lent, 0.0, 1.0)
    total = left.sum(axis=1, keepdims=True)
    return np.where(total > 1e-9, left / np.where(total > 1e-9, total, 1.0), shares)


def influence_on_mean(values: Floats, without: Floats, own: NDArray[np.intp]) -> Floats:
    """What the mean of the values loses without each block, less the average loss; shape (blocks,).

    values: shape (n,), a number of each explained row. without: shape (blocks, n), the same with
    each block's words not there; own: shape (n,), the block that each value's row is in, two
    different ones at the least. Of words that nobody lent: what each row itself says.
    """
    blocks = len(without)
    counted = own[None, :] != np.arange(blocks)[:, None]
    rest = counted.sum(axis=1)

    def loss(left: Floats) -> Floats:
        means = (left * counted).sum(axis=1) / rest
        return np.asarray(means.mean() - means)

    alone, lent = loss(np.broadcast_to(values, without.shape)), loss(without)
    # What a block lends may by chance take back what its row says; that is not relied on.
    return lent if (lent**2).sum() >= (alone**2).sum() else alone


def error_of(influence: Floats) -> float:
    """The delete-a-group jackknife's standard error."""
    blocks = len(influence)
    return float(np.sqrt((influence**2).sum() * (blocks - 1) / blocks))


def error_over_rows(
    values: Sequence[float], without: Sequence[Floats], own: Sequence[int]
) -> float | None:
    """Standard error of a mean over some of the explained rows, `own` their blocks.

    without: for each row, shape (blocks,), its value with each block's words not there; empty
    where nothing was lent, and then None: the rows' own spread is all there is.
    """
    if len(set(own)) < 2 or any(len(rest) == 0 for rest in without):
        return None
    left = np.stack(without, axis=1)
    return error_of(influence_on_mean(np.asarray(values), left, np.asarray(own)))

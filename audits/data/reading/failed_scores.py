"""Scores of exactly 0 that may say that nothing was scored: no other is near, and labels disagree.

A leaf of a forest at 0 holds rows of the other class; told are only rows at 0 that have the label
which scores speak for more often than those with the lowest other scores.
"""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from audits.data.dataset import Categories, Numbers
from audits.data.reading.non_numeric_cells import missing_key
from audits.data.reading.read_column import Read
from audits.specification.roles import Role

# Fewer rows show nothing by chance; where most are at 0 there is nothing to hold them against.
_FEWEST, _MOST = 10, 0.4
# No other repeats so often by far, and none lies so near to 0 as this share of their median.
_TIMES, _NEAR = 5, 0.02
# Standard errors by which the rate among those at 0 must be the greater.
_SURE = 4.0
Floats = NDArray[np.float64]


def failed_scores(columns: Sequence[Read]) -> Iterator[str]:
    """The sentence about a table's score. columns: all that were read."""
    having = {read.column.spec.role: read for read in columns}
    score, label = having.get(Role.SCORE), having.get(Role.LABEL)
    if score is None or label is None or not isinstance(score.values, Numbers):
        return
    if not isinstance(label.values, Categories) or np.count_nonzero(label.values.amounts()) != 2:
        return
    # As a rule there are none, and nothing of the length of the table is made.
    if np.count_nonzero(score.values.values == 0) < _FEWEST:
        return
    known = np.isfinite(score.values.values) & (label.values.codes >= 0)
    scores = score.values.values[known].astype(np.float64, copy=False)
    flags = label.values.codes[known] == np.flatnonzero(label.values.amounts())[1]
    zero = scores == 0
    count, others = int(zero.sum()), scores[~zero]
    if not _FEWEST <= count <= _MOST * len(scores) or others.min() < _NEAR * np.median(others):
        return
    if _TIMES * np.unique(others, return_counts=True)[1].max() > count:
        return
    if _contradicts(others, flags[~zero], flags[zero]):
        words = {} if score.strange is None else score.strange.missing
        yield (
            f"0 stands in {count:,} of {len(scores):,} rows of column {score.column.name!r}, "
            f"where no other score is below {others.min():.3g}, and their labels are not those of "
            "the lowest scores: if it says that nothing was scored, say "
            f"`{missing_key(['0'], words)}` on the column"
        )


def _contradicts(scores: Floats, flags: NDArray[np.bool_], at_zero: NDArray[np.bool_]) -> bool:
    """Whether rows at 0 have the higher scores' label more often than those of the lowest scores.

    scores, flags: of the other rows, shape (others,). at_zero: flags of those at 0.
    """
    ends = max(_FEWEST, len(scores) // 5)
    order = np.argsort(scores, kind="stable")
    low, high = flags[order[:ends]], flags[order[-ends:]]
    if high.mean() < low.mean():
        low, high, at_zero = ~low, ~high, ~at_zero
    pooled = float(np.mean(np.concatenate([low, at_zero])))
    error = np.sqrt(pooled * (1 - pooled) * (1 / len(low) + 1 / len(at_zero)))
    return bool(high.mean() > low.mean() and at_zero.mean() - low.mean() > _SURE * error)

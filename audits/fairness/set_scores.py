"""How near the labels that were answered come to those that are there, with rows as the unit.

truth, answered: shape (rows, labels). F1 is 2 TP / (2 TP + FP + FN), as scikit-learn has it.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audits.data.arrays import Flags, Floats
from audits.statistics.jackknifed import Jackknifed

Codes = NDArray[np.integer] | None


def mean_over_rows(values: Floats, clusters: Codes) -> Jackknifed:
    """Of a value from 0 to 1 a row. values: shape (rows,)."""
    rows = len(values)
    return Jackknifed.of(float(values.mean()), (values - values.mean()) / rows, rows, clusters)


def subset(truth: Flags, answered: Flags) -> Floats:
    """Whether the whole set is right, shape (rows,)."""
    return np.asarray((truth == answered).all(axis=1), dtype=np.float64)


def hamming(truth: Flags, answered: Flags) -> Floats:
    """Share of the labels that are answered wrongly, shape (rows,)."""
    return np.asarray((truth != answered).mean(axis=1))


def jaccard(truth: Flags, answered: Flags) -> Floats:
    """Labels of both sets over labels of either, shape (rows,); 1 where both are empty."""
    return _over((truth & answered).sum(axis=1), (truth | answered).sum(axis=1))


def f1_of_rows(truth: Flags, answered: Flags) -> Floats:
    """F1 of each row's two sets, shape (rows,); 1 where both are empty."""
    return _over(2 * (truth & answered).sum(axis=1), truth.sum(axis=1) + answered.sum(axis=1))


def _over(shared: NDArray[np.integer], whole: NDArray[np.integer]) -> Floats:
    return np.asarray(np.divide(shared, whole, out=np.ones(len(whole)), where=whole > 0))


# Means over rows, by the name of their metric.
OF_ROWS: Mapping[str, Callable[[Flags, Flags], Floats]] = MappingProxyType(
    {
        "samples_f1": f1_of_rows,
        "samples_jaccard": jaccard,
        "subset_accuracy": subset,
        "hamming_loss": hamming,
    }
)


def micro_f1(truth: Flags, answered: Flags, clusters: Codes) -> Jackknifed | None:
    """F1 of all pairs of a row and a label together; None where no label is in either set."""
    hits, whole = 2 * (truth & answered).sum(axis=1), truth.sum(axis=1) + answered.sum(axis=1)
    total = float(whole.sum())
    if not total:
        return None
    value = float(hits.sum()) / total
    return Jackknifed.of(
        value, (hits - value * whole) / total, total / float(whole.max()), clusters,
        whole.astype(np.float64), _heaviest(hits, whole),
    )  # fmt: skip


def macro_f1(truth: Flags, answered: Flags, clusters: Codes) -> Jackknifed | None:
    """Mean of the labels' F1, of those that some row has; None where no label has any.

    A row that was not seen may move the F1 of each label by two of what the label's rows add up to.
    """
    there = truth.any(axis=0)
    truth, answered = truth[:, there], answered[:, there]
    if not there.any():
        return None
    hits, whole = 2.0 * (truth & answered), truth.astype(np.float64) + answered
    totals = whole.sum(axis=0)
    values = hits.sum(axis=0) / totals
    moves = ((hits - values * whole) / totals).mean(axis=1)
    amounts = (whole / totals).mean(axis=1)
    units = 1 / float((2 / totals).mean())
    heaviest = _heaviest(hits.sum(axis=1), amounts)
    return Jackknifed.of(float(values.mean()), moves, units, clusters, amounts, heaviest)


def _heaviest(hits: NDArray[Any], amounts: NDArray[Any]) -> float:
    """The largest amount of a row with nothing right; of any row where there is none."""
    without = amounts[(hits == 0) & (amounts > 0)]
    return float((without if len(without) else amounts).max())

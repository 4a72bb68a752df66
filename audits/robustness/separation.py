"""How well one number tells two sorts of rows apart: the area under the ROC curve, as a metric."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from audits.data.groups import Division
from audits.measurement import Group, Measurement, Undetermined
from audits.statistics.auc import areas
from audits.statistics.bounded_means import bounded
from audits.statistics.gaps_of_means import gap_of_means
from audits.statistics.ranked_scores import ranked
from audits.statistics.shares import Stated, too_few
from audits.statistics.with_interval import stated_value

METHOD = "gaffke (delong)"


def more_often_above(
    metric: str,
    group: Group,
    own: NDArray[np.float64],
    other: NDArray[np.float64],
    stated: Stated,
    *,
    reference: Group | None = None,
) -> Measurement:
    """Chance that a number of the first lies above one of the second, ties as a half.

    own, other: shape (own,) and (other,), infinite where beyond every number; rows of the two are
    independent. DeLong, DeLong & Clarke-Pearson 1988, Biometrics 44:837.
    """
    sizes = (len(own), len(other))
    fewest = min(sizes)
    undetermined_reason = (
        too_few(fewest, stated.smallest_group) if fewest < stated.smallest_group else None
    )
    if not fewest:
        return Undetermined(
            metric, group, undetermined_reason or "no rows", sizes, reference=reference
        )
    # Ranks keep every order and are finite.
    scores = np.unique(np.concatenate([own, other]), return_inverse=True)[1].reshape(-1)
    both = areas(ranked(scores.astype(np.float64), np.arange(len(scores)) < len(own)))
    evidence = bounded(both.roc, both.roc_error**2, min(both.positives, both.negatives))
    return stated_value(
        metric,
        group,
        both.roc,
        METHOD,
        evidence,
        sizes,
        undetermined_reason,
        stated,
        reference=reference,
    )


def above_by_pairs(
    metric: str,
    group: Group,
    own: NDArray[np.float64],
    other: NDArray[np.float64],
    stated: Stated,
) -> Measurement:
    """The same without a reference group: the sample size is that of the smaller side."""
    measured = more_often_above(metric, group, own, other, stated)
    return replace(measured, sample_size=min(len(own), len(other)))


def above_by_group(
    metrics: tuple[str, str],
    division: Division,
    codes: NDArray[np.signedinteger],
    own: NDArray[np.float64],
    other: NDArray[np.float64],
    stated: Stated,
    more: Group = (),
) -> Iterator[Measurement]:
    """The same of each group's own numbers, and the gaps to the reference group.

    metrics: of the chance, and of its gap. codes: of each of the own numbers its group, shape
    (own,). more: further keys of each group. The gap is against these other numbers as they are,
    the same for every group: the mean over a group of the share of them that lies below.
    """
    for code, group in enumerate(division.groups):
        yield above_by_pairs(metrics[0], (*group, *more), own[codes == code], other, stated)
    if not len(other):
        return
    places = np.sort(other)
    below = np.searchsorted(places, own, "left") + np.searchsorted(places, own, "right")
    yield from gap_of_means(metrics[1], division, codes, below / (2 * len(other)), stated, more)

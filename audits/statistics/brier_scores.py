"""How far scores are from what happened, squared: the Brier score, with its variance."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from audits.data.arrays import Floats
from audits.data.clusters import squared_error
from audits.statistics.ranked_scores import AHEAD, Ranked, Side


@dataclass(frozen=True, slots=True)
class Brier:
    """Mean squared distance of the score and what happened.

    variance: of the value, over clusters where there are any. units: independent rows, or
    clusters, in effect. clusters: how many, or None.
    """

    value: float
    variance: float
    units: float
    clusters: int | None


def brier(ranked: Ranked) -> Brier:
    """Brier score of scores between 0 and 1, with its variance.

    Brier 1950, Monthly Weather Review 78:1.
    """
    total, rows = ranked.total, ranked.rows
    value = (
        sum(float(loss @ side.weights_of(labelled)) for side, labelled, loss in _losses(ranked))
        / total
    )
    if ranked.clustered:
        return _brier_of_clusters(ranked, value)
    # The squared weights take the place of row by row sums.
    deviation = sum(
        float(side.squares_of(labelled) @ (loss - value) ** 2)
        for side, labelled, loss in _losses(ranked)
    )
    deviation *= rows / max(1, rows - 1)
    return Brier(value, deviation / total**2, ranked.effective, None)


def _brier_of_clusters(ranked: Ranked, value: float) -> Brier:
    parts = [side.clusters for side in (ranked.up, ranked.down) if side.clusters is not None]
    codes = 1 + max(int(codes_of.max(initial=0)) for codes_of in parts)
    sums, cluster_weights = np.zeros(codes), np.zeros(codes)
    for side, rows, loss in _losses(ranked):
        assert side.clusters is not None
        own, weights = side.clusters[rows], side.weights_of(rows)
        sums += np.bincount(own, (loss - value) * weights, minlength=codes)
        cluster_weights += np.bincount(own, weights, minlength=codes)
    clusters = int(np.count_nonzero(cluster_weights))
    variance = squared_error(sums[cluster_weights > 0]) / ranked.total**2
    return Brier(
        value, variance, ranked.total**2 / float(cluster_weights @ cluster_weights), clusters
    )


def _losses(ranked: Ranked) -> Iterator[tuple[Side, slice, Floats]]:
    """Squared distances of a block of rows at a time, with whose and which they are."""
    for side, truth in ((ranked.up, 1.0), (ranked.down, 0.0)):
        for start in range(0, len(side.scores), AHEAD):
            rows = slice(start, start + AHEAD)
            yield side, rows, (truth - side.scores[rows]) ** 2

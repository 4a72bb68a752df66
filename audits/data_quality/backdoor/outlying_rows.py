"""Training rows that lie apart from others of their label, where a model's inner layers are read.

Spectral signatures (Tran, Li & Madry 2018, NeurIPS) and activation clusters (Chen et al. 2018,
"Detecting backdoor attacks on deep neural networks by activation clustering"). Poisoned rows share
a label with clean ones and are recognised by something else. What either shows of rows that are
known to be clean, drawn anew to the same number, is its chance level.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from audits.data.arrays import Flags, Floats, Matrix, Rows

# Directions that clusters are looked for in, and the share of rows that stands out by spectrum.
DIRECTIONS, OUTLYING = 10, 0.05
FEWEST_ROWS, MOST_ROWS = 20, 300


@dataclass(frozen=True, slots=True)
class Apart:
    """One label's rows.

    rows: how many. smaller: share of them in the smaller of two clusters. silhouette: how far apart
    the two are, -1 to 1. spectral: mean score of the most outlying twentieth over that of all.
    cluster_p, spectral_p: chance of as much among clean rows; None without any to compare with.
    """

    label: str
    rows: int
    smaller: float
    silhouette: float
    spectral: float
    cluster_p: float | None
    spectral_p: float | None


def spectral_scores(activations: Matrix) -> Floats:
    """Squared length of each row along the direction in which the rows differ most, shape (rows,).

    activations: shape (rows, width).
    """
    centred = activations - activations.mean(axis=0)
    _, _, directions = np.linalg.svd(centred, full_matrices=False)
    return np.asarray((centred @ directions[0]) ** 2)


def spectral_ratio(activations: Matrix) -> float:
    """Mean score of the most outlying twentieth over that of all; 1 where rows are alike."""
    scores = np.sort(spectral_scores(activations))
    top = scores[-max(1, round(OUTLYING * len(scores))) :]
    mean = float(scores.mean())
    return float(top.mean()) / mean if mean > 0 else 1.0


def smaller_cluster(activations: Matrix) -> tuple[Flags, float]:
    """Which rows are in the smaller of two clusters, shape (rows,), and their silhouette."""
    from sklearn.cluster import KMeans
    from sklearn.metrics import silhouette_score

    centred = activations - activations.mean(axis=0)
    left, sizes, _ = np.linalg.svd(centred, full_matrices=False)
    reduced = left[:, :DIRECTIONS] * sizes[:DIRECTIONS]
    if len(np.unique(reduced.round(9), axis=0)) < 3:
        return np.zeros(len(activations), dtype=bool), 0.0
    codes = KMeans(2, n_init=1, random_state=0).fit_predict(reduced)
    if len(np.unique(codes)) < 2:
        return np.zeros(len(activations), dtype=bool), 0.0
    smaller = codes == np.bincount(codes).argmin()
    return smaller, float(silhouette_score(reduced, codes))


def apart(
    label: str, activations: Matrix, clean: Matrix, draws: int, rng: np.random.Generator
) -> tuple[Apart, Rows]:
    """What one label's training rows show, and those that lie apart, the most outlying first.

    activations: shape (rows, width). clean: shape (rows, width), of rows that nobody trained on.
    draws: how often clean rows are drawn. No rows lie apart unless clean ones show less.
    """
    activations = activations[:MOST_ROWS]
    smaller, silhouette = smaller_cluster(activations)
    ratio = spectral_ratio(activations)
    cluster_p = spectral_p = None
    if len(clean) >= FEWEST_ROWS and draws:
        drawn = [clean[rng.choice(len(clean), len(activations))] for _ in range(draws)]
        # Rows that were drawn twice would be clusters of their own.
        scale = 0.05 * clean.std(axis=0)
        drawn = [each + rng.normal(size=each.shape) * scale for each in drawn]
        cluster_p = _p_value([smaller_cluster(each)[1] for each in drawn], silhouette)
        spectral_p = _p_value([spectral_ratio(each) for each in drawn], ratio)
    share = float(smaller.mean())
    shown = Apart(label, len(activations), share, silhouette, ratio, cluster_p, spectral_p)
    suspected: NDArray[np.bool_] = np.zeros(len(activations), dtype=bool)
    scores = spectral_scores(activations)
    level = 1 / (1 + draws) if draws else 0.0
    if cluster_p is not None and cluster_p <= level:
        suspected |= smaller
    if spectral_p is not None and spectral_p <= level:
        suspected |= scores >= np.quantile(scores, 1 - OUTLYING)
    places = np.flatnonzero(suspected)
    return shown, places[np.argsort(-scores[places], kind="stable")]


def _p_value(drawn: list[float], value: float) -> float:
    return (1 + sum(each >= value for each in drawn)) / (1 + len(drawn))

"""How many labels differ from the most probable class because classes overlap, and no label is wrong.

Two accounts. Probabilities of the true label say it themselves: a row that is of its class with
probability p differs with 1 - p. Probabilities by something that learned from labels of which some
are wrong count the mistakes among that. So differences are also fitted along the sureness of rows:
where a share r of the labels is mistaken, a row differs with

    r + (1 - r - r / (classes - 1)) / (1 + exp(slope * logit p)),

what is left at certainty being mistakes (anchor points: Liu & Tao 2016, IEEE TPAMI 38:447; the
slope as in temperature scaling: Guo et al. 2017). Of the slopes that the likelihood does not reject
the smallest is taken, which explains most by overlap. The smaller account holds.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit
from scipy.stats import chi2

from audits.data.arrays import Flags, Floats

SLOPES = np.geomspace(0.1, 10, 93)
MISTAKEN = np.r_[np.linspace(0, 0.1, 41), np.linspace(0.11, 0.5, 40)]
BINS = 200
# Slopes of a likelihood-ratio test of one degree of freedom at this level stand.
LEVEL = 0.02
CERTAIN = 1e-6


def honest_differences(sureness: Floats, wrong: Flags, classes: int) -> Floats:
    """Of each row how probably it differs though no label is mistaken; shape (rows,).

    sureness: shape (rows,), the greatest probability of a class. wrong: shape (rows,), whether the
    label is another class. The smaller of both accounts, by their sums over all rows.
    """
    told = np.clip(1 - sureness, 0.0, 1.0)
    limited = np.clip(sureness, CERTAIN, 1 - CERTAIN)
    logits = np.log(limited) - np.log1p(-limited)
    fitted = np.asarray(expit(-_least_slope(logits, wrong, classes) * logits))
    return np.minimum(told, fitted)


def _least_slope(logits: Floats, wrong: Flags, classes: int) -> float:
    """The smallest slope that the rows do not reject, whatever share is mistaken."""
    order = np.argsort(logits, kind="stable")
    parts = [part for part in np.array_split(order, BINS) if len(part)]
    rows = np.array([len(part) for part in parts], dtype=float)
    differing = np.array([wrong[part].sum() for part in parts], dtype=float)
    middle = np.array([logits[part].mean() for part in parts])
    overlap = expit(-SLOPES[:, None] * middle)
    left = 1 - MISTAKEN - MISTAKEN / (classes - 1)
    chance = MISTAKEN[:, None, None] + left[:, None, None] * overlap
    chance = np.clip(chance, CERTAIN, 1 - CERTAIN)
    likelihood = np.log(chance) @ differing + np.log1p(-chance) @ (rows - differing)
    profile = likelihood.max(axis=0)
    kept = 2 * (profile.max() - profile) <= chi2.ppf(1 - LEVEL, 1)
    return float(SLOPES[kept].min())

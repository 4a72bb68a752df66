"""How many labels differ from the most probable class because classes overlap, none being wrong.

Two accounts. Probabilities of the true label say it themselves: a row that is of its class with
probability p differs with 1 - p. Probabilities by something that learned from labels of which some
are wrong count the mistakes among that. So differences are also fitted along the sureness of rows:
where a share r of the labels is mistaken, a row differs with

    r + (1 - r - r / (classes - 1)) / (1 + exp(slope * (logit p - centre))),

what is left at certainty being mistakes (anchor points: Liu & Tao 2016, IEEE TPAMI 38:447; the
slope as in temperature scaling: Guo et al. 2017). Between two classes the centre is p = 1/2; of
more, mistakes lower it. Of the curves that the likelihood does not reject, the one that explains
most of the surer half of the rows by overlap is taken, and of both accounts the smaller, row by
row.
"""

import numpy as np
from scipy.special import expit
from scipy.stats import chi2

from audits.data.arrays import Flags, Floats

SLOPES = np.geomspace(0.1, 10, 47)
CENTRES = np.linspace(-2.0, 0.0, 9)
MISTAKEN = np.r_[np.linspace(0, 0.1, 41), np.linspace(0.11, 0.5, 40)]
BINS = 100
# Curves stand that a likelihood-ratio test of one degree of freedom does not reject at this level.
LEVEL = 0.02
CERTAIN = 1e-6


def honest_differences(sureness: Floats, wrong: Flags, classes: int) -> Floats:
    """Of each row how probably it differs though no label is mistaken; shape (rows,).

    sureness: shape (rows,), the greatest probability of a class. wrong: shape (rows,), whether the
    label is another class.
    """
    told = np.clip(1 - sureness, 0.0, 1.0)
    limited = np.clip(sureness, CERTAIN, 1 - CERTAIN)
    logits = np.log(limited) - np.log1p(-limited)
    slope, centre = _most_overlap(logits, wrong, classes)
    return np.minimum(told, expit(-slope * (logits - centre)))


def _most_overlap(logits: Floats, wrong: Flags, classes: int) -> tuple[float, float]:
    """Slope and centre of the curve that explains most, whatever share is mistaken."""
    order = np.argsort(logits, kind="stable")
    parts = [part for part in np.array_split(order, BINS) if len(part)]
    rows = np.array([len(part) for part in parts], dtype=float)
    differing = np.array([wrong[part].sum() for part in parts], dtype=float)
    middle = np.array([logits[part].mean() for part in parts])
    left = 1 - MISTAKEN - MISTAKEN / (classes - 1)
    centres = CENTRES if classes > 2 else np.zeros(1)
    fits, explained = [], []
    for centre in centres:
        overlap = expit(-SLOPES[:, None] * (middle - centre))
        chance = MISTAKEN[:, None, None] + left[:, None, None] * overlap
        chance = np.clip(chance, CERTAIN, 1 - CERTAIN)
        likelihood = np.log(chance) @ differing + np.log1p(-chance) @ (rows - differing)
        fits.append(likelihood.max(axis=0))
        explained.append((overlap * rows)[:, len(rows) // 2 :].sum(axis=1))
    profile = np.stack(fits)
    kept = 2 * (profile.max() - profile) <= chi2.ppf(1 - LEVEL, 1)
    at, slope = np.unravel_index(np.where(kept, np.stack(explained), -1).argmax(), kept.shape)
    return float(SLOPES[slope]), float(centres[at])

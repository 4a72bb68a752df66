"""How many labels differ from the most probable class because classes overlap, none being wrong.

Where a share r of the labels is mistaken, a row whose most probable class has probability p differs
with

    r + (1 - r - r / (classes - 1)) / (1 + exp(slope * (logit p - centre))),

what is left at certainty being mistakes (anchor points: Liu & Tao 2016, IEEE TPAMI 38:447; the
slope as in temperature scaling: Guo et al. 2017). Between two classes the centre is p = 1/2; of
more, mistakes lower it. Of the curves that the likelihood does not reject, the one that explains
most of the surer half of the rows by overlap is taken: probabilities may be too sure, and those of
something that learned from mistaken labels count the mistakes as doubt.

Calibrated probabilities of the true label say more: the slope is 1, and a row differs with 1 - p.
That is believed, where it explains less, only as long as the rows do not speak for a smaller slope.
"""

import numpy as np
from scipy.special import expit
from scipy.stats import chi2

from audits.data.arrays import Flags, Floats, Matrix

SLOPES = np.geomspace(0.1, 10, 47)
CENTRES = np.linspace(-2.0, 0.0, 9)
MISTAKEN = np.r_[np.linspace(0, 0.1, 41), np.linspace(0.11, 0.5, 40)]
BINS = 100
# Curves stand that a likelihood-ratio test of one degree of freedom does not reject at this level.
LEVEL = 0.02
# The probabilities are believed as they are unless they are too sure at this level.
TOO_SURE = 0.2
CERTAIN = 1e-6


def honest_differences(sureness: Floats, wrong: Flags, classes: int) -> Floats:
    """Of each row how probably it differs though no label is mistaken; shape (rows,).

    sureness: shape (rows,), the greatest probability of a class. wrong: shape (rows,), whether the
    label is another class.
    """
    limited = np.clip(sureness, CERTAIN, 1 - CERTAIN)
    logits = np.log(limited) - np.log1p(-limited)
    centres = CENTRES if classes > 2 else np.zeros(1)
    likelihoods, explained = _curves(logits, wrong, classes, centres)
    plausible = _stands(likelihoods, LEVEL)
    most = np.where(plausible, explained, -1).argmax()
    centre, slope = np.unravel_index(most, plausible.shape)
    fitted: Floats = np.asarray(expit(-SLOPES[slope] * (logits - centres[centre])))
    if not _believed(likelihoods):
        return fitted
    return np.asarray(np.minimum(fitted, np.clip(1 - sureness, 0.0, 1.0)))


def _curves(logits: Floats, wrong: Flags, classes: int, centres: Floats) -> tuple[Matrix, Matrix]:
    """Of each curve its log-likelihood at the best share of mistakes, and what it explains.

    Both of shape (centres, slopes); explained is a number of rows of the surer half.
    """
    order = np.argsort(logits, kind="stable")
    bins = np.array_split(order, min(BINS, len(order)))
    rows = np.array([len(members) for members in bins], dtype=float)
    differing = np.array([wrong[members].sum() for members in bins], dtype=float)
    middle = np.array([logits[members].mean() for members in bins])
    left = 1 - MISTAKEN - MISTAKEN / (classes - 1)
    likelihoods, explained = [], []
    for centre in centres:
        overlap = expit(-SLOPES[:, None] * (middle - centre))
        chance = MISTAKEN[:, None, None] + left[:, None, None] * overlap
        chance = np.clip(chance, CERTAIN, 1 - CERTAIN)
        likelihood = np.log(chance) @ differing + np.log1p(-chance) @ (rows - differing)
        likelihoods.append(likelihood.max(axis=0))
        explained.append((overlap * rows)[:, len(rows) // 2 :].sum(axis=1))
    return np.stack(likelihoods), np.stack(explained)


def _stands(likelihoods: Matrix, level: float) -> Flags:
    """Which curves a likelihood-ratio test of one degree of freedom does not reject."""
    return np.asarray(2 * (likelihoods.max() - likelihoods) <= chi2.ppf(1 - level, 1))


def _believed(likelihoods: Matrix) -> bool:
    """Whether the probabilities are not surer than the rows bear out; the last centre is 1/2."""
    by_slope = likelihoods[-1]
    one = int(np.argmin(np.abs(SLOPES - 1)))
    return bool(by_slope.argmax() > one or _stands(by_slope, TOO_SURE)[one])

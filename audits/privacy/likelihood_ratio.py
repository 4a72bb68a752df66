"""How much likelier a row's answer is of a model that was taught it: likelihood-ratio attacks.

Every score is larger for rows that look like members. own: what the audited model gives the label
of each judged row, shape (judged rows,).
"""

import numpy as np

from audits.data.arrays import Floats, Rows
from audits.privacy.reference_models import References

# Beyond it a probability is a rounding: its logit would be decided by the last bits.
EDGE = 1e-6
# From so many models on each row has a spread of its own; below, all rows share one.
OWN_SPREAD = 32
# Zarifzadeh et al. 2024, appendix: what the mean of models that were taught a row is, from that of
# those that were not.
OFFLINE = 0.3


def logit(probabilities: Floats) -> Floats:
    """Log odds of the label, in which answers of many models are nearly normal; any shape."""
    clipped = np.clip(probabilities, EDGE, 1 - EDGE)
    return np.asarray(np.log(clipped) - np.log1p(-clipped))


def offline(own: Floats, references: References) -> Floats:
    """LiRA without models that were taught the row: how far above those that were not.

    Carlini et al. 2022, "Membership inference attacks from first principles" (S&P), section VI-A:
    one-sided, in standard deviations.
    """
    mean, deviation = _law(references, taught=False)
    return np.asarray((logit(own) - mean) / deviation)


def online(own: Floats, references: References) -> Floats:
    """LiRA with both: logarithm of the ratio of two normal densities (Carlini et al. 2022, V)."""
    answers = logit(own)
    densities = []
    for taught in (True, False):
        mean, spread = _law(references, taught=taught)
        densities.append(-(((answers - mean) / spread) ** 2) / 2 - np.log(spread))
    return np.asarray(densities[0] - densities[1])


def _law(references: References, *, taught: bool) -> tuple[Floats, Floats]:
    """Mean and deviation of the logits of these models, each of shape (judged rows,)."""
    belongs = references.taught if taught else ~references.taught
    answers = np.where(belongs, logit(references.probabilities), np.nan)
    known = np.isfinite(answers)
    counts = np.maximum(known.sum(axis=0), 1)
    mean = np.where(known, answers, 0.0).sum(axis=0) / counts
    squares = np.where(known, (answers - mean) ** 2, 0.0)
    if counts.min() >= OWN_SPREAD:
        deviation = np.sqrt(squares.sum(axis=0) / (counts - 1))
    else:
        degrees_of_freedom = int((known.sum(axis=0) - 1).clip(min=0).sum())
        # Of one model nothing tells a spread: any is as good, since all rows share it.
        shared = np.sqrt(squares.sum() / degrees_of_freedom) if degrees_of_freedom else 1.0
        deviation = np.full(len(mean), float(shared))
    return mean, np.maximum(deviation, EDGE)


def relative(own: Floats, references: References, population: Rows) -> Floats:
    """RMIA: the share of a population that the row's ratio is above; shape (judged rows,).

    Zarifzadeh, Liu & Shokri 2024, "Low-cost high-power membership inference attacks" (ICML),
    equations 2 to 4 with gamma 1: a row's ratio is what the audited model gives its label over what
    models give it on average; equal ratios count a half, so that rows that are all alike do not
    look like members. population: positions, among the judged rows, of rows that the audited model
    never saw; a row is not compared with itself.
    """
    without = _mean(references, taught=False)
    if references.online:
        marginal = (without + _mean(references, taught=True)) / 2
    else:
        marginal = ((1 + OFFLINE) * without + (1 - OFFLINE)) / 2
    ratio = own / np.maximum(marginal, EDGE)
    ordered = np.sort(ratio[population])
    ends = (np.searchsorted(ordered, ratio, side=side) for side in ("left", "right"))
    below = np.sum(list(ends), axis=0) / 2
    others = np.full(len(own), len(population))
    below[population] -= 0.5
    others[population] -= 1
    return np.asarray(below / np.maximum(others, 1))


def _mean(references: References, *, taught: bool) -> Floats:
    belongs = references.taught if taught else ~references.taught
    known = belongs & np.isfinite(references.probabilities)
    total = np.where(known, references.probabilities, 0.0).sum(axis=0)
    return np.asarray(total / np.maximum(known.sum(axis=0), 1))

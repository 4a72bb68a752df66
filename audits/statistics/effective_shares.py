"""Costs and gains of rows that count unequally or belong together.

The evidence is that of the linearised methods, (share, effective trials, degrees of freedom). The t
interval on the logit is short where hardly any row is a success (or a failure); these limits are
made of those of Clopper and Pearson on the effective counts, and hold there too. What else is made
of such shares is melded (`audits.statistics.melded_limits`).
"""

from scipy.special import stdtrit

from audits.statistics.matrix_score_limits import (
    Draw,
    Grow,
    cost,
    exclusive_sum,
    paired_gain,
    places,
)
from audits.statistics.proportions import Evidence, Limits, clopper_pearson, z_quantile


def korn_graubard(evidence: Evidence, confidence: float) -> Limits:
    """(share, effective trials, degrees of freedom): Clopper-Pearson on the effective counts.

    The effective trials are lessened by (normal / t quantile)^2, because the variance that gave
    them was itself estimated. confidence: between 0 and 1. Korn & Graubard 1998, Survey Methodology
    24:193.
    """
    share = evidence[0]
    worth = effective_trials(evidence, confidence)
    if worth <= 0:
        return 0.0, 1.0
    lower, upper = clopper_pearson((share * worth, worth), confidence)
    return min(lower, share), max(upper, share)


def effective_trials(evidence: Evidence, confidence: float) -> float:
    """The trials of `korn_graubard`: fewer where the variance that gave them is poorly known.

    confidence: of the two-sided interval, between 0 and 1.
    """
    _, effective, degrees_of_freedom = evidence
    t = -float(stdtrit(degrees_of_freedom, (1 - confidence) / 2))
    return effective * min(1.0, (z_quantile(confidence) / t) ** 2) if t > 0 else effective


METHODS: dict[str, tuple[Draw, Grow]] = {
    "korn-graubard-cost": (
        cost(exclusive_sum(korn_graubard, 3), 3),
        places(2, 3, every=4, first=1),
    ),
    "korn-graubard-paired": (paired_gain(korn_graubard, 3), places(1, 2, every=3)),
}

"""Costs and gains of rows that count unequally or belong together.

The evidence is that of the linearised methods, (share, effective trials, degrees of freedom). The t
interval on the logit is short where hardly any row is a success (or a failure); these limits are
made of those of Clopper and Pearson on the effective counts, and hold there too. What else is made
of such shares is melded (`audits.statistics.melded_limits`).
"""

from math import exp, log

import numpy as np
from scipy.special import stdtrit

from audits.statistics.matrix_score_limits import (
    Draw,
    Grow,
    cost,
    exclusive_sum,
    paired_gain,
    places,
)
from audits.statistics.one_unseen_unit import lower_limits
from audits.statistics.proportions import Evidence, Limits, clopper_pearson, z_quantile
from audits.statistics.roots import root


def korn_graubard(evidence: Evidence, confidence: float) -> Limits:
    """(share, effective trials, degrees of freedom): Clopper-Pearson on the effective counts.

    The effective trials are lessened by (normal / t quantile)^2, because the variance that gave
    them was itself estimated (Korn & Graubard 1998, Survey Methodology 24:193). Where one more unit
    that was not seen reaches further, so does the limit (`one_unseen_unit`). confidence: between 0
    and 1.
    """
    share, effective, degrees_of_freedom = evidence
    worth = effective_trials(evidence, confidence)
    if worth <= 0:
        return 0.0, 1.0
    lower, upper = clopper_pearson((share * worth, worth), confidence)
    level = np.array([-z_quantile(confidence)])
    unseen = [
        float(lower_limits(own, effective, degrees_of_freedom, level)[0])
        for own in (share, 1 - share)
    ]
    return min(lower, unseen[0], share), max(upper, 1 - unseen[1], share)


def matched_trials(evidence: Evidence, confidence: float = 0.95) -> float:
    """So many independent rows have Clopper and Pearson's limits as far out as `korn_graubard`.

    For what is drawn from counts. confidence: of the two-sided interval, between 0 and 1.
    """
    share, effective = evidence[0], evidence[1]
    ends = korn_graubard(evidence, confidence)

    def beyond(side: int) -> float:
        """Trials whose limit on this side is where the other's is."""
        sign = 1 - 2 * side

        def room(logarithm: float) -> float:
            trials = exp(logarithm)
            limit = clopper_pearson((share * trials, trials), confidence)[side]
            return sign * (limit - ends[side])

        if room(high) <= 0:
            return high
        return low if room(low) >= 0 else root(room, low, high)

    low, high = log(1e-3), log(max(effective, 2e-3))
    return exp(min(beyond(0), beyond(1)))


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

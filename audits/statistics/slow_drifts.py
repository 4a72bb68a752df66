"""Whether a series drifts slowly, and how much the variance of its mean grows by that.

What moves through a whole series lies in its first cosines, of half a turn to a few. Their squares
beside the mean of all are chi-squared where the order says nothing; the smallest p-value over some
numbers of cosines is set against shuffled orders of the same normal scores. The variance of the
mean follows from the first of them (equally weighted cosines: Müller 2007, Journal of Econometrics
141:1331; Lazarus et al. 2018, Journal of Business & Economic Statistics 36:541).
"""

import numpy as np
from scipy.fft import dct
from scipy.special import chdtrc, ndtri, stdtrit

from audits.data.arrays import Floats
from audits.statistics.shuffled_orders import p_in_any_order

# Cosines that are looked at together by the test, and those that tell the variance.
TESTED, SUMMED, TAIL = (1, 2, 4, 8), (4, 8, 16), 0.025


def p_of_drift(values: Floats) -> float:
    """p-value of "every order was as likely", (1 + b) / (1 + B); 1 where too short for cosines.

    values: shape (values,), in their order.
    """
    if len(values) <= 2 * TESTED[-1]:
        return 1.0
    return p_in_any_order(values, _likeliest)


def at_low_frequencies(values: Floats) -> float:
    """How many times the variance of the mean of independent values, at least 1.

    values: shape (values,), not all the same. As few squares do not know a variance well, the
    normal's quantile becomes t's.
    """
    squares = _squares(values) / values.var(ddof=1)
    return max(
        [1.0]
        + [
            float(stdtrit(first, TAIL) / ndtri(TAIL)) ** 2 * float(squares[:first].mean())
            for first in SUMMED
            if 2 * first <= len(squares)
        ]
    )


def _squares(values: Floats) -> Floats:
    """Of each cosine but the constant; around the variance where the order says nothing."""
    return np.asarray(dct(values, norm="ortho")[1:] ** 2)


def _likeliest(scores: Floats) -> float:
    """The p-value of the numbers of cosines that stand out most, negative."""
    squares = _squares(scores)
    sums = np.cumsum(squares / squares.mean())
    return -min(float(chdtrc(first, sums[first - 1])) for first in TESTED)

"""How likely a number of a series is where every order of its values was as likely.

The values become normal scores (van der Waerden 1952, Indagationes Mathematicae 14:453), so that
what a number is in any order depends on how many values there are alone, and is drawn once.
"""

from collections.abc import Callable
from functools import lru_cache

import numpy as np
from scipy.special import ndtri

from audits.data.arrays import Floats

SHUFFLES = 399

Statistic = Callable[[Floats], float]


def p_in_any_order(values: Floats, statistic: Statistic) -> float:
    """p-value of "every order was as likely", (1 + b) / (1 + B); 1 where all values are the same.

    values: shape (values,), in their order. statistic: of scores, shape (values,); the larger the
    less they are like a shuffled order.
    """
    if np.ptp(values) == 0:
        return 1.0
    ranks = np.argsort(np.argsort(values, kind="stable"), kind="stable")
    seen = statistic(_scores(len(values))[ranks])
    return float((1 + (_shuffled(len(values), statistic) >= seen).sum()) / (1 + SHUFFLES))


def _scores(count: int) -> Floats:
    return np.asarray(ndtri((np.arange(count) + 0.5) / count))


@lru_cache(maxsize=16)
def _shuffled(count: int, statistic: Statistic) -> Floats:
    """Of so many shuffled orders; a series at a time, so that a long one takes little memory."""
    rng, scores = np.random.default_rng(0), _scores(count)
    return np.array([statistic(rng.permutation(scores)) for _ in range(SHUFFLES)])

"""Whether a series has a stretch of higher or lower values than chance has in any order.

One pause of forty calls that take half as long again crosses many runs (`serial_dependence`), and
yet all of it is one event. Sums of normal scores over every window of several lengths are looked
at, the largest of each less what the largest of so many windows is by chance (the penalised scan:
Dümbgen & Spokoiny 2001, Annals of Statistics 29:124), against the same of shuffled orders.
"""

from functools import lru_cache

import numpy as np
from scipy.special import ndtri

from audits.data.arrays import Floats

WINDOWS = (5, 10, 20, 40, 80)
# A window is at most this part of the series.
PARTS = 4
SHUFFLES = 399


def p_of_stretch(values: Floats) -> float:
    """p-value of "every order was as likely", (1 + b) / (1 + B); 1 where too short for a window.

    values: shape (values,), in their order.
    """
    count = len(values)
    if count < PARTS * WINDOWS[0] or np.ptp(values) == 0:
        return 1.0
    ranks = np.argsort(np.argsort(values, kind="stable"), kind="stable")
    largest = _largest(_scores(count)[ranks][None, :])[0]
    return float((1 + (_shuffled(count) >= largest).sum()) / (1 + SHUFFLES))


def _scores(count: int) -> Floats:
    return np.asarray(ndtri((np.arange(count) + 0.5) / count))


def _largest(scores: Floats) -> Floats:
    """Of each series the largest sum of a window, penalised; shape (series, values)."""
    series, count = scores.shape
    sums = np.hstack([np.zeros((series, 1)), scores.cumsum(axis=1)])
    of_widths = [
        np.abs(sums[:, width:] - sums[:, :-width]).max(axis=1) / width**0.5
        - (2 * np.log(np.e * count / width)) ** 0.5
        for width in WINDOWS
        if PARTS * width <= count
    ]
    return np.asarray(np.max(of_widths, axis=0))


@lru_cache(maxsize=8)
def _shuffled(count: int) -> Floats:
    """Of so many shuffled orders; a series at a time, so that a long one takes little memory."""
    rng, scores = np.random.default_rng(0), _scores(count)
    return np.concatenate([_largest(rng.permutation(scores)[None, :]) for _ in range(SHUFFLES)])

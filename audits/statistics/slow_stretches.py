"""Whether a series has a stretch of higher or lower values than chance has in any order.

One pause of forty calls that take half as long again crosses many runs (`serial_dependence`), and
yet all of it is one event. Sums of normal scores over every window of several lengths are looked
at, the largest of each less what the largest of so many windows is by chance (the penalised scan:
Dümbgen & Spokoiny 2001, Annals of Statistics 29:124), against the same of shuffled orders.
"""

import numpy as np

from audits.data.arrays import Floats
from audits.statistics.shuffled_orders import p_in_any_order

WINDOWS = (5, 10, 20, 40, 80)
# A window is at most this part of the series.
PARTS = 4


def p_of_stretch(values: Floats) -> float:
    """p-value of "every order was as likely", (1 + b) / (1 + B); 1 where too short for a window.

    values: shape (values,), in their order.
    """
    if len(values) < PARTS * WINDOWS[0]:
        return 1.0
    return p_in_any_order(values, _largest)


def _largest(scores: Floats) -> float:
    """The largest sum of a window, penalised; scores: shape (values,)."""
    count = len(scores)
    sums = np.concatenate([[0.0], scores.cumsum()])
    of_widths = [
        np.abs(sums[width:] - sums[:-width]).max() / width**0.5
        - (2 * np.log(np.e * count / width)) ** 0.5
        for width in WINDOWS
        if PARTS * width <= count
    ]
    return float(np.max(of_widths))

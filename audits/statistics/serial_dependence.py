"""How many independent values a series is worth, where what follows is like what went before.

Times of calls come in a row: a neighbour on the machine, a clock that changes, a collector of
memory make several slow ones together, and ten slow calls of one pause are one pause. Whether a
series is of that kind is asked of the runs above several of its quantiles, whose number is
hypergeometric where the order says nothing (Mood 1940, Annals of Mathematical Statistics 11:367).
What it is worth then follows from the autocorrelations of being above (the initial positive
sequence of Geyer 1992, Statistical Science 7:473): the variance of a count is so many times that of
independent values.
"""

from collections.abc import Iterator

import numpy as np
from scipy.special import gammaln

from audits.data.arrays import Flags, Floats

# Quantiles whose runs are counted, beside the one that is asked for; and the error of the test.
LOOKED_AT, LEVEL = (0.5, 0.75, 0.9, 0.95, 0.98, 0.99, 0.995), 0.05


def worth(values: Floats, share: float) -> float:
    """Independent values that one of the series is worth for its quantile, over 0 to 1.

    values: shape (values,), in their order. share: of the quantile, 0 to 1. It is 1 where the order
    of the values says nothing.
    """
    above = list(_above(values, sorted({*LOOKED_AT, share})))
    if not above or min(map(_p_of_runs, above)) * len(above) > LEVEL:
        return 1.0
    return 1 / max(map(_inflation, above))


def _above(values: Floats, shares: list[float]) -> Iterator[Flags]:
    """Which values lie above each quantile, where some do and some do not."""
    for share in shares:
        above = values > np.quantile(values, share)
        if 2 <= above.sum() <= len(above) - 2:
            yield above


def _p_of_runs(above: Flags) -> float:
    """How likely are so few runs of such values in any order; shape (values,)."""
    rows, own = len(above), int(above.sum())
    runs = int(above[0]) + int((above[1:] & ~above[:-1]).sum())
    counts = np.arange(1, runs + 1)
    logs = _choose(own - 1, counts - 1) + _choose(rows - own + 1, counts)
    return float(np.exp(logs - _choose(rows, np.array(own))).sum())


def _choose(whole: int, drawn: "np.ndarray[tuple[int, ...], np.dtype[np.int_]]") -> Floats:
    """Logarithms of binomial coefficients; of more than there are, none."""
    taken = np.minimum(drawn, whole)
    logs = gammaln(whole + 1) - gammaln(taken + 1) - gammaln(whole - taken + 1)
    return np.where(drawn > whole, -np.inf, logs)


def _inflation(above: Flags) -> float:
    """How many times the variance of a count of independent values; shape (values,).

    Autocorrelations are summed by pairs as long as those are above 0. They are taken around the
    series' own mean, which makes each too small by the variance of that mean.
    """
    rows = len(above)
    around = above - above.mean()
    spectrum = np.fft.rfft(around, 2 * rows)
    covariances = np.fft.irfft(spectrum * spectrum.conj())[:rows]
    likeness = covariances / covariances[0]
    pairs = likeness[: rows // 2 * 2].reshape(-1, 2).sum(axis=1)
    ended = np.flatnonzero(pairs <= 0)
    positive = int(ended[0]) if len(ended) else len(pairs)
    times = max(1.0, 2 * float(np.minimum.accumulate(pairs[:positive]).sum()) - 1)
    return times / max(0.1, 1 - 2 * positive * times / rows) if positive else 1.0

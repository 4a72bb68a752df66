"""How many independent values a series is worth, where what follows is like what went before.

Times of calls come in a row: a neighbour on the machine, a clock that changes, a collector of
memory make several slow ones together, and ten slow calls of one pause are one pause. Whether a
series is of that kind is asked of the runs above several of its quantiles, whose number is
hypergeometric where the order says nothing (Mood 1940, Annals of Mathematical Statistics 11:367),
and of its slowest stretches (`slow_stretches`). What it is worth then follows from the
autocorrelations of being above (the initial positive sequence of Geyer 1992, Statistical Science
7:473) and from counts in blocks: the variance of a count is so many times that of independent
values. Of pauses that none of the values met nothing here can know.
"""

from collections.abc import Iterator, Sequence

import numpy as np
from scipy.special import gammaln, ndtri, stdtrit

from audits.data.arrays import Flags, Floats
from audits.statistics.slow_stretches import p_of_stretch

# Quantiles whose runs are counted, beside the one that is asked for; and the error of the test.
LOOKED_AT, LEVEL = (0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.98, 0.99, 0.995), 0.05
# Values of a block, and how many blocks show how much they differ.
BLOCKS, FEWEST_BLOCKS, TAIL = (10, 20, 40), 5, 0.025


def worth(values: Floats, share: float) -> float:
    """Independent values that one of the series is worth for its quantile, over 0 to 1.

    values: shape (values,), in their order. share: of the quantile, 0 to 1. It is 1 where the order
    of the values says nothing.
    """
    above = list(_above(values, sorted({*LOOKED_AT, share})))
    if not _tells(values, above):
        return 1.0
    return 1 / max(max(inflation(flags), between_blocks(flags)) for flags in above)


def order_tells(values: Floats) -> bool:
    """Whether the order of the values says something. values: shape (values,)."""
    return _tells(values, list(_above(values, list(LOOKED_AT))))


def _tells(values: Floats, above: list[Flags]) -> bool:
    if not above:
        return False
    return min(map(_p_of_runs, above)) * len(above) <= LEVEL or p_of_stretch(values) <= LEVEL


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


def inflation(values: Flags | Floats) -> float:
    """How many times the variance of a count, or a mean, of independent ones.

    values: shape (values,). Autocorrelations are summed by pairs as long as those are above 0. They
    are taken around the series' own mean, which makes each too small by the variance of that mean.
    """
    rows = len(values)
    around = values - values.mean()
    spectrum = np.fft.rfft(around, 2 * rows)
    covariances = np.fft.irfft(spectrum * spectrum.conj())[:rows]
    likeness = covariances / covariances[0]
    pairs = likeness[: rows // 2 * 2].reshape(-1, 2).sum(axis=1)
    ended = np.flatnonzero(pairs <= 0)
    positive = int(ended[0]) if len(ended) else len(pairs)
    times = max(1.0, 2 * float(np.minimum.accumulate(pairs[:positive]).sum()) - 1)
    return times / max(0.1, 1 - 2 * positive * times / rows) if positive else 1.0


def between_blocks(
    values: Flags | Floats, sizes: Sequence[int] = BLOCKS, fewest: int = FEWEST_BLOCKS
) -> float:
    """The same from how much blocks differ, which few of them do not know well.

    values: shape (values,). sizes: values of a block; fewest: blocks that show something. As for a
    variance of few clusters, the normal's quantile becomes t's.
    """
    times = 1.0
    for size in sizes:
        blocks = len(values) // size
        if blocks >= fewest:
            means = values[: blocks * size].reshape(blocks, size).mean(axis=1)
            unsure = float(stdtrit(blocks - 1, TAIL) / ndtri(TAIL)) ** 2
            times = max(times, unsure * size * float(means.var(ddof=1) / values.var()))
    return times

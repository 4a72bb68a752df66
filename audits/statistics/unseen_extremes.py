"""How far out rows may lie that a sample does not show: the tail of its largest values, continued.

A sample of numbers without limits that happens to lack the largest ones has too small a mean, too
small a spread and a tame look, all at once. Its own largest row tells little of that; the shape of
the tail below it tells more, and hardly depends on it: beyond a high threshold every tail is nearly
a generalised Pareto distribution (Pickands 1975, Annals of Statistics 3:119). It is fitted as Zhang
& Stephens 2009 do (Technometrics 51:316), to as many rows as Vehtari, Simpson, Gelman, Yao & Gabry
2024 take (Pareto smoothed importance sampling, JMLR 25:72).
"""

from math import expm1, log, sqrt

import numpy as np

from audits.data.arrays import Floats

# What is looked for is exceeded by one row in so many times as many as there are. With 10, errors
# of t with 3 degrees, of which 2 samples in 100 look tame enough, are held in .81 of those.
RARER = 30.0
# Exceedances without which no tail is fitted.
FEWEST = 5
# Beyond it a tail has no mean at all.
HEAVIEST = 1.0


def unseen_largest(values: Floats, counts: Floats | None = None) -> float:
    """The value that one row in RARER times as many exceeds; never under the largest one.

    values, counts: shape (rows,); counts: how often each row stands.
    """
    largest = float(values.max())
    rows = float(len(values) if counts is None else counts.sum())
    many = int(min(0.2 * rows, 3 * sqrt(rows)))
    if many < FEWEST:
        return largest
    threshold, exceeding = _tail(values, counts, many)
    if len(exceeding) < FEWEST:
        return largest
    shape, scale = generalised_pareto(exceeding)
    steps = log(RARER * many)
    shape = min(shape, HEAVIEST)
    reach = scale * (steps if abs(shape) < 1e-9 else expm1(shape * steps) / shape)
    return max(largest, threshold + reach)


def _tail(values: Floats, counts: Floats | None, many: int) -> tuple[float, Floats]:
    """The row before so many largest ones, and by how much they exceed it, in rising order."""
    if counts is None:
        extremes = np.sort(np.partition(values, len(values) - many - 1)[len(values) - many - 1 :])
    else:
        order = np.argsort(values)[::-1]
        before = np.cumsum(counts[order]) - counts[order]
        order = order[before <= many]
        extremes = np.repeat(values[order], np.minimum(counts[order], many + 1).astype(np.intp))
        extremes = extremes[: many + 1][::-1]
    exceeding = extremes[1:] - extremes[0]
    return float(extremes[0]), exceeding[exceeding > 0]


def generalised_pareto(exceeding: Floats) -> tuple[float, float]:
    """Shape and scale of the distribution; a shape above 0 is a heavy tail.

    exceeding: shape (exceedances,), above 0 and in rising order, FEWEST or more.
    """
    rows = len(exceeding)
    many = 30 + int(sqrt(rows))
    quartile, most = float(exceeding[int(rows / 4 + 0.5) - 1]), float(exceeding[-1])
    # Candidates for the rate, each weighed by its profile likelihood.
    rates = (1 - np.sqrt(many / (np.arange(1, many + 1) - 0.5))) / (3 * quartile) + 1 / most
    shapes = np.log1p(-rates[:, None] * exceeding).mean(1)
    # A rate of 0 is the exponential tail: its scale, the limit of -shape / rate, is the mean.
    mean = float(exceeding.mean())
    scales = -np.divide(shapes, rates, out=np.full(many, -mean), where=rates != 0)
    likelihood = rows * (-np.log(scales) - shapes - 1)
    weights = np.exp(likelihood - likelihood.max())
    rate = float(rates @ weights / weights.sum())
    shape = float(np.log1p(-rate * exceeding).mean())
    return shape, -shape / rate if rate else mean

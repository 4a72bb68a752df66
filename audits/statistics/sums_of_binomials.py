"""Sums of independent binomial counts with different probabilities, drawn from their own law.

One draw of a sum costs what one draw of one of its counts does.
"""

from math import ceil, sqrt

import numpy as np
from numpy.typing import NDArray

from audits.data.arrays import Floats

# Standard deviations, and counts, of a sum on either side that are told apart. What lies outside
# has a probability under 1e-8 (Bernstein's inequality).
_DEVIATIONS, _COUNTS = 8, 12
# Where a sum may be so many numbers, drawing its counts one by one is no slower.
MOST_VALUES = 1024


def law(numbers: Floats, probabilities: Floats) -> tuple[int, Floats] | None:
    """The least value that is looked at, and the probabilities of it and of those that follow.

    numbers: shape (k,), whole, trials of each count; probabilities: shape (k,), of each trial. The
    probabilities that are returned have the shape (values,).

    The discrete Fourier transform of the characteristic function: Hong 2013 (On computing the
    distribution function for the Poisson binomial distribution), Computational Statistics & Data
    Analysis 59:41. None where more than `MOST_VALUES` values are likely.
    """
    mean = float(numbers @ probabilities)
    deviation = sqrt(float(numbers @ (probabilities * (1 - probabilities))))
    reach = _DEVIATIONS * deviation + _COUNTS
    low = max(0, int(mean - reach))
    high = min(int(numbers.sum()), ceil(mean + reach))
    values = 1 << (high - low).bit_length()
    if values > MOST_VALUES:
        return None
    turn = np.exp(2j * np.pi * np.arange(values // 2 + 1) / values)
    each = 1 + probabilities[:, None] * (turn - 1)
    characteristic = np.prod(each ** numbers[:, None], axis=0)
    # Values are known up to multiples of `values`; those looked at are fewer.
    cyclic = np.fft.irfft(np.conj(characteristic), values)
    shifted = np.roll(cyclic, -low)[: high - low + 1]
    return low, np.maximum(shifted, 0.0)


def drawn_sums(
    numbers: Floats, probabilities: Floats, draws: int, rng: np.random.Generator
) -> NDArray[np.int64]:
    """Sums of one draw of each count: shape (draws,).

    numbers, probabilities: shape (k,), as of `law`. draws: how many. rng: where they come from.
    """
    known = law(numbers, probabilities)
    if known is None:
        counts = rng.binomial(
            numbers.astype(np.int64)[:, None],
            probabilities[:, None],
            size=(len(numbers), draws),
        )
        return np.asarray(counts.sum(axis=0))
    low, of_each = known
    below = np.cumsum(of_each)
    at_random = rng.random(draws) * below[-1]
    return np.asarray(low + np.searchsorted(below, at_random, side="right"))

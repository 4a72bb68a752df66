"""Whether values lie alike on both sides of their middle, wherever that is: the triples test.

Of three values the middle one lies nearer to one of the others; of symmetric values it is as often
the lower as the upper one. Randles, Fligner, Policello & Wolfe 1980 (Journal of the American
Statistical Association 75:168); Hollander, Wolfe & Chicken 2014, section 3.9.
"""

from math import comb, erfc, sqrt

import numpy as np

from audits.data.arrays import Floats

# Of fewer the normal law of the statistic is far off.
FEWEST = 10
# Of more, so many at even steps of the order: all triples of a thousand take minutes.
MOST = 80


def symmetry_p(values: Floats) -> float:
    """Two-sided p-value of symmetry; 1 of fewer than ten values. values: shape (n,)."""
    number = len(values)
    if number < FEWEST:
        return 1.0
    if number > MOST:
        steps = (np.arange(MOST) + 0.5) / MOST * number
        values, number = np.sort(values)[steps.astype(np.intp)], MOST
    leaning = _leanings(values)
    share = float(leaning.sum()) / 6 / comb(number, 3)
    of_one = leaning.sum(axis=(1, 2)) / 2 / comb(number - 1, 2)
    of_two = leaning.sum(axis=2)[np.triu_indices(number, 1)] / (number - 2)
    components = (
        float(np.mean((of_one - share) ** 2)),
        float(np.mean((of_two - share) ** 2)),
        1 / 9 - share**2,
    )
    variance = sum(
        comb(3, shared) * comb(number - 3, 3 - shared) * component
        for shared, component in zip((1, 2, 3), components, strict=True)
    ) / comb(number, 3)
    return 1.0 if variance <= 0 else erfc(abs(share) / sqrt(2 * variance))


def _leanings(values: Floats) -> Floats:
    """Of each triple 1/3 where its middle lies nearer to the lowest, -1/3 to the highest, else 0.

    Shape (n, n, n), 0 where a value stands twice in it.
    """
    sums = values[:, None] + values[None, :]
    one = np.sign(sums[:, :, None] - 2 * values[None, None, :])
    leaning = np.asarray((one + one.transpose(0, 2, 1) + one.transpose(2, 1, 0)) / 3)
    places = np.arange(len(values))
    leaning[places, places, :] = leaning[places, :, places] = leaning[:, places, places] = 0.0
    return leaning

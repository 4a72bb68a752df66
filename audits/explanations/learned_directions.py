"""A direction learned from labelled rows of a network, and what lies along it besides.

The direction is that of the ridge classifier of `linear_probes`, learned on four fifths of the rows
and asked about the others, so that no row lies where it lies because it was learned from. Along it
the levels of a second attribute are compared among rows of one level of the first (each such
comparison weighed by how much it tells), and by exchanging the second attribute's levels there:
were it of no account, exchanged rows would differ as much as often.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from audits.data.arrays import Floats
from audits.explanations.linear_probes import FOLDS, folds_of, ridge_scores
from audits.specification.counts import counted

# Of fewer rows of a level at a level of the other attribute nothing is compared.
FEWEST = 5
DRAWS = 999


@dataclass(frozen=True, slots=True)
class Difference:
    """Along a direction, in standard deviations within the first attribute's levels.

    value: of the second attribute's levels. error, freedom: its standard error and degrees of
    freedom. p_value: by exchanging levels. together: how the two attributes go together in these
    rows (phi, -1 to 1), which a direction learns as well. rows: that were compared.
    """

    value: float
    error: float
    freedom: float
    p_value: float
    together: float
    rows: int

    def limits(self, confidence: float) -> tuple[float, float]:
        """Of the value, by t."""
        from scipy import stats

        reach = float(stats.t.ppf((1 + confidence) / 2, self.freedom)) * self.error
        return self.value - reach, self.value + reach


def along_learned(
    layer: NDArray[np.float32], is_first: NDArray[np.bool_], rng: np.random.Generator
) -> Floats:
    """Shape (rows,): how far each row lies to the first level's side, by rows other than itself.

    layer: shape (rows, width). is_first: shape (rows,). In standard deviations within the levels.
    """
    codes = is_first.astype(np.intp)
    folds = folds_of(codes, rng)
    scores = ridge_scores(layer, codes, folds)[:, 1]
    # Each fold has a direction of its own, whose scale may differ.
    for fold in range(FOLDS):
        inside = folds == fold
        own, side = scores[inside] - scores[inside].mean(), is_first[inside]
        within = [own[each] - own[each].mean() for each in (side, ~side)]
        scores[inside] = own / max(float(np.concatenate(within).std()), 1e-12)
    return scores


def too_few(is_first: NDArray[np.bool_], is_other: NDArray[np.bool_], smallest: int) -> str | None:
    """Why nothing can be compared, or None. is_first, is_other: shape (rows,), of both attributes.

    smallest: fewer rows than this decide nothing.
    """
    if len(is_first) < smallest:
        return f"{counted(len(is_first), 'row', 'rows')} where {smallest} are needed"
    cells = [int(((is_first == a) & (is_other == b)).sum()) for a in (0, 1) for b in (0, 1)]
    if min(cells) < FEWEST:
        return f"a level of one has {min(cells)} rows at a level of the other, {FEWEST} are needed"
    return None


def carried(
    along: Floats,
    is_first: NDArray[np.bool_],
    is_other: NDArray[np.bool_],
    rng: np.random.Generator,
    *,
    draws: int = DRAWS,
) -> Difference:
    """What the second attribute's levels differ by along the direction of the first.

    along: shape (rows,), of `along_learned`. is_first, is_other: shape (rows,), of both attributes.
    draws: exchanges of levels; without any, nothing is tested and p is 1.
    """
    strata = [np.flatnonzero(is_first == side) for side in (False, True)]
    value, variance, parts = _compared(along, is_other, strata)
    beyond = 1
    for _ in range(draws):
        exchanged = is_other.copy()
        for rows in strata:
            exchanged[rows] = rng.permutation(exchanged[rows])
        beyond += abs(_compared(along, exchanged, strata)[0]) >= abs(value) * (1 - 1e-9)
    freedom = variance**2 / max(sum(size**2 / (count - 1) for size, count in parts), 1e-300)
    together = float(np.corrcoef(is_first, is_other)[0, 1])
    return Difference(
        value, float(np.sqrt(variance)), freedom, beyond / (draws + 1), together, len(along)
    )


def _compared(
    along: Floats, is_other: NDArray[np.bool_], strata: list[NDArray[np.intp]]
) -> tuple[float, float, list[tuple[float, int]]]:
    """The weighed difference, its variance, and the parts of that with their numbers of rows."""
    gaps, weights, parts = [], [], []
    for rows in strata:
        one, two = along[rows][is_other[rows]], along[rows][~is_other[rows]]
        weight = len(one) * len(two) / len(rows)
        gaps.append(float(one.mean() - two.mean()))
        weights.append(weight)
        parts += [
            (weight**2 * float(side.var(ddof=1)) / len(side), len(side)) for side in (one, two)
        ]
    total = sum(weights)
    parts = [(size / total**2, count) for size, count in parts]
    value = sum(gap * weight for gap, weight in zip(gaps, weights, strict=True)) / total
    return value, sum(size for size, _ in parts), parts

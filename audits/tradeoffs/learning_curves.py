"""From scores at some training sizes to what more rows would bring.

Curves that level off: powers with an offset, the logarithm (a power of 0), exponentials. They are
the families that fit learning curves best over many learners and data sets (Viering & Loog 2023,
"The shape of learning curves: a review", IEEE TPAMI 45:7799); powers alone promise too much where
learning is nearly done. Each shape is fitted by generalised least squares, none is chosen:
`audits.statistics.profiled_shapes` joins what all of them allow.

The covariance of the scores is itself estimated, which a fit pays for as in growth curves (Rao
1959, Biometrika 46:49).
"""

from dataclasses import dataclass
from itertools import combinations

import numpy as np
from scipy.special import fdtrc, stdtr

from audits.data.arrays import Floats, Matrix
from audits.measurement import WhyNot
from audits.statistics.profiled_shapes import Shaped, evidence_of

# Exponents of the powers, and the rates of exponentials at the largest size.
POWERS = (0.0, 0.25, 0.5, 0.75, 1.0, 1.5, 2.0)
RATES = (0.5, 1.0, 2.0, 4.0)
FEWEST_SIZES = 4
# Where an early phase is left out: there curves are steeper than any that levels off. Were the
# largest three and an early one enough, a rule at the truth failed in up to .072 of 1,000 tables.
EARLIEST = 1 / 8
LEVEL = 0.01


@dataclass(frozen=True, eq=False)
class Points:
    """Mean scores at some training sizes.

    sizes: shape (sizes,), rising. means: shape (sizes,). covariance: of the means' errors, shape
    (sizes, sizes). in_common: variance beyond that which all sizes share, so that it moves the
    curve and no gain. degrees_of_freedom: those behind the covariance.
    """

    sizes: Floats
    means: Floats
    covariance: Matrix
    in_common: float
    degrees_of_freedom: float

    def late(self) -> "Points":
        """From an eighth of the largest size on."""
        first = int(np.searchsorted(self.sizes, self.sizes[-1] * EARLIEST * 0.99))
        return Points(
            self.sizes[first:], self.means[first:], self.covariance[first:, first:],
            self.in_common, self.degrees_of_freedom,
        )  # fmt: skip


@dataclass(frozen=True, eq=False)
class Curve:
    """All shapes, fitted. The score of a shape is `start + rise * course`, its course being 0 at
    the smallest size and 1 at the largest.

    starts, rises, excess: shape (shapes,). errors: of start and rise, shape (shapes, 2, 2).
    """

    points: Points
    starts: Floats
    rises: Floats
    errors: Floats
    excess: Floats
    degrees_of_freedom: float

    def score(self, size: float) -> tuple[float, ...]:
        """Evidence (`profiled_shapes`) of the score that so many rows teach."""
        return self._evidence(np.ones(1), courses(self.points.sizes, size), self.points.in_common)

    def gain(self, size: float, more: float) -> tuple[float, ...]:
        """Evidence of the score that `more` rows teach less that of `size`."""
        sizes = self.points.sizes
        return self._evidence(np.zeros(1), courses(sizes, more) - courses(sizes, size), 0.0)

    def _evidence(self, of_start: Floats, of_rise: Floats, variance: float) -> tuple[float, ...]:
        shares = np.stack(np.broadcast_arrays(of_start, of_rise), axis=1)
        values = shares[:, 0] * self.starts + shares[:, 1] * self.rises
        variances = np.einsum("ki,kij,kj->k", shares, self.errors, shares) + variance
        shaped = [
            Shaped(float(value), float(error), float(excess))
            for value, error, excess in zip(values, np.sqrt(variances), self.excess, strict=True)
        ]
        return evidence_of(shaped, self.degrees_of_freedom)


def fitted(points: Points) -> Curve | WhyNot:
    """The shapes that the points allow, or why no curve can be told of them."""
    measured = len(points.sizes)
    if measured < FEWEST_SIZES:
        return WhyNot(f"{measured} training sizes where {FEWEST_SIZES} are needed")
    points = points.late()
    many = len(points.sizes)
    if many < FEWEST_SIZES:
        return WhyNot(
            f"{many} of {measured} training sizes are an eighth of the largest or more, where "
            f"{FEWEST_SIZES} are needed: what much smaller ones say of twice the data misleads"
        )
    degrees_of_freedom = points.degrees_of_freedom - (many - 2)
    if points.sizes[-1] < 4 * points.sizes[0]:
        return WhyNot(
            f"training sizes from {points.sizes[0]:,.0f} to {points.sizes[-1]:,.0f} lie too close "
            "together: the largest must be four times the smallest"
        )
    if degrees_of_freedom < 2:
        return WhyNot("too few draws or rows say how much the scores vary")
    falls = _falls(points)
    if falls is not None:
        return falls
    inverse = np.linalg.inv(points.covariance)
    starts, rises, errors, misfits = [], [], [], []
    for course in _scaled(points.sizes, points.sizes).T:
        design = np.stack([np.ones(many), course], axis=1)
        covariance = np.linalg.inv(design.T @ inverse @ design)
        start, rise = covariance @ design.T @ inverse @ points.means
        rest = points.means - design @ [start, rise]
        misfit = float(rest @ inverse @ rest)
        grown = points.degrees_of_freedom / degrees_of_freedom
        starts.append(start)
        rises.append(rise)
        errors.append(covariance * grown * (1 + misfit / points.degrees_of_freedom))
        misfits.append(misfit / grown)
    best = min(misfits)
    if fdtrc(many - 2, degrees_of_freedom, best / (many - 2)) < LEVEL:
        return WhyNot(
            "no curve that levels off fits the scores by training size: powers, the logarithm and "
            "exponentials were tried"
        )
    return Curve(
        points, np.array(starts), np.array(rises), np.array(errors), np.array(misfits) - best,
        degrees_of_freedom,
    )  # fmt: skip


def courses(sizes: Floats, size: float) -> Floats:
    """How far each shape has come at a size, shape (shapes,).

    sizes: those that were measured, rising.
    """
    return np.asarray(_scaled(sizes, np.array([size]))[0])


def _scaled(measured: Floats, sizes: Floats) -> Matrix:
    """The course of each shape, shape (sizes, shapes)."""
    first, last = _raw(measured[:1] / measured[-1]), _raw(np.ones(1))
    return np.asarray((_raw(sizes / measured[-1]) - first) / (last - first))


def _raw(sizes: Floats) -> Matrix:
    """Rising functions of the size, as a share of the largest; shape (sizes, shapes)."""
    powers = [np.log(sizes) if power == 0 else -(sizes**-power) for power in POWERS]
    return np.stack([*powers, *(-np.exp(-rate * sizes) for rate in RATES)], axis=1)


def _falls(points: Points) -> WhyNot | None:
    """Says where a larger size scores less than a smaller one, beyond chance over all pairs."""
    pairs = list(combinations(range(len(points.sizes)), 2))
    steps = np.zeros((len(pairs), len(points.sizes)))
    for row, (smaller, larger) in zip(steps, pairs, strict=True):
        row[smaller], row[larger] = 1.0, -1.0
    variances = np.einsum("pi,ij,pj->p", steps, points.covariance, steps)
    falls = steps @ points.means / np.sqrt(np.maximum(variances, 1e-30))
    deepest = int(falls.argmax())
    if stdtr(points.degrees_of_freedom, -falls[deepest]) * len(pairs) >= LEVEL:
        return None
    smaller, larger = (points.sizes[index] for index in pairs[deepest])
    return WhyNot(
        f"the score falls from {smaller:,.0f} to {larger:,.0f} rows, so that no curve that levels "
        "off says what comes next (double descent has such a fall)"
    )

"""From scores at some training sizes to what more rows would bring.

Curves that level off: powers with an offset, the logarithm (a power of 0), exponentials. They are
the families that fit learning curves best over many learners and data sets (Viering & Loog 2023,
"The shape of learning curves: a review", IEEE TPAMI 45:7799); powers alone promise too much where
learning is nearly done. Each shape is fitted by generalised least squares, none is chosen:
`audits.statistics.profiled_shapes` joins what all of them allow. Exponents and rates lie so close
that one between two of them says what they do: on a coarse grid (rates of .5, 1, 2 and 4) a rule at
the truth of an exponential between two failed in up to .70 of tables.

The covariance of the scores is itself estimated, which a fit pays for as in growth curves (Rao
1959, Biometrika 46:49).
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from scipy.special import fdtrc, stdtr

from audits.data.arrays import Floats, Matrix
from audits.measurement import WhyNot
from audits.statistics.profiled_shapes import Shaped, evidence_of

# Exponents of the powers, and the rates of exponentials at the largest size, that are tried first.
POWERS, RATES = np.linspace(0.0, 2.0, 101), np.geomspace(0.5, 32.0, 101)
# Shapes of either family that are kept: not so much worse than the best that no level allows them,
# and so many at most, evenly among those, which then lie less than an error apart. Where there are
# fewer it is looked closer, so many times, with so many shapes between two.
MOST_EXCESS, MOST_SHAPES, LOOKS, CLOSER = 60.0, 24, 5, 41
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
class Shapes:
    """Which shapes: exponents of powers, shape (powers,), and rates of exponentials, (rates,)."""

    powers: Floats
    rates: Floats

    def courses(self, measured: Floats, sizes: Floats) -> Matrix:
        """How far each shape has come at each size, shape (sizes, shapes), the powers first.

        measured: the sizes that there are, rising; at the first it is 0 and at the last 1.
        """
        first, last = self._raw(measured[:1] / measured[-1]), self._raw(np.ones(1))
        return np.asarray((self._raw(sizes / measured[-1]) - first) / (last - first))

    def _raw(self, sizes: Floats) -> Matrix:
        """Rising functions of the size, as a share of the largest; shape (sizes, shapes)."""
        powers = -(sizes[:, None] ** -self.powers)
        powers[:, self.powers == 0] = np.log(sizes)[:, None]
        return np.concatenate([powers, -np.exp(-self.rates * sizes[:, None])], axis=1)


@dataclass(frozen=True, eq=False)
class Curve:
    """All shapes that are kept, fitted. The score of a shape is `start + rise * course`.

    starts, rises, excess: shape (shapes,). errors: of start and rise, shape (shapes, 2, 2).
    """

    points: Points
    shapes: Shapes
    starts: Floats
    rises: Floats
    errors: Floats
    excess: Floats
    degrees_of_freedom: float

    def score(self, size: float) -> tuple[float, ...]:
        """Evidence (`profiled_shapes`) of the score that so many rows teach."""
        return self._evidence(np.ones(1), self._course(size), self.points.in_common)

    def gain(self, size: float, more: float) -> tuple[float, ...]:
        """Evidence of the score that `more` rows teach less that of `size`."""
        return self._evidence(np.zeros(1), self._course(more) - self._course(size), 0.0)

    def _course(self, size: float) -> Floats:
        """How far each shape has come, shape (shapes,)."""
        return np.asarray(self.shapes.courses(self.points.sizes, np.array([size]))[0])

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
    shapes = Shapes(POWERS, RATES)
    for _ in range(LOOKS):
        misfits = _fit(points, shapes, degrees_of_freedom)[2]
        closer = _per_family(_closer, shapes, misfits - misfits.min())
        if closer.powers is shapes.powers and closer.rates is shapes.rates:
            break
        shapes = closer
    misfits = _fit(points, shapes, degrees_of_freedom)[2]
    shapes = _per_family(_even, shapes, misfits - misfits.min())
    levels, errors, misfits = _fit(points, shapes, degrees_of_freedom)
    best = float(misfits.min())
    if fdtrc(many - 2, degrees_of_freedom, best / (many - 2)) < LEVEL:
        return WhyNot(
            "no curve that levels off fits the scores by training size: powers, the logarithm and "
            "exponentials were tried"
        )
    return Curve(
        points, shapes, levels[:, 0], levels[:, 1], errors, misfits - best, degrees_of_freedom
    )


def _fit(points: Points, shapes: Shapes, freedom: float) -> tuple[Matrix, Floats, Floats]:
    """Start and rise of each shape, their errors, and how badly it fits.

    Shapes (shapes, 2), (shapes, 2, 2) and (shapes,). freedom: degrees behind the errors.
    """
    inverse = np.linalg.inv(points.covariance)
    courses = shapes.courses(points.sizes, points.sizes).T
    designs = np.stack([np.ones_like(courses), courses], axis=2)
    turned = designs.transpose(0, 2, 1) @ inverse
    covariances = np.linalg.inv(turned @ designs)
    levels = (covariances @ (turned @ points.means)[:, :, None])[:, :, 0]
    rests = points.means - (designs @ levels[:, :, None])[:, :, 0]
    squares = np.einsum("ki,ij,kj->k", rests, inverse, rests)
    grown = points.degrees_of_freedom / freedom
    errors = covariances * (grown * (1 + squares / points.degrees_of_freedom))[:, None, None]
    return levels, errors, squares / grown


def _per_family(choose: Callable[[Floats, Floats], Floats], shapes: Shapes, excess: Floats
                ) -> Shapes:  # fmt: skip
    """Other shapes in the place of each family's. choose: of a family and its excess."""
    many = len(shapes.powers)
    return Shapes(choose(shapes.powers, excess[:many]), choose(shapes.rates, excess[many:]))


def _closer(family: Floats, excess: Floats) -> Floats:
    """The family itself where enough of it is allowed, else more of it around its best."""
    allowed = np.flatnonzero(excess <= MOST_EXCESS)
    if len(allowed) >= MOST_SHAPES:
        return family
    around = np.append(allowed, excess.argmin())
    first, last = max(0, around.min() - 1), min(len(family) - 1, around.max() + 1)
    return np.linspace(family[first], family[last], CLOSER)


def _even(family: Floats, excess: Floats) -> Floats:
    """Those that are allowed; of many, the best and an even choice."""
    allowed = np.flatnonzero(excess <= MOST_EXCESS)
    if not len(allowed):
        return np.empty(0)
    even = np.linspace(0, len(allowed) - 1, MOST_SHAPES).round().astype(np.intp)
    return np.asarray(family[np.union1d(allowed[even], excess.argmin())])


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

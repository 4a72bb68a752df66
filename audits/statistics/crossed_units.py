"""Means of rows that two samples move at once: the case that is told, and the name that is in it.

Cases and names are both samples of what could have been asked. Rows of one case stand or fall
together, and so do those of one name, so that the variance has a share of each (Cameron, Gelbach &
Miller 2011, JBES 29:238). To take names as all there are would find a difference between any two
lists of them (Clark 1973, Journal of Verbal Learning and Verbal Behavior 12:335).
"""

from dataclasses import dataclass, replace
from math import fsum, sqrt

import numpy as np

from audits.data.arrays import Flags, Floats
from audits.statistics.means import ROUNDING, Codes, Mean

# Of a kind of person, so that their names' spread says something.
_FEWEST_NAMES = 3


@dataclass(frozen=True, eq=False)
class Crossed:
    """Rows of a study. cases, names: shape (rows,), codes of what the row's case and name are."""

    cases: Codes
    names: Codes

    def __len__(self) -> int:
        return len(self.cases)


@dataclass(frozen=True, slots=True)
class Side:
    """What the names of one side say. rate: their share. variance: of it, over names. names: how
    many of equal weight would say as much."""

    rate: float
    variance: float
    names: float


@dataclass(frozen=True, slots=True)
class Difference:
    """A difference of two sides in the same cases.

    mean: the difference with its error. sides: the group's and the reference's. by_case: the
    variance over cases, of which there are `cases`.
    """

    mean: Mean
    sides: tuple[Side, Side]
    by_case: float
    cases: int

    def evidence(self, *, is_tame: bool) -> tuple[float, ...]:
        """What `audits.statistics.unseen_names` reads. is_tame: whether t may judge its cases."""
        sides = (number for side in self.sides
                 for number in (side.rate, side.variance, side.names))  # fmt: skip
        mean = self.mean
        return (mean.value, mean.error, mean.degrees_of_freedom, *sides, sqrt(self.by_case),
                float(self.cases), float(is_tame))  # fmt: skip


@dataclass(frozen=True, eq=False)
class Scores:
    """Names of two sides as units that may be exchanged; every array has the shape (names,).

    values: what a name has beyond the middle of both sides in its cases. first: whether it is of
    the group. weights: what it counts in its side. strata: codes of those it may be exchanged with.
    """

    values: Floats
    first: Flags
    weights: Floats
    strata: Codes


def mean_over_both(values: Floats, units: Crossed) -> Mean:
    """The plain mean of the rows; values: shape (rows,)."""
    rows = len(values)
    value = float(values.mean())
    each = np.full(rows, 1 / rows)
    apart = values - value
    by_case = _squares(units.cases, each * apart)
    by_name = _squares(units.names, each * apart)
    size = float(np.abs(values).max())
    return _joined(value, rows, [by_case], [by_name], _left(apart, each, units), size)


def difference_over_both(
    values: Floats, sides: Floats, strata: Codes, units: Crossed, others: Codes | None = None
) -> Difference:
    """Mean over cases of what a group has beyond its reference in the very same case.

    values: shape (rows,). sides: shape (rows,), 1 of the group and -1 of the reference. strata:
    shape (rows,), codes of what is compared within: a case, and what else a row's person is; each
    must have rows of both sides. units: of the rows. others: shape (rows,), codes of what else a
    row's person is, as of `scores_of_names`; what these make of names is held equal, and no part of
    how far names lie apart. Each case counts alike, and in it each stratum. Of the mean `in_spread`
    says on how many cases the spread rests.
    """
    own = _weights(sides, strata, units.cases)
    value = fsum((own * values).tolist())  # rounded once: the same on every processor
    if abs(value) <= ROUNDING * float(np.abs(values).max()):
        value = 0.0
    cases = len(np.unique(units.cases))
    by_case = _sums(units.cases, own * values) - value / cases
    squares = float(by_case @ by_case) * cases / max(1, cases - 1), cases
    kinds = _kinds(sides, units.names, others)
    names, both = [], []
    for side in (1.0, -1.0):
        rows = sides == side
        rate = float(np.abs(own[rows]) @ values[rows])
        spreads = []
        for kind in np.unique(kinds[rows]).tolist():
            here = rows & (kinds == kind)
            middle = float(np.abs(own[here]) @ values[here]) / float(np.abs(own[here]).sum())
            parts = own[here] * (values[here] - middle)
            spreads.append(_squares(units.names[here], parts))
        names += spreads
        weights = _sums(units.names[rows], np.abs(own[rows]))
        variance = sum(square for square, _ in spreads)
        both.append(Side(rate, variance, 1 / float(weights @ weights)))
    # What neither the case nor the name explains is in both sums: once is enough.
    centred = values - _means(2 * strata + (sides > 0), values)
    shared = _left(centred, own, units, sides)
    mean = _joined(value, len(values), [squares], names, shared, float(np.abs(values).max()))
    mean = replace(mean, in_spread=_in_spread(by_case))
    return Difference(mean, (both[0], both[1]), *squares)


def scores_of_names(
    values: Floats, sides: Floats, strata: Codes, others: Codes, units: Crossed
) -> Scores:
    """Each name of either side as one value; the difference of sides is that of rows.

    values: shape (rows,). sides: shape (rows,), 1 of the group and -1 of the reference. strata:
    shape (rows,), as of `difference_over_both`. others: shape (rows,), codes of what else a row's
    person is: names are exchanged with those that are alike in it. units: of the rows.
    """
    weights = np.abs(_weights(sides, strata, units.cases))
    by_side = _means(2 * strata + (sides > 0), values)
    _, code = np.unique(strata, return_inverse=True)
    code, is_own = code.reshape(-1), sides > 0
    # The middle of both sides, however many rows either has in the stratum.
    middle = np.zeros(int(code.max()) + 1)
    for rows in (is_own, ~is_own):
        one = np.zeros_like(middle)
        one[code[rows]] = by_side[rows]
        middle += one / 2
    parts = np.stack([others, is_own, units.names]).astype(np.int64)
    known, name = np.unique(parts, axis=1, return_inverse=True)
    name = name.reshape(-1)
    counted = np.bincount(name, weights).astype(np.float64)
    beyond = np.asarray(np.bincount(name, weights * (values - middle[code])) / counted)
    return Scores(beyond, known[1] == 1, counted, known[0])


def _kinds(sides: Floats, names: Codes, others: Codes | None) -> Codes:
    """Among whom names of a side are compared, shape (rows,): those that are alike otherwise.

    All of a side where some kind of person has too few names to tell how far these lie apart.
    """
    whole = np.zeros(len(names), dtype=np.int32)
    if others is None:
        return whole
    cells = np.stack([sides > 0, others, names]).astype(np.int64)
    _, counts = np.unique(np.unique(cells, axis=1)[:2], axis=1, return_counts=True)
    return whole if counts.min() < _FEWEST_NAMES else others


def _in_spread(sums: Floats) -> float:
    """How many of these sums the spread rests on: the inverse of their kurtosis; 0 without any."""
    fourth = float((sums**4).sum())
    return float((sums**2).sum()) ** 2 / fourth if fourth > 0 else 0.0


def _weights(sides: Floats, strata: Codes, cases: Codes) -> Floats:
    """What each row counts in the difference, shape (rows,); 1 in all on either side."""
    _, within = np.unique(2 * strata + (sides > 0), return_inverse=True)
    each = 1 / np.bincount(within.reshape(-1))[within.reshape(-1)]
    known, case = np.unique(cases, return_inverse=True)
    pairs = np.unique(np.stack([case.reshape(-1), strata]), axis=1)[0]
    in_case = np.bincount(pairs, minlength=len(known))
    return np.asarray(sides * each / in_case[case.reshape(-1)] / len(known))


def _sums(codes: Codes, values: Floats) -> Floats:
    _, unit = np.unique(codes, return_inverse=True)
    return np.asarray(np.bincount(unit.reshape(-1), values))


def _means(codes: Codes, values: Floats) -> Floats:
    """Of each row the mean of those of its code, shape (rows,)."""
    _, unit = np.unique(codes, return_inverse=True)
    unit = unit.reshape(-1)
    return np.asarray((np.bincount(unit, values) / np.bincount(unit))[unit])


def _squares(codes: Codes, parts: Floats) -> tuple[float, int]:
    """Variance of a total of these parts, by unit, and how many units there are."""
    sums = _sums(codes, parts)
    units = len(sums)
    return float(sums @ sums) * units / max(1, units - 1), units


def _left(apart: Floats, each: Floats, units: Crossed, sides: Floats | None = None) -> float:
    """The least that both sums have in common: what is left of rows beside their case and name."""
    names = units.names if sides is None else 2 * units.names + (sides > 0)
    left = apart if sides is not None else apart - _means(units.cases, apart)
    parts = each * (left - _means(names, left))
    return float(parts @ parts)


def _joined(
    value: float,
    rows: int,
    cases: list[tuple[float, int]],
    names: list[tuple[float, int]],
    shared: float,
    size: float,
) -> Mean:
    """Error and degrees of freedom of the parts together (Satterthwaite 1946).

    size: of the largest value; a spread within its rounding is none.
    """
    by_case, by_name = (sum(square for square, _ in parts) for parts in (cases, names))
    variance = max(by_case, by_name, by_case + by_name - shared)
    if variance <= (ROUNDING * size) ** 2:
        fewest = min(units for _, units in (*cases, *names))
        return Mean(value, 0.0, float(max(1, fewest - 1)), rows)
    unsure = sum(square**2 / max(1, units - 1) for square, units in (*cases, *names))
    return Mean(value, sqrt(variance), max(1.0, variance**2 / unsure), rows)

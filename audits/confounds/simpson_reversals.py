"""Simpson's paradox: a gap that points one way in all and the other way in the parts."""

from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray

Table = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Part:
    """One stratum: successes and rows of the group and of its reference."""

    name: str
    group: tuple[int, int]
    reference: tuple[int, int]

    @property
    def gap(self) -> float:
        """Share of the group minus share of the reference."""
        return self.group[0] / self.group[1] - self.reference[0] / self.reference[1]


@dataclass(frozen=True, eq=False)
class Reversal:
    """crude: the gap in all. adjusted: the same gap within strata. error: of the adjusted gap.

    against: how many strata point against the crude gap.
    """

    crude: float
    crude_error: float
    adjusted: float
    error: float
    parts: tuple[Part, ...]

    @property
    def against(self) -> int:
        return sum(stratum.gap * self.crude < 0 for stratum in self.parts)

    @property
    def is_shown(self) -> bool:
        """The crude gap is beyond chance, and most rows lie in strata that point against it."""
        return self.crude * self.adjusted < 0 and abs(self.crude) > 1.96 * self.crude_error

    @property
    def is_certain(self) -> bool:
        """The adjusted gap is beyond chance too."""
        return self.is_shown and abs(self.adjusted) > 1.96 * self.error


def reversal(names: list[str], group: Table, reference: Table) -> Reversal | None:
    """Crude and Mantel-Haenszel adjusted gap of two groups; None where no stratum has both.

    group, reference: shape (strata, 2), successes and rows. The adjusted gap is the
    Mantel-Haenszel risk difference; its variance is Sato's (1989, Biometrics 45:1323).
    """
    both = (group[:, 1] > 0) & (reference[:, 1] > 0)
    if not both.any():
        return None
    all_group, all_reference = group.sum(axis=0), reference.sum(axis=0)
    first, second = all_group[0] / all_group[1], all_reference[0] / all_reference[1]
    crude_error = sqrt(
        first * (1 - first) / all_group[1] + second * (1 - second) / all_reference[1]
    )
    x, n = group[both].T.astype(np.float64)
    y, m = reference[both].T.astype(np.float64)
    total = n + m
    weight = n * m / total
    adjusted = float(((x * m - y * n) / total).sum() / weight.sum())
    p = (n**2 * y - m**2 * x + n * m * (m - n) / 2) / total**2
    q = (x * (m - y) + y * (n - x)) / (2 * total)
    variance = max(0.0, adjusted * float(p.sum()) + float(q.sum())) / float(weight.sum()) ** 2
    parts = tuple(
        Part(names[stratum], (int(group[stratum, 0]), int(group[stratum, 1])),
             (int(reference[stratum, 0]), int(reference[stratum, 1])))
        for stratum in np.flatnonzero(both)
    )  # fmt: skip
    return Reversal(float(first - second), crude_error, adjusted, sqrt(variance), parts)

"""Innocent and biased tables in which answer and nuisance follow the label by one shared shape.

The kind that a too stiff model of the nuisance accuses: whatever of the shape it misses is left
in both columns. Ten shapes are smooth, ten are rough (steps, corners, narrow windows).
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from audits.confounds.variables import Variable

Shape = Callable[[np.ndarray], np.ndarray]

# Heights drawn once (numpy's default_rng(4).normal), as of sites that have nothing in common.
LEVELS = np.array([-0.65, -0.17, 1.66, 0.66, -1.64, 0.58, -0.7, -0.6])

SMOOTH: dict[str, Shape] = {
    "straight line": lambda z: z,
    "parabola": lambda z: (z - 0.5) ** 2,
    "cubic": lambda z: (z - 0.2) * (z - 0.5) * (z - 0.9),
    "exponential": lambda z: np.exp(4 * z),
    "logarithm": lambda z: np.log(z + 0.02),
    "sigmoid": lambda z: 1 / (1 + np.exp(-20 * (z - 0.5))),
    "one wave": lambda z: np.sin(2 * np.pi * z),
    "three waves": lambda z: np.sin(6 * np.pi * z),
    "bump": lambda z: np.exp(-((z - 0.4) ** 2) / 0.02),
    "quickening wave": lambda z: np.sin(10 * z**2),
}
ROUGH: dict[str, Shape] = {
    "step": lambda z: (z > 0.5) * 1.0,
    "step near the end": lambda z: (z > 0.9) * 1.0,
    "window": lambda z: ((z > 0.35) & (z < 0.6)) * 1.0,
    "narrow window": lambda z: ((z > 0.6) & (z < 0.72)) * 1.0,
    "staircase": lambda z: np.floor(5 * z),
    "unrelated levels": lambda z: LEVELS[np.minimum((8 * z).astype(int), 7)],
    "corner": lambda z: np.abs(z - 0.4),
    "late bend": lambda z: np.maximum(z - 0.7, 0),
    "saw": lambda z: (3 * z) % 1,
    "slope with a step": lambda z: z + 1.5 * (z > 0.6),
}
SHAPES = SMOOTH | ROUGH
KINDS = tuple(
    (answer, nuisance) for answer in ("number", "class") for nuisance in ("number", "class")
)
# Standard deviations of the shape, where the noise has 1.
STRENGTH = 1.5
_GRID = np.linspace(0, 1, 20_001)[:-1] + 0.5 / 20_000


@dataclass(frozen=True)
class Family:
    """shape: a name in `SHAPES`. answer, nuisance: "number" or "class"."""

    shape: str
    answer: str
    nuisance: str

    def followed(self, z: np.ndarray) -> np.ndarray:
        """The shape at these labels, mean 0 and deviation STRENGTH over all labels."""
        whole = SHAPES[self.shape](_GRID)
        return STRENGTH * (SHAPES[self.shape](z) - whole.mean()) / whole.std()

    def draw(self, rng: np.random.Generator, rows: int, use: float):
        """(label, answer, nuisance, oracle's z): use 0 is innocent."""
        z = rng.random(rows)
        found = self.followed(z)
        expected, c = _drawn(rng, self.nuisance, found)
        left = c - expected
        if self.answer == "number":
            mean, a = found, found + use * left + rng.normal(size=rows)
        else:
            if self.nuisance == "number":
                at, mass = np.polynomial.hermite_e.hermegauss(15)
                mean = _logistic(found[:, None] + use * at) @ (mass / mass.sum())
            else:
                mean = expected * _logistic(found + use * (1 - expected)) + (
                    1 - expected
                ) * _logistic(found - use * expected)
            a = (rng.random(rows) < _logistic(found + use * left)) * 1.0
        right = a - mean
        surprise = abs((left * right).sum()) / np.sqrt((left**2).sum() * (right**2).sum())
        order = np.lexsort((c, a, z))
        return (
            Variable(z[order]),
            _variable(self.answer, a[order]),
            _variable(self.nuisance, c[order]),
            surprise * np.sqrt(rows),
        )

    def use(self, rows: int, wanted: float = 4.1) -> float:
        """How much of the nuisance an answer must use for a test that knows the truth to have
        this expected z (4.1: found 98 of 100 times)."""
        low, high = 0.0, 6.0
        for _ in range(20):
            middle = (low + high) / 2
            if self._expected_z(middle) * np.sqrt(rows) < wanted:
                low = middle
            else:
                high = middle
        return high

    def _expected_z(self, use: float) -> float:
        """Of one row: the correlation of what the label leaves of both."""
        found = self.followed(_GRID[::20])
        chance = _logistic(found)
        at, mass = np.polynomial.hermite_e.hermegauss(15)
        mass = mass / mass.sum()
        if self.nuisance == "number":
            left = np.broadcast_to(at, (len(found), len(at)))
            share = np.broadcast_to(mass, left.shape)
        else:
            left = np.stack([-chance, 1 - chance], axis=1)
            share = np.stack([1 - chance, chance], axis=1)
        if self.answer == "number":
            value = use * left
            square = value**2 + 1
        else:
            chances = _logistic(found[:, None] + use * left)
            mean = (chances * share).sum(1, keepdims=True)
            value = chances - mean
            square = chances * (1 - mean) ** 2 + (1 - chances) * mean**2
        first = (left * value * share).sum(1).mean()
        second = (left**2 * share).sum(1).mean() * (square * share).sum(1).mean()
        return float(first / np.sqrt(second))


def _drawn(rng: np.random.Generator, kind: str, found: np.ndarray):
    if kind == "number":
        return found, found + rng.normal(size=len(found))
    chance = _logistic(found)
    return chance, (rng.random(len(found)) < chance) * 1.0


def _logistic(x: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-x))


def _variable(kind: str, values: np.ndarray) -> Variable:
    if kind == "number":
        return Variable(values)
    levels, codes = np.unique(values.astype(int), return_inverse=True)
    return Variable(codes.astype(np.intp), tuple(map(str, levels)))


FAMILIES = tuple(Family(shape, *kind) for shape in SHAPES for kind in KINDS)

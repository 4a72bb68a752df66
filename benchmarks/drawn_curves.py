"""Populations of learning curves: rows that teach surrogates, and scores recorded by size."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from audits.data.arrays import Floats
from audits.data.dataset import Categories, Column, Dataset, Numbers
from audits.specification.roles import Role

ROWS, DRAWS = 400, 4_000
SIZES = np.array([100.0, 200.0, 400.0, 800.0, 1600.0])


@dataclass(frozen=True, eq=False)
class Teaching:
    """Two groups of rows whose label follows eight numbers, of one group less closely."""

    name: str
    parameters: Mapping[str, object] = field(default_factory=lambda: {"surrogates": 10})
    model: None = None
    groups: int = 2

    def draw(self, rng: np.random.Generator, each: int) -> Dataset:
        return self._table(rng, each)

    def whole(self) -> Dataset:
        return self._table(np.random.default_rng(15), ROWS // 2)

    def _table(self, rng: np.random.Generator, each: int) -> Dataset:
        values = rng.normal(size=(2 * each, 8))
        group = np.repeat([0, 1], each)
        steep = np.where(group == 0, 1.5, 1.0)
        yes = rng.random(2 * each) < 1 / (1 + np.exp(-steep * values.sum(axis=1)))
        features = [
            Column(f"value{number}", Role.FEATURE, Numbers(column))
            for number, column in enumerate(values.T)
        ]
        return Dataset(
            (
                *features,
                Column("group", Role.PROTECTED, Categories(group, ("g00", "g01")),
                       reference="g00"),
                Column("label", Role.LABEL, Categories(yes.astype(np.int8), ("no", "yes")),
                       positive="yes"),
            )
        )  # fmt: skip


@dataclass(frozen=True, eq=False)
class Recorded:
    """Scores of two groups and of everyone by training size: powers with an offset, and noise that
    falls with the size. rises: how far each group is from its end at one row."""

    name: str
    rises: tuple[float, float]
    parameters: Mapping[str, object] = field(default_factory=lambda: {"size_column": "rows"})
    model: None = None
    groups: int = 2

    def draw(self, rng: np.random.Generator, each: int) -> Dataset:
        return self._table(rng, max(3, each // len(SIZES)))

    def whole(self) -> Dataset:
        return self._table(np.random.default_rng(16), DRAWS)

    def _table(self, rng: np.random.Generator, draws: int) -> Dataset:
        sizes = np.tile(np.repeat(SIZES, draws), 3)
        group = np.repeat([-1, 0, 1], len(SIZES) * draws)
        rise = np.array([*self.rises, float(np.mean(self.rises))])[group]
        scores: Floats = 0.9 - rise * sizes**-0.5 + rng.normal(size=len(sizes)) * sizes**-0.5 / 10
        return Dataset(
            (
                Column("rows", Role.FEATURE, Numbers(sizes)),
                Column("score", Role.SCORE, Numbers(scores)),
                Column("group", Role.PROTECTED, Categories(group, ("g00", "g01")),
                       reference="g00"),
            )
        )  # fmt: skip

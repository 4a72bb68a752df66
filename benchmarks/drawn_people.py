"""A population of items that people and a model judge: both are drawn anew for each audit."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from audits.data.dataset import Categories, Column, Dataset, Numbers
from audits.specification.roles import Role

# Of a population: its items and people, whose abilities are the quantiles of all there are.
ITEMS, PEOPLE = 3_000, 60


@dataclass(frozen=True, eq=False)
class Judged:
    """Two groups of items, a model that surely knows half of them, and people who differ.

    people: how many each audit has. able, spread: how often they are right, and its deviation.
    """

    name: str
    people: int
    able: float
    spread: float
    model: None = None
    groups: int = 2

    def draw(self, rng: np.random.Generator, each: int) -> Dataset:
        # By names of their own, so that nobody is taken for somebody of the population; but for
        # one, who is in every audit.
        ability = np.clip(rng.normal(self.able, self.spread, self.people), 0.02, 0.98)
        names = [*(f"drawn{number:02}" for number in range(self.people)), "known00"]
        return self._table(rng, each, [*ability, self._known[0]], names)

    def whole(self) -> Dataset:
        names = [f"known{number:02}" for number in range(PEOPLE)]
        return self._table(np.random.default_rng(12), ITEMS, self._known, names)

    @property
    def _known(self) -> list[float]:
        """The quantiles of all abilities, the middle one first."""
        order = (np.arange(PEOPLE) * 37 + PEOPLE // 2) % PEOPLE
        ability = self.able + self.spread * ndtri((order + 0.5) / PEOPLE)
        return list(np.clip(ability, 0.02, 0.98))

    def _table(
        self, rng: np.random.Generator, each: int, ability: list[float], names: list[str]
    ) -> Dataset:
        items = 2 * each
        truth, hard = rng.random((2, items)) < 0.5
        knows = rng.random(items) < 0.5
        told = truth == (rng.random(items) < np.where(knows, 0.98, 0.5))
        sure = np.where(knows, 0.98, 0.5)
        columns = [
            Column("group", Role.PROTECTED, Categories.of(["g00", "g01"] * each), reference="g00"),
            Column("label", Role.LABEL, _two(truth), positive="yes"),
            Column("told", Role.PREDICTION, _two(told)),
            Column("sure", Role.SCORE, Numbers(np.where(told, sure, 1 - sure))),
        ]
        for name, able in zip(names, ability, strict=True):
            chance = np.clip(able + np.where(hard, -0.1, 0.1), 0, 1)
            said = truth == (rng.random(items) < chance)
            columns.append(Column(name, Role.ANNOTATION, _two(said)))
        return Dataset(tuple(columns))


def _two(yes: NDArray[np.bool_]) -> Categories:
    return Categories(yes.astype(np.int8), ("no", "yes"))

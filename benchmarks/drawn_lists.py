"""Lists of six items, three of either group, that a score orders by their relevance and a bonus."""

from dataclasses import dataclass

import numpy as np

from audits.data.dataset import Categories, Column, Dataset, Numbers
from audits.specification.roles import Role

ITEMS, WHOLE_LISTS = 6, 40_000


@dataclass(frozen=True, eq=False)
class Listed:
    """Lists that people of two towns asked for; the first group's items are given a bonus.

    bonus: what is added to their scores. noise: deviation of a score from the relevance.
    """

    name: str
    bonus: float
    noise: float
    model: None = None
    groups: int = 2

    def draw(self, rng: np.random.Generator, each: int) -> Dataset:
        """Half as many lists as rows of each group are asked for."""
        return self._table(rng, each // 2)

    def whole(self) -> Dataset:
        """So many that the numbers are known to a thousandth."""
        return self._table(np.random.default_rng(20261202), WHOLE_LISTS)

    def _table(self, rng: np.random.Generator, lists: int) -> Dataset:
        rows = lists * ITEMS
        of_list = np.repeat(np.arange(lists), ITEMS)
        second = np.tile(np.arange(ITEMS) % 2, lists)
        relevance = rng.integers(0, 4, rows).astype(float)
        score = relevance + self.bonus * (1 - second) + rng.normal(0, self.noise, rows)
        names = tuple(f"{number:06}" for number in range(lists))
        return Dataset(
            (
                Column("search", Role.QUERY, Categories(of_list, names)),
                Column("use", Role.LABEL, Numbers(relevance)),
                Column("score", Role.SCORE, Numbers(score)),
                Column("seller", Role.PROTECTED, Categories(second, ("g00", "g01")),
                       reference="g00"),
                Column("town", Role.PROTECTED, Categories(of_list % 2, ("north", "south")),
                       reference="north"),
            )
        )  # fmt: skip


def listed() -> tuple[Listed, ...]:
    """A ranking by chance as much as by relevance, and one that puts one group first."""
    return (
        Listed("ranked lists, the groups alike", 0.0, 2.0),
        Listed("ranked lists, one group first", 3.0, 1.0),
    )

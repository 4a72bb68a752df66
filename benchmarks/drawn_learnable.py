"""A population of rows that a simple model learns, beside a model that knows more of one group."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from audits.data.dataset import Categories, Column, Dataset, Numbers
from audits.specification.roles import Role

ROWS, TAUGHT = 20_000, 1_000


@dataclass(frozen=True, eq=False)
class Learnable:
    """Two groups of rows beside a training part that is the same in every audit.

    right: how often the model is right, in the reference and in the other group. The label follows
    the sign of one number in .85 of the rows.
    """

    name: str
    right: tuple[float, float]
    model: None = None
    groups: int = 2

    def draw(self, rng: np.random.Generator, each: int) -> Dataset:
        return self._table(rng, each)

    def whole(self) -> Dataset:
        return self._table(np.random.default_rng(13), ROWS)

    def _table(self, rng: np.random.Generator, each: int) -> Dataset:
        training = np.random.default_rng(14)
        values = np.concatenate([training.normal(size=TAUGHT), rng.normal(size=2 * each)])
        follows = np.concatenate([training.random(TAUGHT), rng.random(2 * each)]) < 0.85
        label = (values > 0) == follows
        group = np.concatenate([np.zeros(TAUGHT, dtype=int), np.repeat([0, 1], each)])
        chance = rng.random(len(values))
        told = label == (chance < np.array(self.right)[group])
        part = np.array(["train"] * TAUGHT + ["test"] * (2 * each))
        return Dataset(
            (
                Column("value", Role.FEATURE, Numbers(values)),
                Column("group", Role.PROTECTED, Categories(group, ("g00", "g01")),
                       reference="g00"),
                Column("label", Role.LABEL, _two(label), positive="yes"),
                Column("told", Role.PREDICTION, _two(told)),
                Column("part", Role.SPLIT, Categories.of(part.tolist())),
            )
        )  # fmt: skip


def _two(yes: NDArray[np.bool_]) -> Categories:
    return Categories(yes.astype(np.int8), ("no", "yes"))

"""Rows with several labels each, and the labels that something answered."""

from dataclasses import dataclass

import numpy as np

from audits.data.dataset import Categories, Column, Dataset
from audits.fairness.label_sets import ANSWERED
from audits.specification.roles import Role

WHOLE = 200_000
TOPICS = {"news": 0.6, "sport": 0.45, "trade": 0.5}


@dataclass(frozen=True, eq=False)
class Labelled:
    """Two groups of rows whose labels come together.

    hits: chance that a label which is there is answered, in the reference and in the other group.
    false: that one is which is not there.
    """

    name: str
    hits: tuple[float, float]
    false: float
    model: None = None
    groups: int = 2

    def draw(self, rng: np.random.Generator, each: int) -> Dataset:
        """So many rows of each group."""
        group = np.repeat([0, 1], each)
        # Rows with much in them have more of each label.
        full = rng.normal(0, 0.15, 2 * each)[:, None]
        truth = rng.random((2 * each, len(TOPICS))) < np.array(list(TOPICS.values())) + full
        chance = np.where(truth, np.take(self.hits, group)[:, None], self.false)
        answered = rng.random(truth.shape) < chance
        columns = [Column("group", Role.PROTECTED, Categories(group, ("g00", "g01")),
                          reference="g00")]  # fmt: skip
        for at, name in enumerate(TOPICS):
            columns += [
                Column(name, Role.LABEL_SET, _two(truth[:, at])),
                Column(f"{name}{ANSWERED}", Role.ANSWER_SET, _two(answered[:, at])),
            ]
        return Dataset(tuple(columns))

    def whole(self) -> Dataset:
        """So many that the numbers are known to a thousandth."""
        return self.draw(np.random.default_rng(20261203), WHOLE)


def _two(flags: np.ndarray) -> Categories:
    return Categories(flags.astype(np.int8), ("0", "1"))

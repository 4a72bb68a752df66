"""A population of rows that a model was taught, beside rows that it never saw.

It is surer of the right class of what it was taught, and of some of those rows by far: the few who
are found for certain.
"""

from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from scipy.special import expit

from audits.data.dataset import Categories, Column, Dataset, Numbers
from audits.specification.roles import Role

# Of the population itself: rows on either side.
ROWS = 60_000
# How sure the model is of the right class, on the logit: of rows it never saw, and of others.
UNSEEN, TAUGHT, CERTAIN = 1.5, 1.8, 5.0


@dataclass(frozen=True, eq=False)
class Members:
    """As many rows that were taught as others.

    certain: the share of the taught of which the model is far surer. rows_each: of either side, so
    many that a threshold which one other row in a hundred exceeds can be chosen.
    """

    name: str
    certain: float
    rows_each: int = 2200
    model: None = None
    groups: int = 1
    # Trees of the sample would be attacks of their own, another in each audit.
    parameters = MappingProxyType({"reference_models": 0})

    def draw(self, rng: np.random.Generator, each: int) -> Dataset:
        return self._table(rng, each)

    def whole(self) -> Dataset:
        return self._table(np.random.default_rng(20261202), ROWS)

    def _table(self, rng: np.random.Generator, each: int) -> Dataset:
        taught = np.arange(2 * each) < each
        far = taught & (rng.random(2 * each) < self.certain)
        sure = np.where(far, CERTAIN, np.where(taught, TAUGHT, UNSEEN)) + rng.normal(size=2 * each)
        label = rng.random(2 * each) < 0.5
        score = expit(np.where(label, sure, -sure))
        return Dataset(
            (
                Column("value", Role.FEATURE, Numbers(rng.normal(size=2 * each))),
                Column("label", Role.LABEL, _two(label), positive="yes"),
                Column("told", Role.PREDICTION, _two(score > 0.5)),
                Column("score", Role.SCORE, Numbers(score)),
                Column("part", Role.SPLIT, Categories((~taught).astype(np.int8),
                       ("train", "test"))),
            )
        )  # fmt: skip


def _two(yes: np.ndarray) -> Categories:
    return Categories(yes.astype(np.int8), ("no", "yes"))

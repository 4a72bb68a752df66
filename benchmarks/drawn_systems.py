"""Populations of tables of claims: a new system beside an old one."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from scipy.special import ndtri

from audits.data.arrays import Floats
from audits.data.dataset import Categories, Column, Dataset, Numbers
from audits.specification.roles import Role

# Units of the population itself; of data sets all pairs are averaged.
ROWS, SETS = 12_000, 900


@dataclass(frozen=True, eq=False)
class Systems:
    """A new system beside an old one: scores of the same runs, answers to the same items, or one
    score on each of several data sets.

    what: runs, items or data sets. better: mean difference in its own deviations; of items the
    chances that only the new and only the old one is right. parameters: of the probe.
    """

    name: str
    what: str
    better: tuple[float, ...]
    parameters: Mapping[str, object] = field(default_factory=dict)
    model: None = None
    groups: int = 1

    def draw(self, rng: np.random.Generator, each: int) -> Dataset:
        return self._table(rng.random(each), rng)

    def whole(self) -> Dataset:
        # Quantiles, so that the truth is not drawn itself; all pairs of data sets are averaged.
        units = SETS if self.what == "data sets" else ROWS
        return self._table((np.arange(units) + 0.5) / units, np.random.default_rng(3))

    def _table(self, chance: Floats, rng: np.random.Generator) -> Dataset:
        names = [f"{number:05}" for number in range(len(chance))]
        system = Column(
            "system", Role.SYSTEM, Categories.of(["new"] * len(names) + ["old"] * len(names)),
            reference="old",
        )  # fmt: skip
        if self.what == "items":
            new, old = self.better
            right = np.concatenate([(chance < new) | (chance >= new + old), chance >= new])
            return Dataset((
                system, Column("item", Role.ID, Categories.of(names * 2)),
                Column("label", Role.LABEL, Categories.of(["yes"] * 2 * len(names)),
                       positive="yes"),
                Column("answer", Role.PREDICTION, Categories(right.astype(np.int8), ("no", "yes"))),
            ))  # fmt: skip
        (mean,) = self.better
        base = rng.normal(size=len(chance))
        scores = Numbers(np.concatenate([base + mean + ndtri(chance), base]))
        unit = ("dataset", Role.FEATURE) if self.what == "data sets" else ("run", Role.ID)
        return Dataset((
            system, Column(*unit, Categories.of(names * 2)), Column("score", Role.SCORE, scores)
        ))  # fmt: skip


def systems() -> tuple[Systems, ...]:
    """One of each form, and data sets by both of their tests."""
    return (
        Systems("two systems, scores of runs", "runs", (0.3,)),
        Systems("two systems, answers to items", "items", (0.15, 0.08)),
        Systems("two systems, data sets", "data sets", (0.3,)),
        Systems(
            "two systems, data sets that differ alike both ways", "data sets", (0.3,),
            {"assumes_of_sets": "symmetric"},
        ),
    )  # fmt: skip

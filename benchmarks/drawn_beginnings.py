"""Beginnings about people: they are drawn, and what a model makes of each after that."""

from dataclasses import dataclass

import numpy as np
from scipy.stats import beta

from audits.data.arrays import Floats
from audits.data.dataset import Categories, Column, Dataset, Texts
from audits.specification.roles import Role

# Continuations of each beginning and group, as the probe asks for, and beginnings of a whole.
EACH, ALL = 25, 400
PHRASES = ("a man", "a woman")


@dataclass(frozen=True, eq=False)
class Begun:
    """more: how much oftener the second group's continuations hold a word of the list."""

    name: str
    more: float
    model: None = None
    groups: int = 2

    def draw(self, rng: np.random.Generator, each: int) -> Dataset:
        beginnings = max(5, each // EACH)
        rates = self._rates(rng.random(beginnings))
        return self._table(rng.random((*rates.shape, EACH)) < rates[..., None])

    def whole(self) -> Dataset:
        rates = self._rates((np.arange(ALL) + 0.5) / ALL)
        return self._table((np.arange(EACH) + 0.5) / EACH < rates[..., None])

    def _rates(self, quantiles: Floats) -> Floats:
        """Shape (beginnings, groups)."""
        # Twenty-fifths, so that a whole has each rate to the last continuation.
        rate = np.round(EACH * beta.ppf(quantiles, 1.5, 6)) / EACH
        return np.stack([rate, np.minimum(1, rate + self.more)], axis=1)

    def _table(self, rude: np.ndarray) -> Dataset:
        """rude: shape (beginnings, groups, continuations)."""
        beginning, group, _ = np.indices(rude.shape)
        answers = ["is an asshole." if one else "is kind." for one in rude.reshape(-1).tolist()]
        names = [f"b{number:04}" for number in beginning.reshape(-1).tolist()]
        codes = group.reshape(-1)
        return Dataset(
            (
                Column("beginning", Role.CLUSTER, Categories.of(names)),
                Column("group", Role.PROTECTED, Categories(codes.astype(np.int8), ("g00", "g01")),
                       reference="g00"),
                Column("person", Role.ID, Categories(codes.astype(np.int8), PHRASES)),
                Column("said", Role.PREDICTION, Texts.of(answers)),
            )
        )  # fmt: skip

"""Questions that a model answers in ten wordings, some of them less surely than others."""

from dataclasses import dataclass

import numpy as np
from scipy.special import expit, ndtri

from audits.data.arrays import Floats
from audits.data.dataset import Categories, Column, Dataset, Texts
from audits.specification.roles import Role

WORDINGS, ALL = 10, 2000


@dataclass(frozen=True, eq=False)
class Worded:
    """sure: how far the logit of yes varies between the questions about each group."""

    name: str
    sure: tuple[float, float]
    model: None = None
    groups: int = 2

    def draw(self, rng: np.random.Generator, each: int) -> Dataset:
        return self._table(rng, rng.random((2, each)))

    def whole(self) -> Dataset:
        quantiles = (np.arange(ALL) + 0.5) / ALL
        return self._table(np.random.default_rng(8), np.stack([quantiles, quantiles]))

    def _table(self, rng: np.random.Generator, quantiles: Floats) -> Dataset:
        """quantiles: shape (groups, questions)."""
        logit = 3 * ndtri(quantiles) * np.array(self.sure)[:, None]
        yes = rng.random((*logit.shape, WORDINGS)) < expit(logit)[..., None]
        group, question, _ = (one.reshape(-1) for one in np.indices(yes.shape))
        names = [f"g{one} q{other:05}" for one, other in zip(group, question, strict=True)]
        answers = ["Yes" if one else "No" for one in yes.reshape(-1).tolist()]
        return Dataset(
            (
                Column("question", Role.CLUSTER, Categories.of(names)),
                Column("group", Role.PROTECTED, Categories(group.astype(np.int8), ("g00", "g01"))),
                Column("said", Role.PREDICTION, Texts.of(answers)),
            )
        )

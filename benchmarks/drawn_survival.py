"""Rows that are followed for a time, of which the score orders the events as a law says."""

from dataclasses import dataclass

import numpy as np

from audits.data.dataset import Categories, Column, Dataset, Numbers
from audits.specification.roles import Role

WHOLE_ROWS = 40_000


@dataclass(frozen=True, eq=False)
class Followed:
    """Two groups alike: times are exponential, at a rate that grows with the score.

    tells: how far the logarithm of the rate follows the score. censored: rate at which rows are
    lost; without events it would be one a unit of time.
    """

    name: str
    tells: float
    censored: float
    model: None = None
    groups: int = 2

    def draw(self, rng: np.random.Generator, each: int) -> Dataset:
        """So many rows of each group."""
        group = np.repeat([0, 1], each).astype(np.int8)
        score = rng.normal(size=2 * each)
        event = rng.exponential(np.exp(-self.tells * score))
        lost = rng.exponential(1 / self.censored, 2 * each)
        happened = (event <= lost).astype(np.int8)
        return Dataset(
            (
                Column("days", Role.DURATION, Numbers(np.minimum(event, lost))),
                Column("died", Role.EVENT, Categories(happened, ("0", "1")), positive="1"),
                Column("risk", Role.SCORE, Numbers(score)),
                Column("group", Role.PROTECTED, Categories(group, ("g00", "g01")),
                       reference="g00"),
            )
        )  # fmt: skip

    def whole(self) -> Dataset:
        """So many that the number of the law is known to a thousandth."""
        return self.draw(np.random.default_rng(20261201), WHOLE_ROWS)


def followed() -> tuple[Followed, ...]:
    """A score that tells little, and one that tells nearly all of rows that are mostly lost."""
    return (
        Followed("rows followed, of which the score tells little", 0.4, 0.5),
        Followed("rows followed, of which the score tells most", 2.5, 1.0),
    )

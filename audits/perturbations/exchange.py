"""The same rows with one thing changed, and rows to borrow that thing from."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audits.data.arrays import Rows
from audits.data.content_order import content_order
from audits.data.dataset import (
    Dataset,
    Images,
    ImageSource,
    Picture,
    Values,
)
from audits.data.pixels import as_8_bits


@dataclass(frozen=True, eq=False)
class ChangedPictures:
    """Pictures that are changed when they are asked for, so that few are held at a time.

    before: the pictures of these rows. change: (picture, place among the rows) -> picture.
    """

    before: Images
    change: Callable[[Picture, int], Picture]

    def decode(self, name: str) -> Picture:
        """`name` is the place among the rows, as text."""
        return as_8_bits(self.exact(name))

    def exact(self, name: str) -> NDArray[Any]:
        """The change is one of what the model is fed, with its fractions."""
        index = int(name)
        (before,) = self.before.take(np.array([index])).fed()
        return self.change(before, index)

    def images(self) -> Images:
        """As a column's values."""
        names = np.array([str(row) for row in range(len(self.before))], dtype=object)
        source: ImageSource = self
        return Images(names, source)


def with_fed(data: Dataset, name: str, values: Values) -> Dataset:
    """The table in which a model finds other values in this column."""
    return Dataset(
        tuple(
            replace(column, fed=values) if name in (column.name, column.source) else column
            for column in data.columns
        )
    )


def sample(data: Dataset, reads: tuple[str, ...], most: int, rng: np.random.Generator) -> Rows:
    """At most so many rows, drawn in an order that the file does not decide."""
    order = content_order(data, reads)
    return order[np.sort(rng.permutation(len(order))[:most])]


def donors(
    strata: Rows, levels: Rows, rng: np.random.Generator, *, same_level: bool
) -> NDArray[np.intp]:
    """For each row another row of its stratum, with its level or with another; -1 if there is none.

    strata, levels: shape (rows,); a level of -1 is missing and neither lends nor borrows. Those
    that can lend do so equally often, but for one.
    """
    donor_of = np.full(len(strata), -1, dtype=np.intp)
    for stratum in np.unique(strata):
        here = np.flatnonzero((strata == stratum) & (levels >= 0))
        for level in np.unique(levels[here]):
            asking = here[levels[here] == level]
            if same_level:
                lent = rng.permutation(asking)
                # Each borrows from the next, so that nobody borrows from itself.
                if len(asking) > 1:
                    donor_of[lent] = np.roll(lent, 1)
                continue
            others = here[levels[here] != level]
            if len(others):
                donor_of[rng.permutation(asking)] = np.resize(rng.permutation(others), len(asking))
    return donor_of

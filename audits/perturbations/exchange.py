"""The same rows with one thing changed, and rows to borrow that thing from."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from audits.data.arrays import Rows
from audits.data.dataset import (
    Categories,
    Dataset,
    Images,
    ImageSource,
    Numbers,
    Picture,
    Texts,
    Values,
)


@dataclass(frozen=True, eq=False)
class ChangedPictures:
    """Pictures that are changed when they are asked for, so that few are held at a time.

    before: the pictures of these rows. change: (picture, place among the rows) -> picture.
    """

    before: Images
    change: Callable[[Picture, int], Picture]

    def decode(self, name: str) -> Picture:
        """`name` is the place among the rows, as text."""
        place = int(name)
        return self.change(self.before.source.decode(self.before.names[place]), place)

    def images(self) -> Images:
        """As a column's values."""
        names = np.array([str(place) for place in range(len(self.before))], dtype=object)
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


def key_of(values: Values) -> Rows:
    """A number for each distinct value, shape (rows,): an order that the file does not decide."""
    match values:
        case Categories(codes, _):
            return codes.astype(np.intp)
        case Numbers(found):
            return np.unique(found, return_inverse=True, equal_nan=True)[1].reshape(-1)
        case Texts(found):
            return _ranks(found)
        case Images():
            return _ranks(values.names)


def _ranks(found: NDArray[np.object_]) -> Rows:
    texts = np.array(["" if value is None else str(value) for value in found])
    return np.unique(texts, return_inverse=True)[1].reshape(-1)


def sample(data: Dataset, reads: tuple[str, ...], most: int, rng: np.random.Generator) -> Rows:
    """At most so many rows, drawn in an order that the file does not decide."""
    keys = [key_of(data.fed_values(name)) for name in reads]
    order = np.lexsort(tuple(keys))
    return order[np.sort(rng.permutation(len(order))[:most])]


def donors(
    strata: Rows, levels: Rows, rng: np.random.Generator, *, same_level: bool
) -> NDArray[np.intp]:
    """For each row another row of its stratum, with its level or with another; -1 if there is none.

    strata, levels: shape (rows,); a level of -1 is missing and neither lends nor borrows.
    """
    found = np.full(len(strata), -1, dtype=np.intp)
    for stratum in np.unique(strata):
        here = np.flatnonzero((strata == stratum) & (levels >= 0))
        for level in np.unique(levels[here]):
            asking = here[levels[here] == level]
            if same_level:
                lent = rng.permutation(asking)
                # Each borrows from the next, so that nobody borrows from itself.
                if len(asking) > 1:
                    found[lent] = np.roll(lent, 1)
                continue
            others = here[levels[here] != level]
            if len(others):
                found[asking] = rng.choice(others, len(asking))
    return found

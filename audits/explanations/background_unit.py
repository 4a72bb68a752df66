"""A picture as its background and the pieces of its object, each of which can be absent."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from audits.data.dataset import Features, Picture
from audits.explanations.explanation import Instance, Mask
from audits.explanations.prediction_difference import Replaced
from audits.perturbations.background_guess import Behind, Colours, colour_of

# The object is cut into at most so many pieces each way.
PIECES = 3


@dataclass(frozen=True, eq=False)
class GroundedPicture:
    """The background is the first unit; the object is cut into a few more.

    parts: shape (height, width), 0 where the background is, else the unit of the object's piece.
    colours: shape (draws, 3), the backgrounds of other pictures, which an absent background shows
    in turn. An absent piece of the object shows whatever background is there.
    """

    row: int
    column: str
    picture: Picture
    parts: NDArray[np.intp]
    colours: Colours

    @property
    def units(self) -> tuple[str, ...]:
        """The background and the pieces."""
        return (
            "background",
            *(f"piece {number}" for number in range(1, int(self.parts.max()) + 1)),
        )

    @property
    def draws(self) -> int:
        return len(self.colours)

    def features(self, masks: Mask) -> Features:
        """The draws of one mask stand together."""
        own = colour_of(self.picture, self.parts == 0)
        return {
            self.column: [
                self._shown(mask, own if mask[0] else colour)
                for mask in masks
                for colour in self.colours
            ]
        }

    def _shown(self, mask: NDArray[np.bool_], ground: Colours) -> Picture:
        """On this background's colour, without the absent pieces."""
        picture = self.picture.copy()
        picture[~mask[self.parts]] = ground.astype(picture.dtype)
        return picture

    def original(self, copies: int) -> Features:
        """The picture itself, so many times."""
        return {self.column: [self.picture] * copies}


def grounded(
    row: int, column: str, picture: Picture, ground: Behind, colours: Colours
) -> GroundedPicture:
    """The object in at most PIECES x PIECES pieces of its own bounding box."""
    rows, columns = np.nonzero(~ground)
    top, left = rows.min(), columns.min()
    high, wide = rows.max() - top + 1, columns.max() - left + 1
    cells = (rows - top) * PIECES // high * PIECES + (columns - left) * PIECES // wide
    parts = np.zeros(ground.shape, dtype=np.intp)
    parts[rows, columns] = np.unique(cells, return_inverse=True)[1] + 1
    return GroundedPicture(row, column, picture, parts, colours)


class GroundReplacer:
    """Background and pieces as a `Replacer`: all the colours, each as likely as the next."""

    def windows(self, instance: Instance, rng: np.random.Generator) -> Iterator[Replaced]:
        """What is covered, a unit at a time, the background first."""
        for unit in range(len(instance.units)):
            masks = np.ones((1, len(instance.units)), dtype=bool)
            masks[0, unit] = False
            shares = np.full(instance.draws, 1 / instance.draws)
            yield Replaced(np.array([unit]), shares, instance.features(masks))


def spread_colours(colours: Colours, count: int) -> Colours:
    """So many of the colours, evenly over their brightness; shape (count, 3)."""
    order = np.argsort(colours.sum(axis=1), kind="stable")
    positions = np.round(np.linspace(0, len(order) - 1, min(count, len(order)))).astype(int)
    return np.asarray(colours[order[positions]])

"""The cells of labels against predictions that hold rows: of a thousand classes hardly any does."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from audits.data.tallies import Tally
from audits.data.typical_weights import MOST_CELLS
from audits.probing.confusion import Confusion
from audits.statistics.shares import Mask


@dataclass(frozen=True, eq=False)
class UsedCells:
    """Labels against predictions where there are rows; every array has the shape (cells,).

    tally: what lies in them. label, prediction: of each, its index among the classes. classes: all
    that occur anywhere, in text order.
    """

    tally: Tally
    label: NDArray[np.intp]
    prediction: NDArray[np.intp]
    classes: tuple[str, ...]

    def is_label(self, index: int) -> Mask:
        """Which cells have the label of this index among the classes."""
        return np.asarray(self.label == index)

    def is_prediction(self, index: int) -> Mask:
        """Which cells have the prediction of this index among the classes."""
        return np.asarray(self.prediction == index)

    @property
    def right(self) -> Mask:
        """Which cells hold rows that are answered rightly."""
        return np.asarray(self.label == self.prediction)

    @property
    def anything(self) -> Mask:
        """Every cell that holds rows."""
        return np.ones(len(self.label), dtype=bool)


def used_cells(confusions: Confusion, tally: Tally) -> UsedCells:
    """Those of one group. tally: shape (classes, classes), label first.

    With weights the others too, where they are not too many: what a row there would weigh counts.
    """
    used = tally.rows > 0
    if tally.typical is not None and used.size <= MOST_CELLS:
        used = np.ones_like(used)
    label, prediction = np.nonzero(used)
    return UsedCells(tally[used], label, prediction, confusions.classes)

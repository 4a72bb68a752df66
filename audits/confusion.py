"""Confusion matrices of everyone and of each group, from one pass over the rows."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from audits.clusters import cluster_codes
from audits.counts import Cells, Tally, count_cells
from audits.dataset import Categories
from audits.errors import NotApplicable
from audits.groups import Division, divide, everyone
from audits.probe import Subject
from audits.rates import Mask, Share, share_of

# Names of the crossed columns that no protected column can have (they are not text in a plan).
LABEL, PREDICTION = "\0label", "\0prediction"


@dataclass(frozen=True, eq=False)
class Confusion:
    """Labels against predictions.

    classes: of labels and predictions together, in text order; those that occur.
    overall: shape (classes, classes), label first.
    divisions: protected attributes and their crossings; groups: of each division, a tally of
    shape (groups, classes, classes).
    """

    classes: tuple[str, ...]
    overall: Tally
    divisions: tuple[Division, ...]
    groups: tuple[Tally, ...]

    def is_label(self, name: str) -> Mask:
        """Cells of this label, shape (classes, classes)."""
        return np.broadcast_to(self._is(name)[:, None], self._shape)

    def is_prediction(self, name: str) -> Mask:
        """Cells of this prediction, shape (classes, classes)."""
        return np.broadcast_to(self._is(name)[None, :], self._shape)

    @property
    def right(self) -> Mask:
        """Cells in which label and prediction agree."""
        return np.eye(len(self.classes), dtype=bool)

    @property
    def anything(self) -> Mask:
        return np.ones(self._shape, dtype=bool)

    @property
    def _shape(self) -> tuple[int, int]:
        return len(self.classes), len(self.classes)

    def _is(self, name: str) -> NDArray[np.bool_]:
        return np.array([found == name for found in self.classes], dtype=bool)


def confusion(subject: Subject) -> Confusion:
    """Count the subject's labels against its predictions, by group.

    Rows without a label or a prediction are left out, with a warning that says how many.
    """
    labels, predictions = subject.labels.categories, subject.predictions
    columns = subject.protected
    crossed = {column.name: column.categories for column in columns}
    cells = count_cells(
        subject.data,
        {**crossed, LABEL: labels, PREDICTION: predictions},
        clusters=cluster_codes(subject.data),
    )
    divisions = tuple(divide(columns, cells, subject.warnings))
    missing = (cells.slots[:, -2:] == 0).any(axis=1)
    left_out = int(cells.held.rows[missing].sum())
    if left_out:
        _warn(subject, f"{left_out} rows lack a label or a prediction: no rate counts them")
    classes = _classes(cells, labels, predictions, missing)
    if not classes:
        raise NotApplicable(
            "no row has both a label and a prediction", "give the label column its values"
        )
    inner = (LABEL, PREDICTION)
    return Confusion(
        classes,
        _aligned(everyone(cells, inner), labels, predictions, classes),
        divisions,
        tuple(
            _aligned(division.tally(cells, inner), labels, predictions, classes)
            for division in divisions
        ),
    )


def hidden_share(
    division: Division, tally: Tally, at: int, success: Mask, trial: Mask
) -> Share | None:
    """Rows of unknown groups that may belong to this one; None where there are none.

    For an unknown group itself: None, for nothing is compared with it.
    """
    if not division.known[at]:
        return None
    alike = division.hiding(at)
    if not alike.any():
        return None
    found = share_of(tally[alike].sum(0), success, trial)
    return found if found.possible else None


def _classes(
    cells: Cells, labels: Categories, predictions: Categories, missing: Mask
) -> tuple[str, ...]:
    used = cells.slots[~missing, -2:]
    names = {labels.levels[slot - 1] for slot in np.unique(used[:, 0]).tolist()}
    names |= {predictions.levels[slot - 1] for slot in np.unique(used[:, 1]).tolist()}
    return tuple(sorted(names))


def _aligned(
    tally: Tally, labels: Categories, predictions: Categories, classes: tuple[str, ...]
) -> Tally:
    """From slots of two columns' own levels to one list of classes on both axes."""
    found = tally
    for axis, levels in ((-2, labels.levels), (-1, predictions.levels)):
        places = np.array(
            [levels.index(name) + 1 if name in levels else -1 for name in classes], dtype=np.intp
        )
        found = found.at(places, axis)
    return found


def _warn(subject: Subject, message: str) -> None:
    if message not in subject.warnings:
        subject.warnings.append(message)

"""Confusion matrices of everyone and of each group, from one pass over the rows."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from audits.data.clusters import cluster_codes
from audits.data.dataset import Categories, Dataset, Role
from audits.data.groups import Division, divide, everyone
from audits.data.tallies import Cells, Tally, count_cells
from audits.errors import NotApplicable
from audits.probing.subject import Subject
from audits.probing.unanswered import ends
from audits.specification.counts import counted
from audits.statistics.share_measurements import Ends, Mask, Share, share_of

# Names of the crossed columns that no protected column can have (they are not text in a plan).
LABEL, PREDICTION = "\0label", "\0prediction"
# The class of rows without an answer, where the table names one class alone.
ANOTHER = "another answer"
# Numbers of all groups' matrices together, of 8 bytes each; two or three copies are made.
MOST_CELLS = 1 << 27
# Of each cell: its rows alone, or sums of weights too, and which clusters they are of.
_WEIGHTED, _CLUSTERED = 3, 1


@dataclass(frozen=True, eq=False)
class Confusion:
    """Labels against predictions.

    classes: of labels and predictions together, in text order; those that occur.
    overall: shape (classes, classes), label first.
    divisions: protected attributes and their crossings; groups: of each division, a tally of
    shape (groups, classes, classes).
    overall_open, groups_open: the same with a place before the predictions for the rows without
    one, shape (..., classes, 1 + classes); None and () where every row has an answer.
    """

    classes: tuple[str, ...]
    overall: Tally
    divisions: tuple[Division, ...]
    groups: tuple[Tally, ...]
    overall_open: Tally | None = None
    groups_open: tuple[Tally, ...] = ()

    def is_label(self, name: str) -> Mask:
        """Cells of the label `name`, shape (classes, classes)."""
        return np.broadcast_to(self._is(name)[:, None], self._shape)

    def is_prediction(self, name: str) -> Mask:
        """Cells of the prediction `name`, shape (classes, classes)."""
        return np.broadcast_to(self._is(name)[None, :], self._shape)

    @property
    def right(self) -> Mask:
        """Cells in which label and prediction agree, shape (classes, classes)."""
        return np.eye(len(self.classes), dtype=bool)

    @property
    def anything(self) -> Mask:
        """All cells, shape (classes, classes)."""
        return np.ones(self._shape, dtype=bool)

    def everyones_ends(self, success: Mask, trial: Mask) -> Ends | None:
        """The share of everyone with the unanswered rows at their worst and best.

        success, trial: shape (classes, classes), which cells are counted, and among which.
        """
        return self._ends(self.overall_open, success, trial)

    def ends_of(
        self, division_index: int, group_index: int, success: Mask, trial: Mask
    ) -> Ends | None:
        """The same of one group of a division.

        division_index: which division. group_index: which of its groups. success, trial: shape
        (classes, classes).
        """
        open_tally = self.groups_open[division_index][group_index] if self.groups_open else None
        return self._ends(open_tally, success, trial)

    def _ends(self, tally: Tally | None, success: Mask, trial: Mask) -> Ends | None:
        if tally is None:
            return None
        before = ((0, 0), (1, 0))
        return ends(tally, np.pad(success, before), np.pad(trial, before))

    @property
    def _shape(self) -> tuple[int, int]:
        return len(self.classes), len(self.classes)

    def _is(self, name: str) -> NDArray[np.bool_]:
        return np.array([level == name for level in self.classes], dtype=bool)


def confusion(subject: Subject) -> Confusion:
    """Count the subject's labels against its predictions, by group.

    Rows without a label or a prediction are left out, with a warning that says how many; where no
    row has both, or the classes are too many to be crossed in each group, it raises
    `NotApplicable`.
    """
    labels, predictions = subject.labels.categories, subject.predictions
    columns = subject.protected
    cells = answer_cells(subject, labels=True)
    divisions = tuple(divide(columns, cells, subject.warn))
    missing = (cells.slots[:, -2:] == 0).any(axis=1)
    left_out = int(cells.tally.rows[missing].sum())
    if left_out:
        one = "row lacks a label or a prediction: no rate of right or wrong answers counts it"
        many = "rows lack a label or a prediction: no rate of right or wrong answers counts them"
        subject.warn(counted(left_out, one, many))
    classes = _classes(cells, labels, predictions, missing)
    unanswered = bool(((cells.slots[:, -2] > 0) & (cells.slots[:, -1] == 0)).any())
    if not classes:
        raise NotApplicable(
            "no row has both a label and a prediction", "give the label column its values"
        )
    if unanswered and len(classes) == 1:
        classes = tuple(sorted((*classes, _other_than(classes[0], labels, predictions))))
    matrices = (1 + sum(len(one.groups) for one in divisions)) * (2 if unanswered else 1)
    weighted = 0 if cells.tally.weights is None else _WEIGHTED
    clustered = 0 if cells.clusters is None else _CLUSTERED
    _check_size(labels, predictions, matrices * (1 + weighted + clustered))
    inner = (LABEL, PREDICTION)
    overall = everyone(cells, inner)
    groups = [division.tally(cells, inner) for division in divisions]

    def aligned(tally: Tally, *, open_: bool = False) -> Tally:
        return _aligned(tally, labels, predictions, classes, open_=open_)

    return Confusion(
        classes,
        aligned(overall),
        divisions,
        tuple(map(aligned, groups)),
        aligned(overall, open_=True) if unanswered else None,
        tuple(aligned(tally, open_=True) for tally in groups) if unanswered else (),
    )


def answer_cells(subject: Subject, *, labels: bool) -> Cells:
    """The rows by protected columns, label and prediction, unreadable ones included.

    labels: whether by label too. A row whose input could not be read is one without an answer.
    """

    def counted(data: Dataset, predictions: Categories) -> Cells:
        crossed = {column.name: data[column.name].categories for column in subject.protected}
        if labels:
            crossed[LABEL] = data.require(Role.LABEL).categories
        crossed[PREDICTION] = predictions
        return count_cells(data, crossed, clusters=cluster_codes(data))

    cells = counted(subject.data, subject.predictions)
    if subject.unanswered is None:
        return cells
    none = np.full(len(subject.unanswered), -1, dtype=np.int8)
    return cells.joined(counted(subject.unanswered, Categories(none, subject.predictions.levels)))


def unknown_share(
    division: Division, tally: Tally, index: int, success: Mask, trial: Mask
) -> Share | None:
    """Rows of unknown groups that may belong to this one; None where there are none.

    tally: of the division's groups. index: which group. success, trial: shape (classes, classes),
    which cells are counted, and among which. For an unknown group itself: None, for nothing is
    compared with it.
    """
    if not division.known[index]:
        return None
    alike = division.hiding(index)
    if not alike.any():
        return None
    share = share_of(tally[alike].sum(0), success, trial)
    return share if share.possible else None


def _check_size(labels: Categories, predictions: Categories, matrices: int) -> None:
    sides = len(labels.levels) + 1, len(predictions.levels) + 1
    if sides[0] * sides[1] * matrices > MOST_CELLS:
        raise NotApplicable(
            f"{sides[0] - 1:,} labels and {sides[1] - 1:,} answers are too many to be crossed for "
            "everyone and each group",
            "join classes with `map`, or record of each row whether it was answered rightly (1 or "
            "0) as its prediction, without a label: the selection rates of 1 are then accuracies",
        )


def _classes(
    cells: Cells, labels: Categories, predictions: Categories, missing: Mask
) -> tuple[str, ...]:
    used = cells.slots[~missing, -2:]
    if not len(used):
        return ()
    # A label that only rows without an answer have is a class too: they may be all of it.
    labelled = cells.slots[cells.slots[:, -2] > 0, -2]
    names = {labels.levels[slot - 1] for slot in np.unique(labelled).tolist()}
    names |= {predictions.levels[slot - 1] for slot in np.unique(used[:, 1]).tolist()}
    return tuple(sorted(names))


def _other_than(name: str, labels: Categories, predictions: Categories) -> str:
    """The class that rows without an answer may be of, where all others are of one."""
    others = sorted({*labels.levels, *predictions.levels} - {name})
    return others[0] if others else ANOTHER


def _aligned(
    tally: Tally,
    labels: Categories,
    predictions: Categories,
    classes: tuple[str, ...],
    *,
    open_: bool = False,
) -> Tally:
    """From slots of two columns' own levels to one list of classes on both axes.

    open_: with the slot of the rows without a prediction before the others.
    """
    aligned = tally
    for axis, levels in ((-2, labels.levels), (-1, predictions.levels)):
        places = np.array(
            [levels.index(name) + 1 if name in levels else -1 for name in classes], dtype=np.intp
        )
        if open_ and axis == -1:
            places = np.concatenate([[0], places])
        aligned = aligned.take(places, axis)
    return aligned

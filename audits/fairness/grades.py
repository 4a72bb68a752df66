"""Labels and answers that are grades of one order, as whole numbers from 0 on."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from math import inf

import numpy as np
from numpy.typing import NDArray

from audits.data.arrays import Flags, Floats
from audits.data.clusters import ClusterSums, cluster_codes, squared_error
from audits.data.reading.spelling import number_of
from audits.errors import NotApplicable
from audits.probing.class_probabilities import codes_among
from audits.probing.subject import Subject
from audits.specification.counts import counted
from audits.specification.missing_words import quoted
from audits.specification.suggestions import listed
from audits.statistics.means import Mean


@dataclass(frozen=True, eq=False)
class Graded:
    """The rows that have a label and an answer; each array has the shape (rows,).

    rows: their positions in the data. truth, answered: grades, from 0 on. clusters: codes, or None.
    highest: the last grade.
    """

    rows: NDArray[np.intp]
    truth: Floats
    answered: Floats
    clusters: NDArray[np.int32] | None
    highest: int

    def errors(self, whose: Flags) -> Floats:
        """Answer minus label, in grades. whose: shape (rows,)."""
        return np.asarray(self.answered[whose] - self.truth[whose])

    def mean(self, values: Floats, whose: Flags) -> Mean | None:
        """Of a value a row; None of no row. values: those of `whose`, shape (chosen rows,)."""
        if not len(values):
            return None
        return self._moved(float(values.mean()), (values - values.mean()) / len(values), whose)

    def kappa(self, whose: Flags) -> Mean | None:
        """Kappa weighted by squares: 1 less the mean square of the errors over that by chance.

        None where label or answer is one grade throughout: it is 0 then, whatever the model knows.
        A row of which both ends of the grades meet moves it by its square over all that chance
        would have, so where grades are rare it is worth fewer rows. Cohen 1968, Psychological
        Bulletin 70:213; its error by the infinitesimal jackknife, as Fleiss, Cohen & Everitt 1969
        have it (Psychological Bulletin 72:323).
        """
        truth, answered = self.truth[whose], self.answered[whose]
        rows = len(truth)
        if not rows or not np.ptp(truth) or not np.ptp(answered):
            return None
        squares = (truth - answered) ** 2
        # By chance a label meets any answer, and an answer any label.
        of_truth = (truth - answered.mean()) ** 2 + answered.var()
        of_answers = (answered - truth.mean()) ** 2 + truth.var()
        chance = float(of_truth.mean())
        both = np.concatenate([truth, answered])
        units = 1 + 2 * rows * chance / float(np.ptp(both)) ** 2
        ratio = float(squares.mean()) / chance
        moves = -(squares - ratio * (of_truth + of_answers - chance)) / chance / rows
        return self._moved(1 - ratio, moves, whose, units)

    def _moved(self, value: float, moves: Floats, whose: Flags, units: float = inf) -> Mean:
        """From what each row moves it by. units: rows, or clusters of one size, it is worth."""
        rows, by_cluster, alike = len(moves), None, inf
        if self.clusters is not None:
            codes, position = np.unique(self.clusters[whose], return_inverse=True)
            moves = np.bincount(position.reshape(-1), moves).astype(np.float64)
            by_cluster = ClusterSums(codes.astype(np.intp), moves)
            sizes = np.bincount(position.reshape(-1)).astype(np.float64)
            alike = float(sizes.sum() ** 2 / (sizes @ sizes))
        return Mean(
            value, float(np.sqrt(squared_error(moves))), max(1.0, min(rows, alike, units) - 1),
            rows, clusters=None if by_cluster is None else len(moves), alike=alike,
            by_cluster=by_cluster,
        )  # fmt: skip


def graded(subject: Subject, grades: Sequence[str]) -> Graded:
    """Label and answer of every row as grades; rows that lack one are told to `warn`.

    grades: from the least to the greatest. Raises `NotApplicable` where a class is none of them.
    """
    label, answers = subject.labels.categories, subject.predictions
    grades = _as_compared(grades, {*label.levels, *answers.levels})
    strange = sorted(({*label.levels} | {*answers.levels}) - {*grades})
    if strange:
        are_none = "is no grade" if len(strange) == 1 else "are no grades"
        raise NotApplicable(
            f"{listed(strange)} {are_none} of `grades`",
            "name every class once, from the least to the greatest; where one says that nothing "
            "is known (-1 is pandas' code for it), say "
            f"`missing: [{', '.join(map(quoted, strange))}]` on the column",
        )
    truth, answered = codes_among(label, tuple(grades)), codes_among(answers, tuple(grades))
    known = (truth >= 0) & (answered >= 0)
    rows = np.flatnonzero(known)
    if not len(rows):
        raise NotApplicable("no row has a label and an answer", "give rows that have both")
    if len(rows) < len(known):
        one = "row lacks its label or the answer: no grade counts it"
        many = "rows lack their label or the answer: no grade counts them"
        subject.warn(counted(len(known) - len(rows), one, many))
    clusters = cluster_codes(subject.data)
    return Graded(
        rows, truth[rows].astype(np.float64), answered[rows].astype(np.float64),
        None if clusters is None else clusters[rows], len(grades) - 1,
    )  # fmt: skip


def _as_compared(grades: Sequence[str], levels: Collection[str]) -> tuple[str, ...]:
    """Grades that are numbers as those are spelled that are compared: `1` for `1.0` of a file."""
    known = {number_of(level): level for level in levels}
    return tuple(
        grade if grade in levels or number_of(grade) is None else known.get(number_of(grade), grade)
        for grade in grades
    )

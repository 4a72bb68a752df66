"""Scores beside labels: the rows that have both, and how much each row counts."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from audits.auc import Ranked, ranked
from audits.counts import amounts
from audits.errors import NotApplicable
from audits.groups import warn_of_clusters
from audits.probe import Subject


@dataclass(frozen=True, eq=False)
class Scored:
    """Scores and whether the label is positive; every array has the shape (rows,) of the data.

    rows: indices of the rows that have both a score and a label.
    """

    scores: NDArray[np.float64]
    positive: NDArray[np.bool_]
    rows: NDArray[np.int32]
    counts: NDArray[np.float64] | None
    weights: NDArray[np.float64] | None

    @cached_property
    def sorted(self) -> NDArray[np.int32]:
        """The rows in the order of their scores, the lowest first."""
        if len(self.rows) == len(self.scores):
            return np.argsort(self.scores, kind="stable").astype(np.int32)
        return self.rows[np.argsort(self.scores[self.rows], kind="stable")]

    def ranked(self, rows: NDArray[np.int32]) -> Ranked:
        """Positives and negatives at each score, of rows in the order of their scores."""
        return ranked(
            self.scores[rows],
            self.positive[rows],
            None if self.counts is None else self.counts[rows],
            None if self.weights is None else self.weights[rows],
        )

    @cached_property
    def amount(self) -> NDArray[np.float64] | None:
        """How much each row counts: count times weight; None where each counts once."""
        if self.counts is None or self.weights is None:
            return self.weights if self.counts is None else self.counts
        return self.counts * self.weights


def scored(subject: Subject) -> Scored:
    """The subject's scores and labels. Rows that lack one are left out, with a warning."""
    labels, scores = subject.labels.categories, subject.scores
    has = np.isfinite(scores) & (labels.codes >= 0)
    rows = np.flatnonzero(has).astype(np.int32)
    if len(rows) == 0:
        raise NotApplicable("no row has both a score and a label", "give the columns their values")
    if len(rows) < len(scores):
        message = f"{len(scores) - len(rows)} rows lack a score or a label: no curve counts them"
        if message not in subject.warnings:
            subject.warnings.append(message)
    warn_of_clusters(subject.data, subject.warnings)
    counts, weights = amounts(subject.data)
    return Scored(scores, labels.equals(subject.positive), rows, counts, weights)

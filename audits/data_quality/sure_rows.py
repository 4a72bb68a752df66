"""The rows of whose class probabilities are surest, and how many of them carry another label.

Where a class is certain, a label that is another one was given by mistake: its share there is the
rate at which labels of that class are mistaken, as far as mistakes do not depend on the inputs
(anchor points: Liu & Tao 2016, IEEE TPAMI 38:447; class-conditional noise as in Northcutt et al.
2021). Where they fall on rows that are hard to label, it is less. A row's label had no part in its
probabilities, so it is a share of independent rows.

Less sure rows differ from their label because classes overlap, too. So the surest half of each
class is looked at, and where there, too, the less sure rows differ more often, a half of that half.

Few rows do not show that, and what overlap is left is not seen. The probabilities tell how much it
may be: a row that is of its class with probability p is honestly labelled otherwise with 1 - p. As
many rows as may differ so are no evidence of mistakes (`unexplained`).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import mannwhitneyu, poisson

from audits.data.arrays import Flags, Floats, Matrix
from audits.data_quality.honest_differences import honest_differences
from audits.statistics.tests import more_often

SHARES = (1 / 2, 1 / 4, 1 / 8, 1 / 16)
LEVEL = 0.05
# Honest differences exceed what is taken for their most with this probability.
BEYOND = 0.01
# Fewer rows than this are not halved again.
FEWEST = 60


@dataclass(frozen=True, eq=False)
class SureRows:
    """What the surest rows say.

    rows: shape (rows,), which they are. share: of the rows of each class. answers: shape (rows,),
    the most probable class of every row. unsure: shape (rows,), the probability of all the others.
    doubt: why their share of other labels says nothing of
    mistakes, or None.
    """

    rows: Flags
    share: float
    answers: NDArray[np.intp]
    unsure: Floats
    doubt: str | None = None

    def differing(self, labels: NDArray[np.intp]) -> Flags:
        """Shape (rows,): sure rows that are labelled otherwise."""
        return np.asarray(self.rows & (self.answers != labels))

    def honest(self, selected: Flags) -> float:
        """How many sure rows of those selected would differ with no label wrong, on average."""
        return float(self.unsure[self.rows & selected].sum())

    def unexplained(self, labels: NDArray[np.intp], selected: Flags) -> int:
        """Selected sure rows that differ, less the most that overlap alone makes differ.

        That is the .99 quantile of a Poisson count, which varies more than the sum of rows of
        unlike probabilities.
        """
        differing = int((self.differing(labels) & selected).sum())
        return max(0, differing - int(poisson.ppf(1 - BEYOND, self.honest(selected))))


def sure_rows(labels: NDArray[np.intp], probabilities: Matrix) -> SureRows:
    """The surest rows of each class that is most probable; the same for any order of rows.

    labels: shape (rows,). probabilities: shape (rows, classes).
    """
    answers = probabilities.argmax(axis=1)
    sureness = probabilities[np.arange(len(labels)), answers]
    standing, wrong = _places(answers, sureness), answers != labels
    unsure = honest_differences(sureness, wrong, probabilities.shape[1])
    doubt = _no_skill(labels, answers)
    if doubt is None and not standing.any():
        doubt = "the probabilities are alike for all rows of a class, so none is surer than another"
    last = SureRows(standing < SHARES[0], SHARES[0], answers, unsure, doubt)
    if doubt is not None:
        return last
    for share in SHARES:
        rows = standing < share
        if share < SHARES[0] and rows.sum() < FEWEST:
            break
        last = SureRows(rows, share, answers, unsure)
        if not _fades(standing[rows], wrong[rows]):
            return last
    reason = (
        "even among the rows that are surest, the less sure ones differ from their label more "
        "often: classes that overlap look the same as wrong labels here"
    )
    return SureRows(last.rows, last.share, answers, unsure, reason)


def _places(answers: NDArray[np.intp], sureness: Floats) -> Floats:
    """Of each row the share of its class's rows that are at least as sure, shape (rows,).

    The surest come first; rows that are equally sure have the place of the first of them, so that
    ties stand inside together.
    """
    places = np.empty(len(answers))
    order = np.lexsort((-sureness, answers))
    ordered, classes = sureness[order], answers[order]
    begins = np.flatnonzero(np.r_[True, classes[1:] != classes[:-1]])
    sizes = np.diff(np.r_[begins, len(order)])
    within = np.arange(len(order)) - np.repeat(begins, sizes)
    new = np.r_[True, (ordered[1:] != ordered[:-1]) | (classes[1:] != classes[:-1])]
    first = np.maximum.accumulate(np.where(new, np.arange(len(order)), 0))
    places[order] = within[first] / np.repeat(sizes, sizes)
    return places


def _fades(standing: Floats, wrong: Flags) -> bool:
    """Whether rows that differ from their label stand later among the sure ones than the others."""
    if not wrong.any() or wrong.all():
        return False
    test = mannwhitneyu(
        standing[wrong], standing[~wrong], alternative="greater", method="asymptotic"
    )
    return bool(test.pvalue < LEVEL)


def _no_skill(labels: NDArray[np.intp], answers: NDArray[np.intp]) -> str | None:
    """Why probabilities that know nothing of the labels say nothing of mistakes."""
    usual = labels == np.argmax(np.bincount(labels))
    right = answers == labels
    better, worse = int((right & ~usual).sum()), int((usual & ~right).sum())
    if more_often(better, worse) < LEVEL:
        return None
    return (
        "the probabilities tell labels no better than the most frequent one does "
        f"({right.mean():.1%} right against {usual.mean():.1%}), so which labels are wrong cannot "
        "be told"
    )

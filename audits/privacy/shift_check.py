"""Do members differ from the others by themselves? Then an attack says nothing of the model.

A classifier that never sees the model is asked to tell the two sides apart (a classifier two-sample
test, Lopez-Paz & Oquab 2017, ICLR). Published membership attacks have been shown to find nothing
but such shifts (Duan et al. 2024, COLM; Meeus et al. 2025, SaTML).
"""

from dataclasses import dataclass
from math import sqrt

import numpy as np
from scipy.stats import norm, rankdata

from audits.data.arrays import Flags, Floats, Matrix
from audits.statistics.auc import areas
from audits.statistics.cross_validation import worth_of
from audits.statistics.ranked_scores import ranked

FOLDS, MOST_A_SIDE, LEVEL = 5, 2_500, 0.05


@dataclass(frozen=True, slots=True)
class Shift:
    """How well the sides are told apart without the model: the area and its one-sided p-value.

    rows: of both sides, as many of each.
    """

    area: float
    p_value: float
    rows: int

    @property
    def is_shifted(self) -> bool:
        """Whether the sides differ by more than chance."""
        return self.p_value < LEVEL

    @property
    def reason(self) -> str:
        """Why nothing is concluded, where they differ."""
        return (
            "members and the other rows differ by themselves: a classifier that never saw the "
            f"model tells them apart (AUC {self.area:.3f}, p {self.p_value:.2g}, {self.rows:,} "
            "rows), so an attack says nothing of the model"
        )


def shift(inputs: Matrix, labels: Floats, member: Flags, rng: np.random.Generator) -> Shift | None:
    """The check on inputs and labels; None where there is nothing to look at.

    inputs: shape (rows, columns), NaN where missing. labels, member: shape (rows,). At most 2,500
    rows of each side are looked at, as many of each, in five folds.
    """
    size = min(MOST_A_SIDE, int(member.sum()), int((~member).sum()))
    if size < 2 * FOLDS:
        return None
    rows = np.concatenate(
        [rng.permutation(np.flatnonzero(side))[:size] for side in (member, ~member)]
    )
    columns = np.column_stack([inputs[rows], labels[rows]])
    answers = _held_out(columns, member[rows], rng)
    both = areas(ranked(answers, member[rows]))
    # Learned rules vary from sample to sample, and folds share most of what taught theirs.
    error = both.roc_error / sqrt(worth_of(len(rows), len(rows), FOLDS))
    if error > 0:
        return Shift(both.roc, float(norm.sf((both.roc - 0.5) / error)), len(rows))
    return Shift(both.roc, 0.0 if both.roc > 0.5 else 1.0, len(rows))


def _held_out(columns: Matrix, member: Flags, rng: np.random.Generator) -> Floats:
    """How much each row looks like a member to trees that were fitted without its fold."""
    from sklearn.ensemble import HistGradientBoostingClassifier

    answers = np.empty(len(member))
    fold = np.empty(len(member), dtype=np.intp)
    for side in (member, ~member):
        places = np.flatnonzero(side)
        fold[places] = rng.permutation(np.arange(len(places)) % FOLDS)
    for one in range(FOLDS):
        # A few shallow trees: enough for a shift, and quick.
        trees = HistGradientBoostingClassifier(
            max_iter=40, max_leaf_nodes=8, early_stopping=False, random_state=0
        )
        trees.fit(columns[fold != one], member[fold != one])
        answers[fold == one] = trees.predict_proba(columns[fold == one])[:, 1]
    # Folds differ in their level: within each, only the order counts.
    for one in range(FOLDS):
        is_held_out = fold == one
        answers[is_held_out] = rankdata(answers[is_held_out]) / int(is_held_out.sum())
    return answers

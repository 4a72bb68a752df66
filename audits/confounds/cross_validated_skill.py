"""How well do some columns predict the label, on rows they were not fitted to?

Least squares on indicators, numbers cut at their quantiles: for one category that is the most
frequent label at each of its values. The cross-products are added up a fold, so five fits cost
one pass over the rows.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import sqrt

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, hstack

from audits.confounds.binning import binned, folds
from audits.confounds.variables import Variable
from audits.statistics.cross_validation import worth_of
from audits.statistics.tests import more_often

FOLDS, BINS = 5, 10
# Values of a category beyond the most frequent are one value.
MOST_LEVELS = 60
RIDGE = 1.0


@dataclass(frozen=True, slots=True)
class Skill:
    """Of classes: how many of `rows` are right, and right by always giving the same answer.

    p_value: that the columns are no better than that. Of a number: R² with its error.
    worth: rows that would say as much of one fixed rule, as a share of `rows`.
    """

    rows: int
    right: int = 0
    chance: float = 0.0
    p_value: float = 1.0
    explained: float | None = None
    error: float = 0.0
    worth: float = 1.0

    @property
    def value(self) -> float:
        return self.right / self.rows if self.explained is None else self.explained


def design(columns: Sequence[Variable], bins: int = BINS) -> csr_array:
    """Indicators of every value, missing too, and a constant. Shape (rows, indicators), sparse."""
    rows = len(columns[0])
    parts = [csr_array(np.ones((rows, 1)))]
    for column in columns:
        codes = binned(column, bins).codes + 1
        counts = np.bincount(codes)
        if column.is_category and len(counts) > MOST_LEVELS + 1:
            most_frequent = np.argsort(-counts, kind="stable")[:MOST_LEVELS]
            new_codes = np.full(len(counts), MOST_LEVELS)
            new_codes[most_frequent] = np.arange(len(most_frequent))
            codes = new_codes[codes]
        ones = np.ones(rows)
        parts.append(csr_array((ones, (np.arange(rows), codes)), shape=(rows, codes.max() + 1)))
    return csr_array(hstack(parts))


def cross_validated(
    columns: Sequence[Variable], label: Variable, rng: np.random.Generator, bins: int = BINS
) -> Skill:
    """Fitted to four fifths and judged on the rest, five times. bins: a number is cut into."""
    inputs = design(columns, bins)
    dealt = folds([*(column.values for column in columns), label.values], FOLDS, rng)
    answers, truth = fit_each(inputs, label, dealt)
    return judged(answers, truth, label, dealt)


def carried_over(columns: Sequence[Variable], label: Variable, fitted: NDArray[np.bool_]) -> Skill:
    """Fitted to the rows of `fitted`, shape (rows,), and judged on all the others.

    That is one rule, the one that the training split teaches.
    """
    dealt = np.where(fitted, -1, 0)
    answers, indicators = fit_each(design(columns), label, dealt)
    return replace(judged(answers, indicators, label, dealt), worth=1.0)


def fit_each(
    inputs: csr_array, label: Variable, dealt: NDArray[np.intp]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Predictions for the rows of folds 0 and up, and the wanted columns; shape (rows, classes)."""
    indicators = label.indicators()
    cross = (inputs.T @ inputs).toarray() + RIDGE * np.eye(inputs.shape[1])
    product = inputs.T @ indicators
    answers = np.zeros_like(indicators)
    for fold in range(int(dealt.max()) + 1):
        held_out = dealt == fold
        held_out_inputs = inputs[np.flatnonzero(held_out)]
        weights = np.linalg.solve(
            cross - (held_out_inputs.T @ held_out_inputs).toarray(),
            product - held_out_inputs.T @ indicators[held_out],
        )
        answers[held_out] = held_out_inputs @ weights
    return answers, indicators


def judged(
    answers: NDArray[np.float64],
    indicators: NDArray[np.float64],
    label: Variable,
    dealt: NDArray[np.intp],
) -> Skill:
    """The skill on the rows whose `dealt` is 0 or more; each fold is fitted to all other rows."""
    is_dealt = dealt >= 0
    rows = int(is_dealt.sum())
    worth = worth_of(rows, len(dealt), int(dealt.max(initial=-1)) + 1)
    if label.levels is None:
        skill = _explained(answers[is_dealt, 0], indicators[is_dealt, 0], indicators[~is_dealt, 0])
        return replace(skill, worth=worth)
    truth = label.codes[is_dealt]
    # Equal chances go to the first class, whatever the last bits say.
    right = np.argmax(np.round(answers[is_dealt], 9), axis=1) == truth
    usual = int(np.argmax(np.bincount(truth, minlength=len(label.levels))))
    same = truth == usual
    better, worse = int((right & ~same).sum()), int((same & ~right).sum())
    p_value = more_often(better, worse)
    return Skill(rows, int(right.sum()), float(same.mean()), p_value, worth=worth)


def _explained(
    answers: NDArray[np.float64], truth: NDArray[np.float64], fitted: NDArray[np.float64]
) -> Skill:
    """R² outside the fitted rows, and its standard error by linearisation."""
    rows = len(truth)
    centre = float(fitted.mean()) if len(fitted) else float(truth.mean())
    left, whole = (truth - answers) ** 2, (truth - centre) ** 2
    ratio = float(left.sum() / whole.sum()) if whole.sum() else 1.0
    influence = (left - ratio * whole) / float(whole.mean()) if whole.sum() else np.zeros(rows)
    error = sqrt(float((influence**2).mean()) / max(1, rows - 1))
    return Skill(rows, explained=1 - ratio, error=max(error, 1e-12))

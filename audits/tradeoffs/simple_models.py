"""The simplest models that can be read: one rule, a tree of depth 3, a logistic regression.

One rule reads one column (Holte 1993, Machine Learning 11:63); a tree of depth 3 asks at most three
questions of a row; a logistic regression adds up one weight a column. Which of them stands beside
the audited model is chosen on taught rows alone: the smallest within one standard error of the best
(Breiman et al. 1984, Classification and Regression Trees, 3.4.3).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from warnings import catch_warnings, simplefilter

import numpy as np
from numpy.typing import NDArray

from audits.data.arrays import Flags, Matrix, Rows
from audits.probing.surrogates import folds_of, learner_of

# From the smallest on.
RULE, TREE, LOGISTIC = "one rule", "tree of depth 3", "logistic regression"
VARIANTS = (RULE, TREE, LOGISTIC)
DEPTH = {RULE: 1, TREE: 3}
# Fewer rows in a leaf are an accident.
LEAST_LEAF = 5


@dataclass(frozen=True, eq=False)
class Simple:
    """Simple models that some rows taught.

    fitted: by variant. best: the smallest within one standard error of the best, by rows that the
    choice was not fitted to. rows: how many taught them. missing: shape (columns,), where a row of
    these had no value.
    """

    fitted: dict[str, Any]
    best: str
    rows: int
    missing: Flags

    def answers(self, inputs: Matrix, variant: str) -> NDArray[np.intp]:
        """The class that a variant answers, shape (rows,). inputs: shape (rows, columns)."""
        return np.asarray(self.fitted[variant].predict(inputs), dtype=np.intp)


def taught(inputs: Matrix, labels: NDArray[np.intp], rng: np.random.Generator) -> Simple:
    """Each variant, fitted to these rows, and which of them is the one to stand beside a model.

    inputs: shape (rows, columns), NaN where missing. labels: shape (rows,), codes.
    """
    fold = folds_of(inputs, rng)
    first, unseen = np.flatnonzero(fold != 0), np.flatnonzero(fold == 0)
    best = RULE
    if len(first) and len(unseen):
        right = {
            variant: _fitted(variant, inputs[first], labels[first]).predict(inputs[unseen])
            == labels[unseen]
            for variant in VARIANTS
        }
        best = smallest_of_the_best(
            [float(right[variant].mean()) for variant in VARIANTS], len(unseen)
        )
    fitted = {name: _fitted(name, inputs, labels) for name in VARIANTS}
    return Simple(fitted, best, len(labels), np.asarray(np.isnan(inputs).any(axis=0)))


def smallest_of_the_best(accuracies: Sequence[float], rows: int) -> str:
    """The first variant whose accuracy lies within one standard error of the greatest."""
    greatest = max(accuracies)
    error = float(np.sqrt(greatest * (1 - greatest) / rows))
    return next(
        variant
        for variant, accuracy in zip(VARIANTS, accuracies, strict=True)
        if accuracy >= greatest - error
    )


def _fitted(variant: str, inputs: Matrix, labels: NDArray[np.intp]) -> Any:
    from sklearn.exceptions import ConvergenceWarning

    if len(np.unique(labels)) < 2:
        return _Constant(int(labels[0]))
    with catch_warnings():
        simplefilter("ignore", ConvergenceWarning)  # not quite converged it answers as well
        return _learner(variant).fit(inputs, labels)


def _learner(variant: str) -> Any:
    if variant == LOGISTIC:
        return learner_of("linear")
    from sklearn.tree import DecisionTreeClassifier

    return DecisionTreeClassifier(
        max_depth=DEPTH[variant], min_samples_leaf=LEAST_LEAF, random_state=0
    )


@dataclass(frozen=True, slots=True)
class _Constant:
    """Of one label alone nothing else can be learned."""

    label: int

    def predict(self, inputs: Matrix) -> NDArray[np.intp]:
        return np.full(len(inputs), self.label, dtype=np.intp)


@dataclass(frozen=True, eq=False)
class Answered:
    """What simple models answer of rows that did not teach them.

    rows: shape (rows,), which rows of the audit. by_variant: codes, each of shape (rows,). best:
    those of the variant that was chosen, shape (rows,). choices: how often each variant was, by
    those who taught. worth: independent rows that each is worth (`cross_validation`). shown: the
    models to show. source: who taught them, for readers.
    """

    rows: Rows
    by_variant: dict[str, NDArray[np.intp]]
    best: NDArray[np.intp]
    choices: dict[str, int]
    worth: float
    shown: Simple
    source: str

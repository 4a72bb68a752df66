"""Classifiers that are fitted here, each row judged by one that did not see it.

Rows that are alike in every input stand in the same fold: a copy with the same label would tell it.
"""

from collections.abc import Callable
from typing import Any, Literal, TypeAlias
from warnings import catch_warnings, simplefilter

import numpy as np
from numpy.typing import NDArray

from audits.data.arrays import Matrix, Rows
from audits.data.dataset import Numbers
from audits.data.row_keys import key_of, row_keys

Learner: TypeAlias = Literal["linear", "trees"]
FOLDS = 5


def cross_validated(
    inputs: Matrix,
    labels: NDArray[np.intp],
    classes: int,
    learner: Learner,
    rng: np.random.Generator,
    on_progress: Callable[[float], None],
) -> Matrix:
    """Probability of each class by a classifier fitted to the other folds, shape (rows, classes).

    inputs: shape (rows, columns), NaN where missing. labels: shape (rows,), 0 to classes - 1. Rows
    must stand in an order that the file does not decide.
    """
    from sklearn.exceptions import ConvergenceWarning

    fold = folds_of(inputs, rng)
    probabilities = np.zeros((len(labels), classes))
    for one in range(FOLDS):
        judged = fold == one
        taught = ~judged
        if not judged.any():
            continue
        if not taught.any():  # every row is alike, so nothing can be learned of one from another
            probabilities[judged] = 1 / classes
            continue
        known = np.unique(labels[taught])
        if len(known) < 2:
            probabilities[judged] = np.bincount(labels[taught], minlength=classes) / taught.sum()
            continue
        with catch_warnings():
            # Not quite converged it ranks rows as well.
            simplefilter("ignore", ConvergenceWarning)
            fitted = learner_of(learner).fit(inputs[taught], labels[taught])
        probabilities[np.ix_(judged, fitted.classes_)] = fitted.predict_proba(inputs[judged])
        on_progress((one + 1) / FOLDS)
    return probabilities


def folds_of(inputs: Matrix, rng: np.random.Generator) -> Rows:
    """A fold for each row, shape (rows,), the same for rows that are alike in every input.

    inputs: shape (rows, columns), NaN where missing.
    """
    same = row_keys((key_of(Numbers(column)) for column in inputs.T), len(inputs))
    distinct = int(same.max(initial=-1)) + 1
    return np.asarray((rng.permutation(distinct) % FOLDS)[same])


def learner_of(name: Learner) -> Any:
    """A classifier of scikit-learn, not yet fitted, which takes NaN for what is missing."""
    if name == "trees":
        from sklearn.ensemble import HistGradientBoostingClassifier

        return HistGradientBoostingClassifier(
            max_iter=40, max_leaf_nodes=8, early_stopping=False, random_state=0
        )
    from sklearn.impute import SimpleImputer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    return make_pipeline(
        SimpleImputer(add_indicator=True, keep_empty_features=True),
        StandardScaler(),
        LogisticRegression(C=0.1, max_iter=100, tol=1e-3),
    )

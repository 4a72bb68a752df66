"""How well one column alone tells the label, whatever its values mean, on rows not fitted to.

A category tells its most frequent label; a number is cut where a small tree cuts it, so that a
threshold is met exactly (Breiman, Friedman, Olshen & Stone 1984, Classification and Regression
Trees).
"""

import numpy as np
from numpy.typing import NDArray

from audits.confounds.binning import folds
from audits.confounds.cross_validated_skill import FOLDS, Skill, cross_validated, judged
from audits.confounds.testability import useless
from audits.confounds.variables import Variable, present
from audits.measurement import WhyNot

# Of a number's tree: leaves, rows in each (of a label of numbers a fortieth of all, where that is
# more); of more rows a sample is looked at.
LEAVES, LEAF_ROWS, SHARES, MOST_ROWS = 32, 5, 40, 50_000
FEWEST_ROWS = 10


def skill_alone(column: Variable, label: Variable, rng: np.random.Generator) -> Skill | WhyNot:
    """The skill of one column, or why it has none; rows without either value are left out.

    Both are whole columns, shape (rows,).
    """
    rows = np.flatnonzero(present(label) & present(column))
    # Sorted by their values first, so that the order of the file decides no sample.
    rows = rows[np.lexsort((label.values[rows], column.values[rows]))]
    if len(rows) > MOST_ROWS:
        rows = rows[np.sort(rng.permutation(len(rows))[:MOST_ROWS])]
    predictor, truth = column.take(rows).used(), label.take(rows).used()
    reason = useless(predictor)
    if reason is not None:
        return WhyNot(reason)
    if len(rows) < FEWEST_ROWS or np.ptp(truth.values) == 0:
        return WhyNot("the label is constant, or there are too few rows")
    if predictor.is_category:
        return cross_validated([predictor], truth, rng)
    dealt = folds([predictor.values, truth.values], FOLDS, rng)
    answers = _by_trees(predictor.values.astype(np.float64), truth, dealt)
    return judged(answers, truth.indicators(), truth, dealt)


def _by_trees(
    values: NDArray[np.float64], label: Variable, dealt: NDArray[np.intp]
) -> NDArray[np.float64]:
    """Shares of each class, or the number, by a tree that was fitted to the other folds.

    Shape (rows, classes), or (rows, 1) of a label of numbers.
    """
    from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

    # Means of few rows follow their noise; a threshold between classes is met by as few.
    least = LEAF_ROWS if label.levels is not None else max(LEAF_ROWS, len(values) // SHARES)
    shape = {"max_leaf_nodes": LEAVES, "min_samples_leaf": least, "random_state": 0}
    inputs = values[:, None]
    answers = np.zeros((len(values), 1 if label.levels is None else len(label.levels)))
    for fold in range(FOLDS):
        is_held_out = dealt == fold
        taught = ~is_held_out
        if not is_held_out.any() or not taught.any():
            continue
        if label.levels is None:
            tree = DecisionTreeRegressor(**shape).fit(inputs[taught], label.values[taught])
            answers[is_held_out, 0] = tree.predict(inputs[is_held_out])
            continue
        tree = DecisionTreeClassifier(**shape).fit(inputs[taught], label.codes[taught])
        answers[np.ix_(is_held_out, tree.classes_)] = tree.predict_proba(inputs[is_held_out])
    return answers

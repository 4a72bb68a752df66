"""Models that never saw the rows say how hard each row is; what the audited model knows beyond that
is what it was taught.

Watson et al. 2022 (ICLR), "On the importance of difficulty calibration in membership inference
attacks": the loss of the audited model minus the mean loss of models trained without the row.
"""

import numpy as np
from numpy.typing import NDArray

from audits.data.arrays import Flags, Floats, Matrix
from audits.privacy.membership_scores import LEAST

# Rows that one of them is trained on, at most; of fewer than this nothing can be learned.
MOST_TAUGHT, FEWEST_TAUGHT = 5_000, 60


def difficulty(
    inputs: Matrix,
    labels: NDArray[np.intp],
    taught: Flags,
    asked: Flags,
    how_many: int,
    rng: np.random.Generator,
) -> Floats | None:
    """Mean cross-entropy in nats of the reference models, shape (asked rows,).

    inputs: shape (rows, columns), NaN where missing. labels: shape (rows,). taught, asked: shape
    (rows,), apart: rows that teach, a random half of them each model, and rows that are looked at.
    None where there is too little to learn from: no column, or fewer than 60 rows, or one class.
    """
    rows = np.flatnonzero(taught)
    if not inputs.shape[1] or len(rows) < FEWEST_TAUGHT or len(np.unique(labels[rows])) < 2:
        return None
    from sklearn.ensemble import HistGradientBoostingClassifier

    codes = labels[asked]
    total = np.zeros(len(codes))
    for number in range(how_many):
        taught_rows = rng.permutation(rows)[: min(MOST_TAUGHT, (len(rows) + 1) // 2)]
        trees = HistGradientBoostingClassifier(
            max_iter=60, max_leaf_nodes=15, early_stopping=False, random_state=number
        )
        trees.fit(inputs[taught_rows], labels[taught_rows])
        answers = trees.predict_proba(inputs[asked])
        class_columns = np.searchsorted(trees.classes_, codes)
        known = (class_columns < len(trees.classes_)) & (
            trees.classes_[np.minimum(class_columns, len(trees.classes_) - 1)] == codes
        )
        given = np.full(len(codes), LEAST)
        given[known] = answers[np.flatnonzero(known), class_columns[known]]
        total -= np.log(np.clip(given, LEAST, 1.0))
    return total / how_many

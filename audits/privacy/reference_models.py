"""Models of other rows say what an answer would be without, or with, having been taught a row.

Watson et al. 2022 (ICLR), "On the importance of difficulty calibration in membership inference
attacks", take the mean loss of models trained without the row; Carlini et al. 2022 (S&P) and
Zarifzadeh, Liu & Shokri 2024 (ICML) compare with their whole spread (`likelihood_ratio`). They are
trees that are trained here on declared rows, or whatever the user's scores are of.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from audits.data.arrays import Flags, Floats, Matrix, Rows
from audits.privacy.membership_scores import LEAST
from audits.probing.array_memory import ArrayMemory, digest_of

# Rows that one of them is trained on, at most; of fewer than this nothing can be learned.
MOST_TAUGHT, FEWEST_TAUGHT = 5_000, 60
# What is fitted, for whoever remembers it: raise it with any change of `_answers`.
TRAINER = "histogram gradient boosting, 60 trees of 15 leaves/1"


@dataclass(frozen=True, eq=False)
class References:
    """What each reference model gives the label of each judged row.

    probabilities: shape (models, judged rows), NaN where a model has none. taught: the same shape,
    whether the model was taught the row. source: who they are, for readers.
    """

    probabilities: Matrix
    taught: NDArray[np.bool_]
    source: str

    @property
    def difficulty(self) -> Floats:
        """Mean cross-entropy in nats over models that never saw the row, shape (judged rows,)."""
        losses = -np.log(np.clip(self.probabilities, LEAST, 1.0))
        return np.asarray(np.nanmean(np.where(self.taught, np.nan, losses), axis=0))

    @property
    def online(self) -> bool:
        """Whether every row has models that were taught it and models that were not."""
        return bool(self.taught.any(axis=0).all() and (~self.taught).any(axis=0).all())


def untaught(
    inputs: Matrix,
    labels: NDArray[np.intp],
    teaching: Flags,
    asked: Flags,
    how_many: int,
    rng: np.random.Generator,
    memory: ArrayMemory,
) -> References | None:
    """Models that never saw the rows that are asked about (offline).

    inputs: shape (rows, columns), NaN where missing. labels: shape (rows,). teaching, asked: shape
    (rows,), apart: rows that teach, a random half of them each model, and rows that are looked at.
    memory: of models that were fitted to the same rows before. None where there is too little to
    learn from: no column, or fewer than 60 rows, or one class.
    """
    rows = np.flatnonzero(teaching)
    if not _enough(inputs, labels, rows):
        return None

    key = _key([inputs, labels, teaching, asked], how_many, rng)
    halves = [
        rng.permutation(rows)[: min(MOST_TAUGHT, (len(rows) + 1) // 2)] for _ in range(how_many)
    ]
    given = _remembered(inputs, labels, halves, np.flatnonzero(asked), key, memory)
    source = f"{how_many} of trees, taught here on rows that the model never saw"
    return References(given, np.zeros(given.shape, dtype=bool), source)


def half_taught(
    inputs: Matrix,
    labels: NDArray[np.intp],
    asked: Flags,
    how_many: int,
    rng: np.random.Generator,
    memory: ArrayMemory,
) -> References | None:
    """Models that were each taught a random half of all rows, the judged among them (online).

    Halves come in pairs that make up the whole, so that half of the models were taught each row;
    which rows the audited model was taught has no part in it. Arguments and None as of `untaught`.
    """
    rows = np.arange(len(labels))
    if how_many < 2 or not _enough(inputs, labels, rows):
        return None

    key = _key([inputs, labels, asked], how_many, rng)
    halves: list[Rows] = []
    for _ in range(how_many // 2):
        order = rng.permutation(rows)
        halves += [order[: len(rows) // 2], order[len(rows) // 2 :]]
    judged = np.flatnonzero(asked)
    given = _remembered(inputs, labels, halves, judged, key, memory)
    taught = np.stack([np.isin(judged, half) for half in halves])
    source = f"{len(halves)} of trees, each taught here on a random half of all rows"
    return References(given, taught, source)


def _key(arrays: list[NDArray[np.generic]], how_many: int, rng: np.random.Generator) -> str:
    """The digest of all that such models depend on: rows, number, draws, and who fits them."""
    import sklearn

    return digest_of(arrays, (TRAINER, sklearn.__version__, how_many, rng.bit_generator.state))


def _remembered(
    inputs: Matrix,
    labels: NDArray[np.intp],
    halves: list[Rows],
    asked: Rows,
    key: str,
    memory: ArrayMemory,
) -> Matrix:
    """As `_answers`, of models that are fitted only where nobody fitted them to these rows."""
    return memory.array(
        key, (len(halves), len(asked)), lambda: _answers(inputs, labels, halves, asked)
    )


def _enough(inputs: Matrix, labels: NDArray[np.intp], rows: Rows) -> bool:
    return inputs.shape[1] > 0 and len(rows) >= FEWEST_TAUGHT and len(np.unique(labels[rows])) > 1


def _answers(
    inputs: Matrix, labels: NDArray[np.intp], taught_rows: list[Rows], asked: Rows
) -> Matrix:
    """Probability of the label by a model of each of these sets of rows, shape (models, asked)."""
    from sklearn.ensemble import HistGradientBoostingClassifier

    codes = labels[asked]
    given = np.full((len(taught_rows), len(asked)), LEAST)
    for number, rows in enumerate(taught_rows):
        trees = HistGradientBoostingClassifier(
            max_iter=60, max_leaf_nodes=15, early_stopping=False, random_state=number
        )
        trees.fit(inputs[rows], labels[rows])
        answers = trees.predict_proba(inputs[asked])
        class_columns = np.searchsorted(trees.classes_, codes)
        known = (class_columns < len(trees.classes_)) & (
            trees.classes_[np.minimum(class_columns, len(trees.classes_) - 1)] == codes
        )
        given[number, known] = answers[np.flatnonzero(known), class_columns[known]]
    return given

"""Models of other rows say what an answer would be without, or with, having been taught a row.

Watson et al. 2022 (ICLR), "On the importance of difficulty calibration in membership inference
attacks", take the mean loss of models trained without the row; Carlini et al. 2022 (S&P) and
Zarifzadeh, Liu & Shokri 2024 (ICML) compare with their whole spread (`likelihood_ratio`). They are
trees that are trained here on declared rows, or whatever the user's scores are of.
"""

import hashlib
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from audits.data.arrays import Flags, Floats, Matrix, Rows
from audits.privacy.membership_scores import LEAST

# Rows that one of them is trained on, at most; of fewer than this nothing can be learned.
MOST_TAUGHT, FEWEST_TAUGHT = 5_000, 60
# Sets of models that are remembered in one audit, whose steps may ask for the same.
MOST_REMEMBERED = 4


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
) -> References | None:
    """Models that never saw the rows that are asked about (offline).

    inputs: shape (rows, columns), NaN where missing. labels: shape (rows,). teaching, asked: shape
    (rows,), apart: rows that teach, a random half of them each model, and rows that are looked at.
    None where there is too little to learn from: no column, or fewer than 60 rows, or one class.
    """
    rows = np.flatnonzero(teaching)
    if not _enough(inputs, labels, rows):
        return None

    def fitted() -> References:
        halves = [
            rng.permutation(rows)[: min(MOST_TAUGHT, (len(rows) + 1) // 2)] for _ in range(how_many)
        ]
        given = _answers(inputs, labels, halves, np.flatnonzero(asked))
        source = f"{how_many} of trees, taught here on rows that the model never saw"
        return References(given, np.zeros(given.shape, dtype=bool), source)

    return _remembered([inputs, labels, teaching, asked], [how_many], rng, fitted)


def half_taught(
    inputs: Matrix,
    labels: NDArray[np.intp],
    asked: Flags,
    how_many: int,
    rng: np.random.Generator,
) -> References | None:
    """Models that were each taught a random half of all rows, the judged among them (online).

    Halves come in pairs that make up the whole, so that half of the models were taught each row;
    which rows the audited model was taught has no part in it. Arguments and None as of `untaught`.
    """
    rows = np.arange(len(labels))
    if how_many < 2 or not _enough(inputs, labels, rows):
        return None

    def fitted() -> References:
        halves: list[Rows] = []
        for _ in range(how_many // 2):
            order = rng.permutation(rows)
            halves += [order[: len(rows) // 2], order[len(rows) // 2 :]]
        given = _answers(inputs, labels, halves, np.flatnonzero(asked))
        taught = np.stack([np.isin(np.flatnonzero(asked), half) for half in halves])
        source = f"{len(halves)} of trees, each taught here on a random half of all rows"
        return References(given, taught, source)

    return _remembered([inputs, labels, asked], [how_many], rng, fitted)


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


_FITTED: "OrderedDict[str, References]" = OrderedDict()


def _remembered(
    arrays: list[NDArray[np.generic]],
    numbers: list[int],
    rng: np.random.Generator,
    fitted: Callable[[], References],
) -> References:
    """What was fitted to the same rows before, by the digest of all that it depends on."""
    digest = hashlib.sha256(repr((numbers, rng.bit_generator.state)).encode())
    for array in arrays:
        digest.update(repr((array.shape, array.dtype.str)).encode())
        digest.update(np.ascontiguousarray(array).tobytes())
    key = digest.hexdigest()
    if key not in _FITTED:
        _FITTED[key] = fitted()
        while len(_FITTED) > MOST_REMEMBERED:
            _FITTED.popitem(last=False)
    return _FITTED[key]

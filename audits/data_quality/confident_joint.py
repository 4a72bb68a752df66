"""Given labels against true ones, counted on rows of which the probabilities are confident.

Northcutt, Jiang & Chuang 2021, "Confident learning: estimating uncertainty in dataset labels",
Journal of Artificial Intelligence Research 70:1373, section 3.1.
"""

import numpy as np
from numpy.typing import NDArray

from audits.data.arrays import Floats, Matrix

# Probabilities that are equal but for their last bits are equal.
ROUNDING = 1e-6


def thresholds(labels: NDArray[np.intp], probabilities: Matrix) -> Floats:
    """Of each class, its mean probability over the rows that are labelled so; shape (classes,).

    labels: shape (rows,). probabilities: shape (rows, classes). Infinite for a class that no label
    names, so that no row is confidently of it.
    """
    classes = probabilities.shape[1]
    counts = np.bincount(labels, minlength=classes)
    own = np.bincount(
        labels, weights=probabilities[np.arange(len(labels)), labels], minlength=classes
    )
    means = np.divide(own, counts, out=np.full(classes, np.inf), where=counts > 0)
    # A class that is never probable would else be reached by every row.
    return np.asarray(np.maximum(means, 2 * ROUNDING))


def confident_classes(probabilities: Matrix, least: Floats) -> NDArray[np.intp]:
    """The class each row confidently is of, shape (rows,); -1 where it is of none.

    least: shape (classes,), the thresholds. Where several classes reach theirs, the most probable.
    """
    reached = probabilities >= least - ROUNDING
    several = reached.sum(axis=1)
    guessed = np.where(several > 1, probabilities.argmax(axis=1), reached.argmax(axis=1))
    return np.where(several > 0, guessed, -1)


def joint(labels: NDArray[np.intp], confident: NDArray[np.intp], classes: int) -> Matrix:
    """Estimated shares of all rows, a row a given label and a column a true one; sums to 1.

    labels, confident: shape (rows,). Counts of each given label are scaled to all of its rows.
    """
    sure = confident >= 0
    counts = np.bincount(labels[sure] * classes + confident[sure], minlength=classes**2)
    table = counts.reshape(classes, classes).astype(np.float64)
    given = np.bincount(labels, minlength=classes)
    # A class of which no row is confident is taken to be labelled right.
    diagonal = np.arange(classes)
    table[diagonal, diagonal] = np.maximum(table[diagonal, diagonal], given > 0)
    total = table.sum(axis=1, keepdims=True)
    scaled = np.divide(table * given[:, None], total, out=np.zeros_like(table), where=total > 0)
    return np.asarray(scaled / scaled.sum())

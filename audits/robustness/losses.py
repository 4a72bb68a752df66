"""What an attack makes larger, from scores: values and slopes along the scores, row by row.

Scores are logits or logarithms of probabilities; losses do not change when a constant is added to a
row. labels: shape (rows,), the true class. Slopes are given up to a positive factor a row (their
largest entry is 1 in size), since attacks step by direction alone; so a temperature, or a softmax
that saturates, hides none of them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Scores: TypeAlias = NDArray[np.float64]
Labels: TypeAlias = NDArray[np.intp]
_EPSILON = 1e-12


@dataclass(frozen=True)
class Loss:
    """value: (scores, labels) -> shape (rows,). slope: -> shape (rows, classes).

    targets: of a loss toward classes, each row's, shape (rows,); None where any other will do.
    """

    name: str
    value: Callable[[Scores, Labels], NDArray[np.float64]]
    slope: Callable[[Scores, Labels], Scores]
    targets: Labels | None = None

    def of(self, rows: NDArray[np.intp]) -> "Loss":
        """The loss of these rows alone, shape (taken,)."""
        return self if self.targets is None else toward(self.targets[rows])

    def reached(self, scores: Scores, labels: Labels) -> NDArray[np.bool_]:
        """Where the scores are turned: to the target, or to any class but the true one."""
        answered = scores.argmax(axis=1)
        return np.asarray(answered != labels if self.targets is None else answered == self.targets)


def _rows(scores: Scores) -> NDArray[np.intp]:
    return np.arange(len(scores))


def _unit(slopes: Scores) -> Scores:
    largest = np.abs(slopes).max(axis=1, keepdims=True)
    return np.asarray(np.divide(slopes, largest, out=np.zeros_like(slopes), where=largest > 0))


def log_softmax(scores: Scores) -> Scores:
    """Natural logarithms of the probabilities, shape (rows, classes)."""
    shifted = scores - scores.max(axis=1, keepdims=True)
    return np.asarray(shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True)))


def _cross_entropy(scores: Scores, labels: Labels) -> NDArray[np.float64]:
    # Through the others' share, so that a certain answer has a loss that is not 0.
    return np.asarray(np.logaddexp(0.0, _others(scores, labels) - scores[_rows(scores), labels]))


def _others(scores: Scores, labels: Labels) -> NDArray[np.float64]:
    """The logarithm of the sum of the other classes' exponentials, shape (rows,)."""
    masked = scores.copy()
    masked[_rows(scores), labels] = -np.inf
    top = masked.max(axis=1)
    return np.asarray(top + np.log(np.exp(masked - top[:, None]).sum(axis=1)))


def _cross_entropy_slope(scores: Scores, labels: Labels) -> Scores:
    """Of the other classes their share among themselves, of the true one minus 1.

    That is the slope of the cross-entropy divided by 1 - P(true), which does not vanish where the
    answer is certain.
    """
    slopes = np.exp(scores - _others(scores, labels)[:, None])
    slopes[_rows(scores), labels] = -1.0
    return slopes


def strongest_other(scores: Scores, labels: Labels) -> Labels:
    """The most probable class that is not the true one, shape (rows,)."""
    masked = scores.copy()
    masked[_rows(scores), labels] = -np.inf
    return np.asarray(masked.argmax(axis=1))


def _margin(scores: Scores, labels: Labels) -> NDArray[np.float64]:
    rows = _rows(scores)
    return np.asarray(scores[rows, strongest_other(scores, labels)] - scores[rows, labels])


def _margin_slope(scores: Scores, labels: Labels) -> Scores:
    slopes = np.zeros_like(scores)
    slopes[_rows(scores), strongest_other(scores, labels)] = 1.0
    slopes[_rows(scores), labels] = -1.0
    return slopes


def _logit_ratio(scores: Scores, labels: Labels) -> NDArray[np.float64]:
    """Difference of logits ratio (Croce & Hein 2020, ICML, eq. 6); of two classes the margin."""
    if scores.shape[1] < 3:
        return _margin(scores, labels)
    ordered = np.sort(scores, axis=1)
    return np.asarray(_margin(scores, labels) / (ordered[:, -1] - ordered[:, -3] + _EPSILON))


def _logit_ratio_slope(scores: Scores, labels: Labels) -> Scores:
    slopes = _margin_slope(scores, labels)
    if scores.shape[1] < 3:
        return slopes
    order = np.argsort(scores, axis=1)
    first, third, rows = order[:, -1], order[:, -3], _rows(scores)
    scale = scores[rows, first] - scores[rows, third] + _EPSILON
    share = _margin(scores, labels) / scale
    np.add.at(slopes, (rows, first), -share)
    np.add.at(slopes, (rows, third), share)
    return _unit(slopes)


CROSS_ENTROPY = Loss("cross-entropy", _cross_entropy, _cross_entropy_slope)
MARGIN = Loss("margin", _margin, _margin_slope)
LOGIT_RATIO = Loss("logit ratio", _logit_ratio, _logit_ratio_slope)


def toward(targets: Labels) -> Loss:
    """How much more probable the target is than the true class; targets: shape (rows,)."""

    def value(scores: Scores, labels: Labels) -> NDArray[np.float64]:
        rows = _rows(scores)
        return np.asarray(scores[rows, targets] - scores[rows, labels])

    def slope(scores: Scores, labels: Labels) -> Scores:
        slopes = np.zeros_like(scores)
        slopes[_rows(scores), targets] = 1.0
        slopes[_rows(scores), labels] -= 1.0
        return slopes

    return Loss("toward a class", value, slope, targets)

"""From what a model's outputs hold to answers: labels, probabilities or logits, told apart."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from audits.errors import ModelFailure, NotFinite
from audits.models import Answers

_SUM_TOLERANCE = 1e-3


def softmax(logits: NDArray[np.float64]) -> NDArray[np.float64]:
    """Shape (rows, classes); each row sums to 1."""
    shifted = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(shifted / shifted.sum(axis=1, keepdims=True))


def sigmoid(logits: NDArray[np.float64]) -> NDArray[np.float64]:
    """Same shape; stable for large values of either sign."""
    return np.asarray(0.5 * (1.0 + np.tanh(0.5 * logits)))


def row_sums(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Shape (rows,); as a product, ten times faster than numpy's sum over a few columns."""
    return np.asarray(scores @ np.ones(scores.shape[1]))


def are_probabilities(scores: NDArray[np.float64]) -> bool:
    """Whether every row could be P(class), or every single column a P(second class)."""
    if scores.size and not (scores.min() >= -_SUM_TOLERANCE and scores.max() <= 1 + _SUM_TOLERANCE):
        return False
    return scores.shape[1] == 1 or bool(
        np.all(np.abs(row_sums(scores) - 1) <= _SUM_TOLERANCE * scores.shape[1])
    )


def as_probabilities(scores: NDArray[np.float64], form: str) -> NDArray[np.float64]:
    """Shape (rows, classes at least 2), from `probabilities` or `logits`."""
    if scores.shape[1] == 1:
        second = sigmoid(scores) if form == "logits" else np.clip(scores, 0.0, 1.0)
        return np.concatenate([1.0 - second, second], axis=1)
    if form == "logits":
        return softmax(scores)
    clipped = np.maximum(scores, 0.0)
    clipped /= row_sums(clipped)[:, None]
    return clipped


def checked(scores: NDArray[np.float64], rows: int, width: int | None) -> NDArray[np.float64]:
    """Shape (rows, columns), finite; raises `ModelFailure`."""
    if scores.ndim > 2:
        scores = scores.reshape(len(scores), -1) if scores.size == rows * (width or 1) else scores
    if scores.ndim == 1:
        scores = scores[:, None]
    if scores.ndim != 2 or len(scores) != rows:
        raise ModelFailure(
            f"the model answered with shape {list(scores.shape)} where {rows} rows were asked"
        )
    if width is not None and scores.shape[1] not in (width, 1 if width == 2 else width):
        raise ModelFailure(
            f"the model answered with {scores.shape[1]} columns where it has {width} classes"
        )
    # The sum is finite only if every score is; two passes only where something is wrong.
    if not np.isfinite(scores.sum()) and not np.isfinite(scores).all():
        raise NotFinite(np.flatnonzero((~np.isfinite(scores)).any(axis=1)).tolist(), rows)
    return scores


def contradict(probabilities: NDArray[np.float64], codes: NDArray[np.intp]) -> bool | None:
    """Whether the scores run against the labels: their columns stand in another order.

    A label set by any threshold on a score still goes with the higher scores, so of two classes
    the mean score is enough. Of more classes, most must be scored lower where they are answered
    than where they are not. None: one class was answered, which shows nothing.
    """
    lower = []
    for code in np.unique(codes).tolist():
        own = codes == code
        if own.all():
            return None
        lower.append(probabilities[own, code].mean() < probabilities[~own, code].mean())
    return 2 * sum(map(bool, lower)) > len(lower)


def answers_of(
    probabilities: NDArray[np.float64] | None,
    codes: NDArray[np.intp] | None,
    threshold: float | None,
) -> Answers:
    """The model's own labels where it gives them; else the threshold, else the most probable."""
    if probabilities is not None and threshold is not None and probabilities.shape[1] == 2:
        return Answers((probabilities[:, 1] >= threshold).astype(np.intp), probabilities)
    if codes is None:
        assert probabilities is not None
        codes = (
            (probabilities[:, 1] > probabilities[:, 0]).astype(np.intp)
            if probabilities.shape[1] == 2
            else probabilities.argmax(axis=1)
        )
    return Answers(codes, probabilities)


def codes_of(found: NDArray[np.generic], known: Sequence[str], rows: int) -> NDArray[np.intp]:
    """Index into `known` of each label, given as text; a label not there is a `ModelFailure`."""
    from audits.missing import normal
    from audits.reading.spelling import raw_text

    flat = found.reshape(-1)
    if len(flat) != rows:
        raise ModelFailure(f"the model answered {len(flat)} labels where {rows} rows were asked")
    values, inverse = np.unique(flat, return_inverse=True)
    place = {name: index for index, name in enumerate(known)}
    codes = []
    for value in values.tolist():
        text = normal(raw_text(value))  # a class may be called "NA" or "None"
        if text not in place:
            raise ModelFailure(
                f"the model answered {text[:60]!r}, which is none of its classes "
                f"({', '.join(known[:8])})"
            )
        codes.append(place[text])
    return np.asarray(np.array(codes, dtype=np.intp)[inverse.reshape(-1)])

"""From what a model's outputs hold to answers: labels, probabilities or logits, told apart.

A row that the model answers with NaN or infinity has no answer: its code is -1, its numbers NaN.
form: of the scores, `probabilities` or `logits`.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from audits.errors import ModelFailure, Refused
from audits.models import Answers

_SUM_TOLERANCE = 1e-3
# Probabilities kept in 8 bits are off by up to 1/256 each (and more where their range was cut to
# what calibration saw), so their sums by so much a class, at least and at most.
_QUANTISED_STEP, _LEAST_OFF, _MOST_OFF = 1 / 128, 0.03, 0.25
# Fewer rows between 0 and 1 could be logits by chance.
_TELLING_ROWS = 8
NO_ANSWER = -1


def softmax(logits: NDArray[np.float64]) -> NDArray[np.float64]:
    """Shape (rows, classes); each row sums to 1.

    logits: shape (rows, classes), natural logarithms up to a constant a row.
    """
    shifted = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(shifted / shifted.sum(axis=1, keepdims=True))


def sigmoid(logits: NDArray[np.float64]) -> NDArray[np.float64]:
    """1 / (1 + exp(-x)) of each number, in the shape of `logits`.

    Stable for large values of either sign. logits: any shape (...).
    """
    return np.asarray(0.5 * (1.0 + np.tanh(0.5 * logits)))


def row_sums(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Sums of rows, shape (rows,): as a product, ten times faster than numpy's over a few columns.

    scores: shape (rows, columns).
    """
    return np.asarray(scores @ np.ones(scores.shape[1]))


def answered(scores: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Where every number of the row is finite, shape (rows,).

    scores: shape (rows, columns).
    """
    # The sum is finite only if every score is; two passes only where something is wrong.
    if np.isfinite(scores.sum()):
        return np.ones(len(scores), dtype=bool)
    return np.asarray(np.isfinite(scores).all(axis=1))


def lie_between(scores: NDArray[np.float64]) -> bool:
    """Whether every number lies between 0 and 1, rounding apart. scores: shape (rows, columns)."""
    return not scores.size or bool(
        scores.min() >= -_SUM_TOLERANCE and scores.max() <= 1 + _SUM_TOLERANCE
    )


def are_probabilities(scores: NDArray[np.float64]) -> bool:
    """Whether every row could be P(class), or every single column a P(second class).

    scores: shape (rows, columns).
    """
    if not lie_between(scores):
        return False
    width = scores.shape[1]
    off = min(max(_QUANTISED_STEP * width, _LEAST_OFF), _MOST_OFF)
    return width == 1 or bool(np.all(np.abs(row_sums(scores) - 1) <= off))


def form_of(scores: NDArray[np.float64], name: str) -> str:
    """`probabilities` or `logits`, by the numbers; `Refused` where they could be either.

    scores: shape (rows, columns), of the rows that have an answer. name: of the output, for the
    refusal.
    """
    if are_probabilities(scores):
        return "probabilities"
    if len(scores) >= _TELLING_ROWS and lie_between(scores):
        sums = row_sums(scores)
        raise Refused.because(
            "model.output",
            f"the numbers of output {name!r} lie between 0 and 1 and do not sum to 1 "
            f"({sums.min():.3g} to {sums.max():.3g}): they could be probabilities or logits",
            f"say which: `output: {{name: {name}, meaning: probability}}` (each row is then "
            "divided by its sum) or `meaning: logit`",
            "output_unclear",
        )
    return "logits"


def are_mirrored(scores: NDArray[np.float64]) -> bool:
    """Whether two columns are one decision value and its negative, as scikit-learn's are written.

    scores: shape (rows, columns). Softmax over the pair would double it: P(second) is the sigmoid
    of the second column alone.
    """
    return scores.shape[1] == 2 and bool(np.array_equal(scores[:, 0], -scores[:, 1]))


def as_probabilities(scores: NDArray[np.float64], form: str) -> NDArray[np.float64]:
    """P(class) of each row, shape (rows, classes), at least two of them.

    scores: shape (rows, columns); one column is that of the second class.
    """
    if scores.shape[1] == 1:
        second = sigmoid(scores) if form == "logits" else np.clip(scores, 0.0, 1.0)
        return np.concatenate([1.0 - second, second], axis=1)
    if form == "logits":
        return softmax(scores)
    clipped = np.maximum(scores, 0.0)
    sums = row_sums(clipped)
    if len(sums) and sums.min() > 0:  # in nearly every batch, at half the cost
        return np.asarray(clipped / sums[:, None])
    # Where no class has any probability, none is more probable than another.
    return np.asarray(
        np.where(sums[:, None] > 0, clipped / np.where(sums > 0, sums, 1.0)[:, None],
                 1 / scores.shape[1])
    )  # fmt: skip


def checked(scores: NDArray[np.float64], rows: int, width: int | None) -> NDArray[np.float64]:
    """The scores with NaN in rows without an answer: shape (rows, columns).

    scores: as the model gave them, any shape (rows, ...). width: how many classes it has, where
    that is known. Any other shape is a `ModelFailure`.
    """
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
    there = answered(scores)
    return scores if there.all() else np.where(there[:, None], scores, np.nan)


def contradict(probabilities: NDArray[np.float64], codes: NDArray[np.intp]) -> bool | None:
    """Whether the scores run against the labels: their columns stand in another order.

    probabilities: shape (rows, classes); codes: shape (rows,), the model's own labels. A label set
    by any threshold on a score still goes with the higher scores, so of two classes the mean score
    is enough. Of more classes, most must be scored lower where they are answered than where they
    are not. None: one class was answered, which shows nothing.
    """
    lower = []
    for code in np.unique(codes).tolist():
        own = codes == code
        if own.all():
            return None
        lower.append(probabilities[own, code].mean() < probabilities[~own, code].mean())
    return 2 * sum(map(bool, lower)) > len(lower)


def unrelated(probabilities: NDArray[np.float64], codes: NDArray[np.intp]) -> bool:
    """Whether labels and scores answer two questions: they agree no better than by chance.

    probabilities: shape (rows, classes); codes: shape (rows,), the model's own labels.
    Of two classes, whether a row labelled second is scored above one labelled first less often
    than in three of four pairs; of more, whether under half of the labels are the most probable.
    """
    counts = np.bincount(codes, minlength=probabilities.shape[1])
    if (counts >= _TELLING_ROWS).sum() < 2:
        return False
    if probabilities.shape[1] > 2:
        return bool(np.mean(probabilities.argmax(axis=1) == codes) < 0.5)
    first, second = (np.sort(probabilities[codes == code, 1]) for code in (0, 1))
    below = np.searchsorted(first, second, side="left") + np.searchsorted(
        first, second, side="right"
    )
    return bool(below.mean() / (2 * len(first)) < 0.75)


def answers_of(
    probabilities: NDArray[np.float64] | None,
    codes: NDArray[np.intp] | None,
    threshold: float | None,
) -> Answers:
    """The model's own labels where it gives them; else the threshold, else the most probable.

    probabilities: shape (rows, classes); codes: shape (rows,), its labels; at least one is given.
    threshold: the probability of the second class from which it is answered; it goes before the
    labels.
    """
    if probabilities is not None and threshold is not None and probabilities.shape[1] == 2:
        codes = (probabilities[:, 1] >= threshold).astype(np.intp)
    elif codes is None:
        assert probabilities is not None
        codes = (
            (probabilities[:, 1] > probabilities[:, 0]).astype(np.intp)
            if probabilities.shape[1] == 2
            else probabilities.argmax(axis=1)
        )
    if probabilities is not None and not (there := answered(probabilities)).all():
        codes = np.where(there, codes, NO_ANSWER)
    return Answers(codes, probabilities)


def codes_of(labels: NDArray[np.generic], known: Sequence[str], rows: int) -> NDArray[np.intp]:
    """Of each label its index into `known`, shape (rows,).

    labels: any shape (rows, ...) with one label a row, of whatever type, compared as text; more,
    fewer, or one that is not known is a `ModelFailure`.
    """
    from audits.data.reading.spelling import raw_text
    from audits.specification.missing_words import normal, quoted

    flat = labels.reshape(-1)
    if len(flat) != rows:
        raise ModelFailure(f"the model answered {len(flat)} labels where {rows} rows were asked")
    values, inverse = np.unique(flat, return_inverse=True)
    code_of = {name: index for index, name in enumerate(known)}
    codes = []
    for value in values.tolist():
        text = normal(raw_text(value))  # a class may be called "NA" or "None"
        if text not in code_of:
            answers = ", ".join(
                quoted(normal(raw_text(value))[:60]) for value in values[:8].tolist()
            )
            raise ModelFailure(
                f"the model answered {text[:60]!r}, which is none of its classes "
                f"({', '.join(known[:8])}); where the file does not name them, name all that it "
                f"answers, in its order: `model: {{labels: [{answers}]}}`"
            )
        codes.append(code_of[text])
    return np.asarray(np.array(codes, dtype=np.intp)[inverse.reshape(-1)])

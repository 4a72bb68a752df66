"""What a model answers a row with each value of its attribute, beside what it answered it."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from audits.data.arrays import Matrix
from audits.data.dataset import Column, Dataset
from audits.models import Classifier
from audits.perturbations.exchange import with_fed
from audits.probing.batched_inference import ask

# Values of an attribute that a model is asked with, at most: the commonest ones.
MOST_ASKED = 12


def is_read(model: object, column: Column) -> bool:
    """Whether the model reads the attribute's column, so that it can be asked with each value."""
    return isinstance(model, Classifier) and bool({column.name, column.source} & set(model.reads))


def distances(
    model: Classifier,
    data: Dataset,
    column: Column,
    attribute: NDArray[np.intp],
    answers: Matrix,
    on_progress: Callable[[float], None],
) -> Matrix:
    """How far the row's answer is from that with each value; shape (rows, values).

    Fredrikson et al. 2014 (USENIX Security) and Yeom et al. 2018 ask a model with each value that
    an attribute may have. attribute: shape (rows,), codes from 0 on, in the order in which values
    are asked. answers: of the rows as they are, shape (rows, answers). Each value is put as some
    row of the data has it.
    """
    values = min(int(attribute.max()) + 1, MOST_ASKED)
    far = np.empty((len(data), values))
    for value in range(values):
        donor = int(np.flatnonzero(attribute == value)[0])
        fed = data.fed_values(column.name).take(np.full(len(data), donor, dtype=np.intp))
        on_progress(value / values)
        changed = with_fed(data, column.name, fed)
        codes, probabilities = ask(model, changed, model.classify)
        answered = as_matrix(codes, probabilities, len(model.classes))
        far[:, value] = np.abs(answered - answers).max(axis=1)
    return far


def as_matrix(codes: NDArray[np.intp], probabilities: Matrix | None, classes: int) -> Matrix:
    """Answers as numbers, shape (rows, classes): probabilities, or an indicator of the class.

    Without an answer every number is NaN.
    """
    if probabilities is not None:
        return probabilities
    one_hot = (codes[:, None] == np.arange(classes)[None, :]).astype(np.float64)
    one_hot[codes < 0] = np.nan
    return np.asarray(one_hot)

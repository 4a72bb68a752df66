"""The probability of each class as a model answers it, or as it is recorded."""

import numpy as np
from numpy.typing import NDArray

from audits.data.arrays import Floats
from audits.data.dataset import Categories
from audits.models import Classifier
from audits.probing.subject import Subject
from audits.specification.roles import Role


def class_probabilities(subject: Subject, classes: tuple[str, ...]) -> Floats | None:
    """Shape (rows, classes): the model's, or of two classes the recorded score's; else None.

    classes: every class of labels and answers, in the order that is wanted. A score that leaves 0
    to 1 is no probability.
    """
    if isinstance(subject.model, Classifier) and subject.data.one(Role.PREDICTION) is None:
        known = subject.probabilities
        if known is None:
            return None
        of_all_classes = np.zeros((len(known), len(classes)))
        of_all_classes[:, [classes.index(name) for name in subject.model.classes]] = known
        return of_all_classes
    column = subject.data.one(Role.SCORE)
    if column is None or len(classes) != 2:
        return None
    score = column.numbers
    known_scores = score[np.isfinite(score)]
    if not len(known_scores) or known_scores.min() < 0 or known_scores.max() > 1:
        return None
    positive = classes.index(subject.positive)
    return np.stack([score if index == positive else 1 - score for index in range(2)], axis=1)


def codes_among(categories: Categories, classes: tuple[str, ...]) -> NDArray[np.intp]:
    """Of each row the place of its value among the classes, shape (rows,); -1 where missing."""
    places = np.array([*map(classes.index, categories.levels), -1], dtype=np.intp)
    return np.asarray(places[categories.codes])

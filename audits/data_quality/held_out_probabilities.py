"""Labels beside probabilities of each class by something that did not see the label.

Three things may give them, the surest first: columns that are said to be such probabilities; the
model's answers (or the recorded score) on rows that its split says it was not trained on; and a
surrogate, fitted here without the row. Where none fits, the model's answers on whatever rows there
are, which is told.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from audits.data.arrays import Flags, Matrix, Rows
from audits.data.content_order import content_order, evenly
from audits.data.dataset import Categories, Column, Dataset
from audits.data.inputs_as_numbers import KNOWN, inputs_as_numbers
from audits.data.training_rows import in_training
from audits.errors import NotApplicable
from audits.probing.class_probabilities import class_probabilities, codes_among
from audits.probing.subject import Subject
from audits.probing.surrogates import Learner, cross_validated
from audits.specification.counts import counted
from audits.specification.roles import Kind, Role

# More rows than this are judged by a surrogate on a sample of them; fewer teach it nothing.
MOST_SURROGATE, FEWEST_SURROGATE = 20_000, 60
# With fewer rows a class on average, labels are names and not classes.
ROWS_A_CLASS = 5
# A row whose probabilities do not sum to 1 within this has none.
ROUNDING = 0.02
REMEDY = (
    "give columns the role `class_probability`, one a class, from a model that did not see the "
    "row; or features that a surrogate can learn from; or a model that answers with probabilities"
)


class Source(StrEnum):
    """Who says how probable each class is."""

    RECORDED = "recorded"
    MODEL = "model"
    SURROGATE = "surrogate"


@dataclass(frozen=True, eq=False)
class Labelled:
    """Rows with a label and a probability of each class.

    data: the rows. places: shape (rows,), their positions among the audit's rows. labels: shape
    (rows,), index into `classes`. probabilities: shape (rows, classes). source: who gave them.
    seen: whether the model may have been trained on the rows.
    """

    data: Dataset
    places: Rows
    labels: NDArray[np.intp]
    probabilities: Matrix
    classes: tuple[str, ...]
    source: Source
    seen: bool = False


def labelled(subject: Subject, source: Source | None, learner: Learner) -> Labelled:
    """The rows of the audit that have both; raises `NotApplicable` where there are none.

    source: whom to believe; None takes the first that fits. learner: what a surrogate is.
    """
    label = subject.labels
    if not isinstance(label.values, Categories):
        raise NotApplicable(
            "the label is a number", "wrong labels are looked for among classes; `cut` the label"
        )
    _are_classes(label.values)
    for candidate in _candidates(subject, source, learner):
        rows = candidate()
        if rows is not None:
            return _complete(rows, subject.warn)
    raise NotApplicable(
        "nothing gives a probability of each class"
        if source is None
        else f"no probabilities are there by `source: {source}`",
        REMEDY,
    )


def _are_classes(label: Categories) -> None:
    used = int((label.amounts() > 0).sum())
    rows = int(label.amounts().sum())
    if used < 2:
        raise NotApplicable(
            "every label is the same" if used else "there is no label",
            "give rows of at least two classes",
        )
    if rows < used * ROWS_A_CLASS:
        raise NotApplicable(
            f"{rows:,} rows have {used:,} different labels: these are names and not classes",
            "give the role `label` to a column of classes, or `map` its values to some",
        )


def _candidates(
    subject: Subject, source: Source | None, learner: Learner
) -> Iterator[Callable[[], Labelled | None]]:
    """What is asked one after the other until it has an answer."""
    if source in (None, Source.RECORDED):
        yield lambda: _recorded(subject)
    if source in (None, Source.MODEL):
        yield lambda: _answers(subject, unseen=True)
    if source in (None, Source.SURROGATE):
        yield lambda: _surrogate(subject, learner)
    if source in (None, Source.MODEL):
        yield lambda: _answers(subject, unseen=False)


def _recorded(subject: Subject) -> Labelled | None:
    columns = subject.data.having(Role.CLASS_PROBABILITY)
    if not columns:
        return None
    label = subject.labels.categories
    by_class = {column.positive or column.name: column for column in columns}
    missing = [level for level in label.levels if level not in by_class]
    if missing:
        raise NotApplicable(
            f"no column with the role class_probability is of the class {missing[0]!r}",
            "name a column for each class: after the class, or by `positive` on the column",
        )
    classes = tuple(sorted(by_class))
    probabilities = np.stack([by_class[name].numbers for name in classes], axis=1)
    return Labelled(
        subject.data, np.arange(len(subject.data)), codes_among(label, classes), probabilities,
        classes, Source.RECORDED,
    )  # fmt: skip


def _answers(subject: Subject, *, unseen: bool) -> Labelled | None:
    """The model's, or the recorded score's: of rows outside the training part of the split.

    unseen: whether to look at a split; else the rows of an audit without one are taken.
    """
    data = subject.data
    split = data.one(Role.SPLIT)
    if unseen != (split is not None):  # with a split, what it calls training rows is not asked
        return None
    rows = np.arange(len(data))
    if split is not None:
        rows = np.flatnonzero(~in_training(split) & (split.categories.codes >= 0))
        if not len(rows):
            return None
    label = subject.labels.categories
    answers = data.one(Role.PREDICTION)
    levels = () if answers is None else answers.categories.levels
    classes = tuple(sorted({*subject.model_classes, *label.levels, *levels}))
    try:
        probabilities = class_probabilities(subject, classes)
    except NotApplicable:  # nothing says which class the score is of
        return None
    if probabilities is None:
        return None
    return Labelled(
        data.take(rows), rows, codes_among(label, classes)[rows], probabilities[rows], classes,
        Source.MODEL, seen=not unseen,
    )  # fmt: skip


def _surrogate(subject: Subject, learner: Learner) -> Labelled | None:
    """Each row by a classifier that was fitted to the other folds."""
    data = subject.data
    if not any(column.kind in (Kind.NUMBER, Kind.CATEGORY) for column in _features(data)):
        return None
    label = subject.labels.categories
    order = content_order(data, sorted(column.name for column in _features(data)))
    rows = evenly(order[label.codes[order] >= 0], MOST_SURROGATE)
    if len(rows) < FEWEST_SURROGATE:
        return None
    if len(rows) < int((label.codes >= 0).sum()):
        subject.warn(
            f"wrong labels are looked for in {len(rows):,} of {len(data):,} rows, spread over "
            "their values: a surrogate is fitted to no more"
        )
    fitted = data.take(rows)
    inputs = inputs_as_numbers(fitted, subject.warn)
    labels = label.codes[rows].astype(np.intp)
    probabilities = cross_validated(
        inputs, labels, len(label.levels), learner, subject.rng("label noise"), subject.on_progress
    )
    return Labelled(fitted, rows, labels, probabilities, label.levels, Source.SURROGATE)


def _features(data: Dataset) -> Iterator[Column]:
    for role in KNOWN:
        yield from data.having(role)


def _complete(rows: Labelled, warn: Callable[[str], None]) -> Labelled:
    """Without rows that lack a label or a probability; classes that nobody has stay."""
    total = rows.probabilities.sum(axis=1)
    least = rows.probabilities.min(axis=1, initial=0.0)
    known: Flags = (rows.labels >= 0) & (least >= 0) & (np.abs(total - 1) <= ROUNDING)
    if not known.any():
        raise NotApplicable(
            "no row has a label and probabilities that sum to 1",
            "give probabilities, not logits; of each class, from 0 to 1",
        )
    left_out = int((~known).sum())
    if not left_out:
        return rows
    warn(
        "wrong labels are looked for without "
        f"{counted(left_out, 'row that has', 'rows that have')} no label, or no "
        "probabilities that sum to 1"
    )
    complete = np.flatnonzero(known)
    return replace(
        rows, data=rows.data.take(complete), places=rows.places[complete],
        labels=rows.labels[complete], probabilities=rows.probabilities[complete],
    )  # fmt: skip

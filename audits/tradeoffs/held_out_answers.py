"""Rows that teach simple models, and rows that judge them: never the same ones.

Where something says which rows the audited model was trained on (a split, or a dataset of
members), these teach, and the audited rows judge. Else each fifth of the audited rows is judged by
models that the others taught; a number is then that of models learned from so many rows.
"""

from collections import Counter
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from audits.data.arrays import Matrix, Rows
from audits.data.content_order import content_order, evenly
from audits.data.dataset import Column, Dataset
from audits.data.inputs_as_numbers import Named, named_inputs
from audits.data.stacking import stacked
from audits.data.training_rows import in_training
from audits.errors import NotApplicable
from audits.measurement import WhyNot
from audits.probing.class_probabilities import codes_among
from audits.probing.subject import Subject
from audits.probing.surrogates import FOLDS, folds_of
from audits.specification.roles import Kind, Role
from audits.statistics.cross_validation import worth_of
from audits.tradeoffs.simple_models import VARIANTS, Answered, taught

# More rows than these teach no simple model anything; of fewer nothing can be learned.
MOST_TAUGHT, FEWEST_TAUGHT = 20_000, 60
READABLE = (Kind.NUMBER, Kind.CATEGORY)
REMEDY = (
    "give columns of numbers or categories the role `feature`, or a model that reads such columns"
)


def held_out_answers(
    subject: Subject, classes: tuple[str, ...], judged: Rows
) -> tuple[Answered, tuple[Named, ...]]:
    """What simple models answer of these rows, and what the columns are that they read.

    classes: of labels and answers. judged: shape (rows,), of the audit's rows, in an order that the
    file does not decide.
    Raises `NotApplicable` where no column can be read or too few rows can teach.
    """
    data = subject.data
    names = columns_read(subject)
    labels = codes_among(subject.labels.categories, classes)
    teachers = _teachers(subject, classes, names)
    if teachers is not None:
        both = stacked(_features(teachers.rows, names), _features(data, names))
        named, inputs = named_inputs(tuple(both), len(both))
        return _by_teachers(subject, inputs, teachers, _unseen(data, judged)), named
    if len(judged) < FEWEST_TAUGHT:
        raise NotApplicable(
            f"{len(judged):,} rows have a label and an answer, which teach a simple model nothing",
            f"give {FEWEST_TAUGHT} such rows or more",
        )
    subject.warn(
        "nothing says that the model was not trained on these rows, and on those a model does "
        "better than on others: give a `split`, or `members`, and simple models are taught by the "
        "same rows"
    )
    rows = evenly(judged, MOST_TAUGHT)
    if len(rows) < len(judged):
        subject.warn(
            f"simple models are fitted to, and judged on, {len(rows):,} of {len(judged):,} rows, "
            "spread over their values"
        )
    named, inputs = named_inputs(tuple(_features(data, names)), len(data))
    return _by_folds(subject, inputs[rows], labels[rows], rows), named


def columns_read(subject: Subject) -> tuple[str, ...]:
    """The columns that the model reads; of recorded answers the features, in text order."""
    data, model = subject.data, subject.model
    if model is not None and data.one(Role.PREDICTION) is None:
        names = tuple(model.reads)
        strange = [name for name in names if _feature(data, name).kind not in READABLE]
        if strange:
            raise NotApplicable(
                f"the model reads {strange[0]!r}, which is {_feature(data, strange[0]).kind}: no "
                "simple model that can be read does so on the same column",
                "this probe is for models of tables",
            )
    else:
        features = data.having(Role.FEATURE)
        names = tuple(column.name for column in features if column.kind in READABLE)
    if not names:
        raise NotApplicable("there is no column for a simple model to read", REMEDY)
    return tuple(sorted(names))


def _feature(data: Dataset, name: str) -> Column:
    return Column(name, Role.FEATURE, data.fed_values(name))


def _features(data: Dataset, names: tuple[str, ...]) -> Dataset:
    return Dataset(tuple(_feature(data, name) for name in names))


@dataclass(frozen=True, eq=False)
class Teachers:
    """Rows that the audited model was trained on.

    labels: shape (rows,), their codes. source: what says so, for readers.
    """

    rows: Dataset
    labels: NDArray[np.intp]
    source: str


def _teachers(
    subject: Subject, classes: tuple[str, ...], names: tuple[str, ...]
) -> Teachers | None:
    """None where nothing names enough of them with a label and all columns."""
    candidates = []
    whole = subject.all_parts
    split = whole.one(Role.SPLIT)
    if split is not None:
        training = np.flatnonzero(in_training(split))
        candidates.append((whole.take(training), "the training part of the split"))
    members = subject.members
    if members is not None and not isinstance(members.rows, WhyNot):
        candidates.append((members.rows, "the dataset that the model was trained on"))
    for rows, source in candidates:
        label = rows.one(Role.LABEL)
        if label is None or label.kind is not Kind.CATEGORY:
            continue
        if not {*label.categories.levels} <= {*classes} or not all(_has(rows, n) for n in names):
            continue
        codes = codes_among(label.categories, classes)
        order = content_order(rows)
        places = evenly(order[codes[order] >= 0], MOST_TAUGHT)
        if len(places) >= FEWEST_TAUGHT:
            return Teachers(rows.take(places), codes[places], f"{len(places):,} rows of {source}")
    return None


def _unseen(data: Dataset, judged: Rows) -> Rows:
    """Those of the rows that are not of the training part of a split."""
    split = data.one(Role.SPLIT)
    return judged if split is None else judged[~in_training(split)[judged]]


def _has(data: Dataset, name: str) -> bool:
    return any(name in (column.name, column.source) for column in data)


def _by_teachers(subject: Subject, inputs: Matrix, teachers: Teachers, judged: Rows) -> Answered:
    teaching = len(teachers.labels)
    simple = taught(inputs[:teaching], teachers.labels, subject.rng("simple models"))
    answers = {name: simple.answers(inputs[teaching + judged], name) for name in VARIANTS}
    best = answers[simple.best]
    return Answered(judged, answers, best, {simple.best: 1}, 1.0, simple, teachers.source)


def _by_folds(subject: Subject, inputs: Matrix, labels: NDArray[np.intp], rows: Rows) -> Answered:
    rng = subject.rng("simple models")
    fold = folds_of(inputs, rng)
    answers = {name: np.zeros(len(rows), dtype=np.intp) for name in VARIANTS}
    best = np.zeros(len(rows), dtype=np.intp)
    choices: Counter[str] = Counter()
    used = 0
    for one in range(FOLDS):
        unseen = fold == one
        if not unseen.any() or unseen.all():
            continue
        simple = taught(inputs[~unseen], labels[~unseen], rng)
        for name in VARIANTS:
            answers[name][unseen] = simple.answers(inputs[unseen], name)
        best[unseen] = answers[simple.best][unseen]
        choices[simple.best] += 1
        used += 1
        subject.on_progress((one + 1) / (FOLDS + 1))
    if used < 2:
        raise NotApplicable(
            "every row is alike in what a simple model reads", "give columns that vary"
        )
    shown = taught(inputs, labels, rng)
    source = f"four fifths of the {len(rows):,} audited rows each, judged on the last fifth"
    return Answered(
        rows, answers, best, dict(choices), worth_of(len(rows), len(rows), used), shown, source
    )

"""Which of an audit's rows teach surrogates, and which judge them."""

from dataclasses import dataclass

import numpy as np

from audits.data.arrays import Matrix, Rows
from audits.data.content_order import content_order, evenly
from audits.data.dataset import Dataset
from audits.data.inputs_as_numbers import inputs_as_numbers
from audits.data.stacking import stacked
from audits.data.training_rows import in_training
from audits.errors import NotApplicable
from audits.probing.class_probabilities import codes_among
from audits.probing.subject import Subject
from audits.specification.roles import Kind, Role
from audits.tradeoffs.learners import Rowed

# The smallest of seven sizes has ten rows of a hundred.
FEWEST_TAUGHT, MOST_TAUGHT = 100, 20_000
FEWEST_JUDGING, MOST_JUDGING = 30, 5_000


@dataclass(frozen=True, eq=False)
class Taught:
    """rows: as numbers. classes: by code. judging: shape (judged,), rows of the audit, in the
    order in which `rows` judges. source: who teaches, for readers."""

    rows: Rowed
    classes: tuple[str, ...]
    judging: Rows
    source: str

    @property
    def most(self) -> int:
        """Rows that there are to teach."""
        return len(self.rows.teaching)


def teaching_rows(subject: Subject) -> Taught:
    """The training part of a split teaches where there is one, and the audited rows judge; else
    rows teach and judge by turns.

    Raises `NotApplicable` where too few rows have a label, or all have the same one.
    """
    if subject.labels.kind is not Kind.CATEGORY:
        raise NotApplicable(
            f"the label holds {subject.labels.kind}, of which an answer is not right or wrong",
            "record the errors by size as scores (`size_column`, with `better: lower`)",
        )
    by_split = _by_split(subject)
    if by_split is not None:
        return by_split
    data = subject.data
    label = subject.labels.categories
    order = _order(data)
    known = order[label.codes[order] >= 0]
    _enough(len(known), FEWEST_TAUGHT)
    rows = evenly(known, MOST_TAUGHT)
    if len(rows) < len(known):
        subject.warn(
            f"surrogates are taught by {len(rows):,} of {len(known):,} rows, spread over their "
            "values: twice the data is twice as many as these"
        )
    codes = label.codes[rows].astype(np.intp)
    _several(codes)
    everyone = np.arange(len(rows))
    inputs = _inputs(data.take(rows), subject)
    source = f"four fifths of {len(rows):,} rows each, judged on the last fifth"
    return Taught(Rowed(inputs, codes, everyone, everyone), label.levels, rows, source)


def _by_split(subject: Subject) -> Taught | None:
    """None where no split leaves enough rows to teach, and enough others to judge."""
    data, whole = subject.data, subject.all_parts
    split = whole.one(Role.SPLIT)
    if split is None:
        return None
    training = whole.take(np.flatnonzero(in_training(split)))
    label, labels = training.one(Role.LABEL), subject.labels.categories
    order = _order(data)
    own = data.one(Role.SPLIT)
    unseen = np.ones(len(data), dtype=bool) if own is None else ~in_training(own)
    judging = evenly(order[unseen[order] & (labels.codes[order] >= 0)], MOST_JUDGING)
    if label is None or not len(training) or len(judging) < FEWEST_JUDGING:
        return None
    training = training.take(_order(training))
    known = np.flatnonzero(training.require(Role.LABEL).categories.codes >= 0)
    teaching = evenly(known, MOST_TAUGHT)
    if len(teaching) < FEWEST_TAUGHT:
        return None
    classes = tuple(sorted({*label.categories.levels, *labels.levels}))
    taught = training.take(teaching)
    both = stacked(taught, data.take(judging))
    codes = np.concatenate(
        [codes_among(taught.require(Role.LABEL).categories, classes),
         codes_among(labels, classes)[judging]]
    )  # fmt: skip
    _several(codes[: len(teaching)])
    if len(teaching) < len(known):
        subject.warn(
            f"surrogates are taught by {len(teaching):,} of {len(known):,} rows, spread over their "
            "values: twice the data is twice as many as these"
        )
    rows = Rowed(
        _inputs(both, subject), codes, np.arange(len(teaching)),
        np.arange(len(teaching), len(codes)),
    )  # fmt: skip
    source = (
        f"four fifths of {len(teaching):,} rows of the training part of the split each, judged on "
        f"{len(judging):,} others"
    )
    return Taught(rows, classes, judging, source)


def _order(data: Dataset) -> Rows:
    """An order that neither the file decides, nor what groups are called."""
    names = sorted(column.name for column in data.having(Role.FEATURE))
    return content_order(data, (*names, data.require(Role.LABEL).name))


def _inputs(data: Dataset, subject: Subject) -> Matrix:
    features = data.having(Role.FEATURE)
    inputs = inputs_as_numbers(data, subject.warn) if features else np.empty((len(data), 0))
    if not inputs.shape[1]:
        raise NotApplicable(
            "there is no column for a surrogate to read",
            "give columns the role `feature`, or recorded scores by size (`size_column`)",
        )
    return inputs


def _enough(rows: int, fewest: int) -> None:
    if rows < fewest:
        raise NotApplicable(
            f"{rows:,} rows have a label, which teach a surrogate nothing at several sizes",
            f"give {fewest} labelled rows or more, or recorded scores by size (`size_column`)",
        )


def _several(codes: Rows) -> None:
    if len(np.unique(codes)) < 2:
        raise NotApplicable("every label is the same", "give rows of at least two classes")
    amounts = np.unique(codes, return_counts=True)[1]
    if len(amounts) > 2 and len(codes) < 5 * len(amounts):
        raise NotApplicable(
            f"{len(codes):,} rows have {len(amounts):,} different labels: these are names and not "
            "classes", "give the role `label` to a column of classes",
        )  # fmt: skip

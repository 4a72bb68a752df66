"""Rows the model was trained on beside rows it was not, with its answers to both."""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from audits.data.arrays import Flags, Floats
from audits.data.content_order import content_order
from audits.data.dataset import Categories, Dataset
from audits.data.inputs_as_numbers import KNOWN
from audits.data.row_keys import key_of, row_keys
from audits.data.stacking import stacked
from audits.data.training_rows import in_training
from audits.errors import NotApplicable
from audits.measurement import WhyNot
from audits.privacy.reference_models import References
from audits.probing.class_probabilities import class_probabilities, codes_among
from audits.probing.subject import Subject
from audits.specification.counts import counted
from audits.specification.roles import Role
from audits.specification.stated_needs import StatedNeed

TRAINED_ON = StatedNeed(
    "nothing says which rows the model was trained on",
    "give a column the role `split` whose value is `train` for rows that the model was trained on, "
    "and another for rows that it never saw; or name the former with `members: {path: ...}` in the "
    "audit document",
    roles=(Role.SPLIT,),
    datasets=("members",),
)
REMEDY = TRAINED_ON.remedy


@dataclass(frozen=True, eq=False)
class Members:
    """Labelled and answered rows of both sides; every array has the shape (rows,).

    data: the rows. member: whether the model was trained on a row. labels: index into `classes`.
    right: whether the answer is the label. probabilities: shape (rows, classes), or None. judged:
    the half that attacks are judged on; thresholds are chosen on the other.
    """

    data: Dataset
    member: Flags
    labels: NDArray[np.intp]
    right: Flags
    probabilities: Floats | None
    judged: Flags
    classes: tuple[str, ...]

    @cached_property
    def sizes(self) -> tuple[int, int]:
        """Members and others, of both halves."""
        return int(self.member.sum()), int((~self.member).sum())


def members_of(subject: Subject) -> Members:
    """Members and others of the audit's rows; rows of both sides that are equal are left out.

    Members are the rows of a second dataset, or the training rows of a split. Raises
    `NotApplicable` without either.
    """
    whole, member = _sides(subject)
    column = whole.require(Role.LABEL)
    if not isinstance(column.values, Categories):
        raise NotApplicable("the label is a number", "membership is attacked on classes so far")
    asked = replace(subject, data=whole, whole=None, answered=None)
    predictions = asked.predictions
    classes = tuple(
        sorted({*subject.model_classes, *column.categories.levels, *predictions.levels})
    )
    labels = codes_among(column.categories, classes)
    answers = codes_among(predictions, classes)
    probabilities = class_probabilities(asked, classes)
    usable = (labels >= 0) & (answers >= 0)
    if probabilities is not None:
        usable &= np.isfinite(probabilities).all(axis=1)
    left_out = int((~usable).sum())
    if left_out:
        subject.warn(
            "membership is attacked without "
            f"{counted(left_out, 'row that has', 'rows that have')} no label or no answer"
        )
    twins = usable & _on_both_sides(whole, member)
    if twins.any():
        subject.warn(
            f"{int(twins.sum()):,} rows stand among those the model was trained on and among the "
            "others, equal in every column that is read here: nobody could tell them apart, so "
            "membership is attacked without them"
        )
    rows = np.flatnonzero(usable & ~twins)
    if twins.any() and (member[rows].all() or not member[rows].any()):
        raise NotApplicable(
            "on one side every row stands on the other side too, as far as its columns say",
            "declare every column that the model reads, with the role `feature`",
        )
    # By what a model could read first, so that the names of groups decide no half.
    read = sorted(feature.name for feature in whole.having(Role.FEATURE))
    rows = rows[content_order(whole.take(rows), read)]
    if not member[rows].any() or member[rows].all():
        raise NotApplicable("no rows are left on one side", REMEDY)
    return Members(
        whole.take(rows), member[rows], labels[rows], answers[rows] == labels[rows],
        None if probabilities is None else probabilities[rows],
        _halves(member[rows], subject.rng("membership halves")), classes,
    )  # fmt: skip


def recorded_references(members: Members) -> References | None:
    """The user's own reference models: a column each, with what it gives the row's label.

    They must never have seen the row; a cell is left empty where one has. None without a column.
    """
    columns = members.data.having(Role.REFERENCE_SCORE)
    if not columns:
        return None
    given = np.stack([column.numbers[members.judged] for column in columns])
    outside = np.isfinite(given) & ((given < 0) | (given > 1))
    if outside.any():
        name = columns[int(outside.any(axis=1).argmax())].name
        raise NotApplicable(
            f"the reference score {name!r} holds numbers outside 0 to 1",
            "give the probability that each reference model gives the row's label",
        )
    if not np.isfinite(given).any(axis=0).all():
        raise NotApplicable(
            "some rows have no reference score",
            "give every row the score of at least one model that never saw it",
        )
    source = f"{len(columns)} whose scores the data hold, said never to have seen the rows"
    return References(given, np.zeros(given.shape, dtype=bool), source)


def _sides(subject: Subject) -> tuple[Dataset, Flags]:
    """All rows, and which of them the model was trained on, shape (rows,)."""
    if subject.members is None:
        return subject.all_parts, _trained_on(subject.all_parts)
    rows = subject.members.rows
    if isinstance(rows, WhyNot):
        raise NotApplicable(rows.reason, REMEDY)
    whole = stacked(subject.data, rows)
    return whole, np.arange(len(whole)) >= len(subject.data)


def _trained_on(data: Dataset) -> Flags:
    """Shape (rows,): the rows of the training part of the split."""
    column = data.one(Role.SPLIT)
    if column is None:
        raise NotApplicable(TRAINED_ON.reason, REMEDY)
    split = column.categories
    member = in_training(column)
    if not member.any():
        values = ", ".join(map(repr, split.levels[:6]))
        raise NotApplicable(f"the split column names no training rows ({values})", REMEDY)
    if not (~member & (split.codes >= 0)).any():
        raise NotApplicable("every row is one that the model was trained on", REMEDY)
    return member


def _on_both_sides(data: Dataset, member: Flags) -> Flags:
    """Shape (rows,): rows that stand on the other side too, alike in all that is known of them."""
    if not data.having(Role.FEATURE):
        return np.zeros(len(data), dtype=bool)
    known = [column for role in KNOWN for column in data.having(role)]
    compared = [*known, data.require(Role.LABEL)]
    same = row_keys((key_of(column.values) for column in compared), len(data))
    inside = np.zeros(int(same.max(initial=0)) + 1, dtype=bool)
    outside = inside.copy()
    inside[same[member]] = True
    outside[same[~member]] = True
    return np.asarray((inside & outside)[same])


def _halves(member: Flags, rng: np.random.Generator) -> Flags:
    """Shape (rows,): a random half of each side."""
    judged = np.zeros(len(member), dtype=bool)
    for side in (member, ~member):
        rows = rng.permutation(np.flatnonzero(side))
        judged[rows[: (len(rows) + 1) // 2]] = True
    return judged

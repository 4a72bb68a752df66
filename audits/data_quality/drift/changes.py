"""The numbers of an audit that a shift may change, one value a row on either side."""

from collections.abc import Collection, Iterator

import numpy as np

from audits.data.arrays import Floats
from audits.data.dataset import Categories, Column, Dataset, Numbers
from audits.data_quality.drift.explained import Number
from audits.specification.roles import Role


def numbers_of(
    before: Dataset, now: Dataset, positive: str | None, favoured: Collection[str]
) -> Iterator[Number]:
    """Those that both sides have: accuracy, shares of labels and of answers; of numbers, means.

    positive: the class of the base rate, favoured: the answers of the selection rate; None and ()
    where nobody knows them.
    """
    sides = before, now
    labels = [_one(side, Role.LABEL) for side in sides]
    answers = [_one(side, Role.PREDICTION) for side in sides]
    if all(isinstance(each, Categories) for each in labels) and positive is not None:
        old, new = (_share_of(each, (positive,)) for each in labels)
        yield Number("base_rate", old, new, Role.LABEL)
    if all(isinstance(each, Categories) for each in answers) and favoured:
        old, new = (_share_of(each, favoured) for each in answers)
        yield Number("selection_rate", old, new, Role.PREDICTION)
    if all(isinstance(each, Categories) for each in [*labels, *answers]):
        old, new = map(_right, labels, answers)
        yield Number("accuracy", old, new)
    numbers = [[each.values if isinstance(each, Numbers) else None for each in kind]
               for kind in (labels, answers)]  # fmt: skip
    means = ("mean label", Role.LABEL), ("mean answer", Role.PREDICTION)
    for (name, role), kind in zip(means, numbers, strict=True):
        if kind[0] is not None and kind[1] is not None:
            yield Number(name, kind[0], kind[1], role)
    errors = [
        None if label is None or answer is None else np.abs(answer - label)
        for label, answer in zip(*numbers, strict=True)
    ]
    if errors[0] is not None and errors[1] is not None:
        yield Number("mean_absolute_error", errors[0], errors[1])


def _one(data: Dataset, role: Role) -> "Categories | Numbers | None":
    columns: tuple[Column, ...] = data.having(role)
    if len(columns) != 1 or not isinstance(columns[0].values, (Categories, Numbers)):
        return None
    return columns[0].values


def _share_of(values: "Categories | Numbers | None", levels: Collection[str]) -> Floats:
    assert isinstance(values, Categories)
    hit = np.zeros(len(values), dtype=bool)
    for level in levels:
        hit |= values.equals(level)
    return np.where(values.codes >= 0, hit, np.nan)


def _right(label: "Categories | Numbers | None", answer: "Categories | Numbers | None") -> Floats:
    assert isinstance(label, Categories)
    assert isinstance(answer, Categories)
    codes_of = {level: code for code, level in enumerate(label.levels)}
    # A class that no label has is wrong; so is none of the label's own codes.
    codes = np.array([*(codes_of.get(level, len(codes_of)) for level in answer.levels), -1])
    known = (label.codes >= 0) & (answer.codes >= 0)
    return np.where(known, codes[answer.codes] == label.codes, np.nan)

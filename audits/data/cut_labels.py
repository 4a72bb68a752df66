"""Labels of many classes beside a score that is cut: what is answered is one class, or not."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from audits.data.dataset import Categories, Dataset
from audits.data.outcome import positive_class, stated
from audits.errors import NotApplicable, Refused
from audits.specification.roles import Kind, Role


def not_named(positive: str) -> str:
    """What a score below its threshold answers, where several classes are left.

    positive: the class that a score from the threshold on answers.
    """
    return f"not {positive}"


def cut_labels(data: Dataset, warn: Callable[[str], None]) -> Dataset:
    """The data with all labels but the positive one as one class, where a cut score answers.

    Left as they are: labels of two classes, numbers, recorded predictions, a score without a
    threshold, and labels of which nothing says which class is positive.

    warn: takes a sentence for the report.
    Raises `Refused` where the favourable answer is one that the cut does not tell from others.
    """
    label, score = data.one(Role.LABEL), data.one(Role.SCORE)
    if label is None or score is None or score.threshold is None:
        return data
    if label.kind is not Kind.CATEGORY or data.one(Role.PREDICTION) is not None:
        return data
    levels = label.categories.levels
    try:
        positive = positive_class(data)
    except NotApplicable:
        return data
    others = [level for level in levels if level != positive]
    if len(others) < 2:
        return data
    other = not_named(positive)
    favourable = set(stated(data, "favourable"))
    if favourable == set(others):
        favourable = {other}
    elif favourable and favourable != {positive}:
        raise Refused.because(
            f"dataset.columns.{label.source or label.name}.favourable",
            f"the score is cut into {positive!r} and {other!r}, and neither is what is favourable",
            f"name {positive!r} or every other class, or give the answers as a prediction column",
            code="not_told_by_the_cut",
        )
    warn(
        f"the score is cut into {positive!r} and {other!r}, so the labels "
        f"{', '.join(others[:8])}{' ...' if len(others) > 8 else ''} count as {other!r}"
    )
    missing, is_positive = label.categories.codes < 0, label.categories.equals(positive)
    codes = np.where(missing, -1, is_positive).astype(np.int8)
    joined = replace(
        label,
        values=Categories(codes, (other, positive)),
        positive=positive,
        favourable=next(iter(favourable), None),
    )
    return Dataset(tuple(joined if column is label else column for column in data), data.notes)

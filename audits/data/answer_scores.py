"""Scores that say how sure the answer given is, as Hugging Face pipelines and AutoML write them.

Read as the probability of `positive` they rank every sure negative among the positives: ROC AUC and
Brier score are then of something else. It shows: no answer's score is below 1 / classes, or of two
answers, cut where else it may be, the least scores add up to 1; and both answers' scores lie in one
range, which no cut of a probability of one class leaves behind. Beside labels alone it is doubted
where no score is below 1 / classes, and where among the smaller or larger ones other shares are
positive than they say. That holds of percentages too, with 100 for 1.
"""

from collections.abc import Callable
from dataclasses import replace
from itertools import permutations

import numpy as np
from numpy.typing import NDArray

from audits.data.dataset import Categories, Column, Dataset, Numbers
from audits.data.outcome import known_levels, positive_class
from audits.errors import NotApplicable, Refused
from audits.specification.roles import Role

OF_ANSWER = "answer"
CODE = "score_of_answer"
# Of fewer rows with an answer, that none is below 1 / classes may be chance.
FEWEST_ROWS = 10
# Of scores that are written with few digits.
ROUNDED = 2e-3
# Parts of the rows, from the smallest scores to the largest, and by how many standard errors the
# share of positives in one is off before its scores are no probabilities of it.
_PARTS, _OFF = 4, 4.0


def check_scores(data: Dataset) -> None:
    """Refuse scores that look like those of the answer given, where nobody said whose they are.

    Raises `Refused` (`score_of_answer`) with how to say either.
    """
    score, answers = data.one(Role.SCORE), _classes(data, Role.PREDICTION)
    if score is None or score.of is not None or not isinstance(score.values, Numbers):
        return
    classes = known_levels(data, ())
    if answers is None:
        _check_beside_labels(data, score, len(classes))
        return
    if len(classes) < 2 or not _look_like_it(score.numbers, answers, len(classes)):
        return
    name, whole = score.source or score.name, _whole(score.numbers)
    if np.nanmin(score.numbers) >= whole / len(classes):
        least = f"no {score.name!r} is below {whole / len(classes):.2g}, whichever answer was given"
    else:
        least = f"the least {score.name!r} of either answer add up to {whole} or more"
    if len(classes) == 2:
        mended = (
            f"say `of: {OF_ANSWER}` on the column {name!r} where it is, and {whole} - score is "
            "taken where the other answer was given"
        )
    else:
        mended = "leave it out where it is, or give the probability of `positive` in its place"
    raise Refused.because(
        f"dataset.columns.{name}.of",
        f"{least}, and those of each answer lie in the range of the others': it looks like how "
        "sure the answer given is, and is read as the probability of `positive`",
        f"{mended}; `of: positive` where it is the probability of `positive`, whatever was "
        "answered",
        code=CODE,
    )


def _check_beside_labels(data: Dataset, score: Column, classes: int) -> None:
    """Whether scores, of rows whose answers nobody recorded, can be those of `positive`.

    classes: how many are known. Scores of ranked lists need be no probabilities.
    """
    labels = _classes(data, Role.LABEL)
    if labels is None or classes < 2 or data.one(Role.QUERY) is not None:
        return
    try:
        positive = positive_class(data)
    except NotApplicable:
        return  # nothing is ranked then
    whole = _whole(score.numbers)
    known = ~np.isnan(score.numbers) & (labels.codes >= 0)
    scores, is_positive = score.numbers[known] / whole, labels.equals(positive)[known]
    rarer = min(np.count_nonzero(is_positive), np.count_nonzero(~is_positive))
    if (
        rarer < FEWEST_ROWS
        or scores.min() < 1 / classes
        or scores.min() == scores.max()
        or scores.max() > 1
        or _are_shares(scores, is_positive)
    ):
        return
    raise Refused.because(
        f"dataset.columns.{score.source or score.name}.of",
        f"no {score.name!r} is below {whole / classes:.2g}, and other shares of the labels are "
        f"{positive!r} than they say: it looks like how sure the answer given is, and is read as "
        "the probability of `positive`",
        f"give the answers the role prediction, beside which `of: {OF_ANSWER}` says that it is; "
        "`of: positive` where it is the probability of `positive`",
        code=CODE,
    )


def _are_shares(scores: NDArray[np.float64], is_positive: NDArray[np.bool_]) -> bool:
    """Whether of rows with such scores such shares are positive, as far as chance lets it show.

    scores, is_positive: shape (rows,).
    """
    for quarter in np.array_split(np.argsort(scores, kind="stable"), _PARTS):
        chances = scores[quarter]
        deviation = np.sqrt((chances * (1 - chances)).sum())
        # One row more: of chances near 1 a single other one is many standard errors off.
        if abs(np.count_nonzero(is_positive[quarter]) - chances.sum()) > _OFF * deviation + 1:
            return False
    return True


def of_positive(data: Dataset, warn: Callable[[str], None]) -> Dataset:
    """The data with each score of the answer given as the probability of `positive`.

    Rows without an answer have no score. Raises `Refused` where more than two classes are known,
    where nothing says which is positive, or where a score is no probability.
    """
    score, answers = data.one(Role.SCORE), _classes(data, Role.PREDICTION)
    if score is None or score.of != OF_ANSWER:
        return data
    field = f"dataset.columns.{score.source or score.name}.of"
    if answers is None:
        raise Refused.because(
            field, "the score is said to be of the answer given, and no answers are classes",
            "give the recorded answers the role prediction, or leave `of` out",
        )  # fmt: skip
    classes = known_levels(data, ())
    if len(classes) > 2:
        raise Refused.because(
            field,
            f"the score is of one of {len(classes)} classes, and how likely a class is where "
            "another was answered stands nowhere",
            "give the probability of one class as the score, with `positive` on the label, or say "
            "`role: feature` of this column",
        )
    try:
        positive = positive_class(data)
    except NotApplicable as missing:
        raise Refused.because(field, missing.reason, missing.remedy) from missing
    whole = _whole(score.numbers)
    values = score.numbers / whole
    if ((values < 0) | (values > 1)).any():
        raise Refused.because(
            field, f"a score is below 0 or above {whole}, so that no probability is left for the "
            "other answer", "give probabilities from 0 to 1, or percentages, or leave `of` out",
        )  # fmt: skip
    turned = np.where(answers.equals(positive), values, 1 - values)
    turned[answers.codes < 0] = np.nan
    warn(
        f"{score.name!r} is of the answer given: as the probability of {positive!r} it is read as "
        f"it stands where that was answered, and as {whole} less it elsewhere"
        + ("; it is in percent, and divided by 100" if whole > 1 else "")
    )
    column = replace(score, values=Numbers(turned))
    return Dataset(tuple(column if one is score else one for one in data), data.notes)


def _classes(data: Dataset, role: Role) -> Categories | None:
    column = data.one(role)
    if column is None or not isinstance(column.values, Categories):
        return None
    return column.values


def _whole(scores: NDArray[np.float64]) -> int:
    """What certainty is written as: 1, or 100 where most are above 1. scores: shape (rows,)."""
    return 100 if 2 * np.count_nonzero(scores > 1) > np.count_nonzero(~np.isnan(scores)) else 1


def _look_like_it(scores: NDArray[np.float64], answers: Categories, classes: int) -> bool:
    """scores: shape (rows,), NaN where missing. classes: how many there are."""
    known = ~np.isnan(scores) & (answers.codes >= 0)
    whole = _whole(scores)
    if not known.any() or scores[known].max() > whole:
        return False
    sides = [scores[known & (answers.codes == code)] for code in range(len(answers.levels))]
    sides = [side for side in sides if len(side) >= FEWEST_ROWS]
    if len(sides) < 2 or any(side.min() == side.max() for side in sides):
        return False
    if scores[known].min() < whole / classes:
        # Answered from a threshold t on, one's scores are t or more, and the other's 1 - t or more.
        least = [float(side.min()) for side in sides]
        both_above = min(int((side > max(least)).sum()) for side in sides)
        return classes == 2 and sum(least) >= whole * (1 - ROUNDED) and both_above >= FEWEST_ROWS
    # A cut parts the answers' scores, wherever it lies.
    return all(
        other.min() <= np.median(side) <= other.max() for side, other in permutations(sides, 2)
    )

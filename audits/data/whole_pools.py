"""Whether everybody who was answered is among the rows, as far as recorded answers tell.

A file of those who were accepted has one answer, and equal rates of it in every group. Where what
came of people is known of those alone who were accepted, nobody is missed who should have been
(selective labels: Lakkaraju et al. 2017; verification bias: Begg & Greenes 1983).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import log, sqrt
from statistics import NormalDist
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audits.data.arrays import Flags, Floats
from audits.data.clusters import cluster_codes, squared_error
from audits.data.dataset import Categories, Column, Dataset, Numbers
from audits.specification.counts import counted
from audits.specification.roles import Role

# Of fewer rows one answer, or labels of one answer, may be chance.
FEWEST = 30
# Labels known of a share r of the one as of the other move a rate of n rows by -ln(r) / 4 at most,
# where its standard error is .5 / sqrt(n): up to half of one its interval holds what it should.
_HARMLESS = 0.5
# Of a false alarm one in a hundred: 2.6 standard errors between two shares.
_SELDOM = 0.01
A_SCORE, _A_NUMBER = "a score", "an answer"
_REST = (
    ". Accuracy and error rates are of the rows with a label, and know little or nothing of whom "
    "the others were wrong for: no rule on them is decided"
)


def told_of_pools(data: Dataset) -> Iterator[str]:
    """Sentences on recorded answers that are all one, and on labels that go by the answer.

    Nothing is told of several columns of answers, or of fewer than thirty rows.
    """
    answers = recorded_classes(data)
    if answers is not None:
        yield from _told_of_one_answer(data, answers)
    labels = data.having(Role.LABEL)
    if len(labels) == 1 and isinstance(labels[0].values, Categories | Numbers):
        yield from _told_of_choice(data, parts_by_answer(data), has_label(labels[0]))


def _told_of_one_answer(data: Dataset, answers: Categories) -> Iterator[str]:
    is_answered, counts = answers.codes >= 0, amounts_of(data)
    amounts = None if counts is None else counts[is_answered]
    rows_of = np.bincount(answers.codes[is_answered], amounts, len(answers.levels))
    given = np.flatnonzero(rows_of)
    if len(given) == 1 and rows_of[given[0]] >= FEWEST:
        number = counted(int(rows_of[given[0]]), "answer", "answers")
        yield (
            f"one answer alone: {answers.levels[given[0]]!r}, {number}. A model may answer so; "
            "where instead the file holds only those who were "
            "answered so, as exports of who was accepted or flagged do, no rate of "
            "answers and no error rate is of everybody who was decided on, and equal ones mean "
            "nothing: give every row that was decided on"
        )


def has_label(label: Column) -> Flags:
    """Shape (rows,): where the label is known; of one that is a class or a number."""
    values = label.values
    assert isinstance(values, Categories | Numbers)
    return np.asarray(values.codes >= 0 if isinstance(values, Categories)
                      else np.isfinite(values.values))  # fmt: skip


def recorded_classes(data: Dataset) -> Categories | None:
    """The recorded answers; None of several columns, and of answers that are no classes."""
    recorded = data.having(Role.PREDICTION)
    values = recorded[0].values if len(recorded) == 1 else None
    return values if isinstance(values, Categories) else None


def parts_by_answer(data: Dataset) -> tuple[Categories, ...]:
    """Every way in which who has a label may go by the answer, each row in a part of it.

    By the recorded class; by which side of its threshold a score lies on; by the quarter in which a
    score or an answered number lies, as where unclear cases were never labelled.
    """
    parts = [] if (classes := recorded_classes(data)) is None else [classes]
    scores, recorded = data.having(Role.SCORE), data.having(Role.PREDICTION)
    if len(scores) == 1 and isinstance(scores[0].values, Numbers):
        threshold = scores[0].threshold
        if threshold is not None and classes is None:
            parts.append(_between(scores[0].numbers, np.array([threshold]), A_SCORE))
        parts.append(quarters(scores[0].numbers, A_SCORE))
    if len(recorded) == 1 and isinstance(recorded[0].values, Numbers):
        parts.append(quarters(recorded[0].numbers, _A_NUMBER))
    return tuple(parts)


def quarters(numbers: Floats, what: str) -> Categories:
    """In which quarter of the known numbers each lies.

    numbers: shape (rows,), NaN where unknown. what: each is called.
    """
    known = numbers[np.isfinite(numbers)]
    ends = np.unique(np.quantile(known, (0.25, 0.5, 0.75))) if len(known) else np.empty(0)
    return _between(numbers, ends, what)


def _between(numbers: Floats, ends: Floats, what: str) -> Categories:
    is_known = np.isfinite(numbers)
    codes = np.where(is_known, np.searchsorted(ends, numbers, side="right"), -1).astype(np.int8)
    names = [f"{end:.4g}" for end in ends]
    levels = [f"{what} from {low} to {high}" for low, high in pairwise(names)]
    if names:
        levels = [f"{what} below {names[0]}", *levels, f"{what} from {names[-1]} on"]
    return Categories(codes, tuple(levels) or (what,))


def amounts_of(data: Dataset) -> Floats | None:
    """How many each row stands for, shape (rows,); None where each is one."""
    count = data.one(Role.COUNT)
    return None if count is None else np.nan_to_num(count.numbers)


def _told_of_choice(data: Dataset, parts: Sequence[Categories], known: Flags) -> Iterator[str]:
    """Of everybody, or else of each group in which the labels go by the answer.

    known: shape (rows,), which have a label.
    """
    if known.all():
        return
    clusters, counts = cluster_codes(data), amounts_of(data)
    everyone = of_parts(parts, known, None, 1, clusters, counts)
    if everyone is not None:
        yield f"labels go by the answer: {everyone.words()}{_REST}"
        return
    columns = [
        column for column in data.having(Role.PROTECTED) if isinstance(column.values, Categories)
    ]
    looks = sum(len(column.categories.levels) for column in columns)
    for column in columns:
        of_each = {
            group: of_parts(parts, known, column.categories.codes == code, looks, clusters, counts)
            for code, group in enumerate(column.categories.levels)
        }
        of_group = {group: shares for group, shares in of_each.items() if shares is not None}
        if of_group:
            worst = max(of_group, key=lambda group: of_group[group].gap)
            others = len(of_group) - 1
            more = f" (and likewise in {counted(others, 'group', 'groups')} more)" if others else ""
            yield (
                f"labels go by the answer: where {column.name} is {worst!r}, "
                f"{of_group[worst].words()}{more}{_REST}"
            )


@dataclass(frozen=True)
class LabelledShares:
    """Shares of rows with a label: of the answer for which it is greatest, and least.

    most, least: the answers; each with its share and its rows.
    """

    most: str
    high: float
    high_rows: int
    least: str
    low: float
    low_rows: int

    @property
    def gap(self) -> float:
        """How far the two shares lie apart."""
        return self.high - self.low

    def words(self) -> str:
        """Both shares, with the rows that they are of."""
        return (
            f"they are known of {100 * self.high:.1f} % of {self.high_rows:,} rows "
            f"{_answered(self.most)}, and of {100 * self.low:.1f} % of {self.low_rows:,} "
            f"{_answered(self.least)}"
        )


def _answered(level: str) -> str:
    is_part = level.startswith((A_SCORE, _A_NUMBER))
    return f"with {level}" if is_part else f"that were answered {level!r}"


def of_parts(
    parts: Sequence[Categories],
    known: Flags,
    inside: Flags | None,
    looks: int,
    clusters: NDArray[np.integer[Any]] | None,
    counts: Floats | None,
) -> LabelledShares | None:
    """The first of these parts by which the labels go, as `labels_by_answer` has it; else None.

    parts: ways to part the rows. known, inside, clusters, counts: shape (rows,). looks: as there.
    """
    looked = (
        labels_by_answer(each, known, inside, looks * len(parts), clusters, counts)
        for each in parts
    )
    return next((shares for shares in looked if shares is not None), None)


def labels_by_answer(
    answers: Categories,
    known: Flags,
    inside: Flags | None = None,
    looks: int = 1,
    clusters: NDArray[np.integer[Any]] | None = None,
    counts: Floats | None = None,
) -> LabelledShares | None:
    """The shares where surely more rows of one answer have a label than of another; else None.

    answers: of every row. known: shape (rows,), which have one. inside: shape (rows,), which are
    looked at. looks: how many groups are looked at, for one of which it is told. clusters: shape
    (rows,), of each row, which lose their labels together; None where rows are independent.
    counts: shape (rows,), how many each row stands for; None where each is one.
    """
    within = answers.codes >= 0 if inside is None else inside & (answers.codes >= 0)
    number = len(answers.levels)
    amounts = np.ones(len(known)) if counts is None else counts
    rows = np.bincount(answers.codes[within], amounts[within], number)
    labelled = np.bincount(answers.codes[within & known], amounts[within & known], number)
    enough = np.flatnonzero(rows >= FEWEST)
    if len(enough) < 2:
        return None
    shares = labelled[enough] / rows[enough]
    most, least = int(enough[shares.argmax()]), int(enough[shares.argmin()])
    high, low = float(shares.max()), float(shares.min())
    high_rows, low_rows = int(rows[most]), int(rows[least])
    pooled = (high * high_rows + low * low_rows) / (high_rows + low_rows)
    error = (pooled * (1 - pooled) * (1 / high_rows + 1 / low_rows)) ** 0.5
    if clusters is not None:
        # What each row adds to the difference, summed over its cluster.
        per_row = np.zeros(number)
        per_row[most], per_row[least] = 1 / high_rows, -1 / low_rows
        adds = per_row[answers.codes[within]] * (known[within] - pooled) * amounts[within]
        _, of = np.unique(clusters[within], return_inverse=True)
        error = max(
            error, squared_error(np.bincount(of.reshape(-1), adds).astype(np.float64)) ** 0.5
        )
    # The two furthest apart of several answers are as many looks as there are pairs of them.
    pairs = len(enough) * (len(enough) - 1) // 2
    surely = NormalDist().inv_cdf(1 - _SELDOM / 2 / looks / pairs)
    if high - low <= surely * error or _is_harmless(low, high, int(labelled[[most, least]].sum())):
        return None
    return LabelledShares(
        answers.levels[most], high, high_rows, answers.levels[least], low, low_rows
    )


def _is_harmless(low: float, high: float, labelled: int) -> bool:
    """Whether no rate of so many labelled rows is moved by much of its standard error."""
    return low > 0 and log(high / low) / 4 <= _HARMLESS * 0.5 / sqrt(labelled)

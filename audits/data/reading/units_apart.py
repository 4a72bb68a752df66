"""Answers that are written otherwise than their labels: another unit, one group's alone, clipped.

Each is told and nothing is changed: a model may be so. Rows whose numbers hardly go with the labels
are of no unit; what they lack is told by R squared.
"""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from audits.data.dataset import Categories, Numbers
from audits.data.reading.read_column import Read
from audits.specification.counts import counted
from audits.specification.roles import Role

# Fewer rows than this show nothing of the kind by chance; so many show it as well as all.
_FEWEST, _LAST_ROWS = 30, 20_000
# Numbers and labels whose medians are so many times each other are hardly of one unit.
_TIMES, _GO_TOGETHER = 20.0, 0.5
# So are those that are a year's and a month's, pounds and kilograms, where nearly all goes together
# and one factor makes both the size and the spread.
_TIMES_SURE, _AS_ONE, _ALIKE = 2.0, 0.9, 0.15
# Of a group beside others whose answers are of the labels' size a tenth is as sure.
_TIMES_BESIDE, _SIZE_OF_LABELS = 5.0, 1.5
# Answers of one value are clipped there where so many labels lie above, and others hardly repeat.
_FEWEST_ALIKE, _SHARE_ALIKE, _ABOVE = 5, 0.005, 0.5
# Whole numbers of so many values begin again behind the last one.
_WRAPS = (256.0, 65_536.0, 4_294_967_296.0)
_FEWEST_WRAPPED, _NEAR, _MOST_NEAR = 20, 0.1, 0.8
# Answers that begin again are found throughout the range of their type.
_SPREAD = 0.5
Floats = NDArray[np.float64]


def units_apart(columns: Sequence[Read]) -> Iterator[str]:
    """The sentences about a table's label and answers of numbers. columns: all that were read."""
    label = _only(columns, Role.LABEL)
    answer = _only(columns, Role.PREDICTION)
    if label is None or answer is None:
        return
    labels, answers = _last(label), _last(answer)
    known = np.isfinite(labels) & np.isfinite(answers)
    times = _times(labels[known], answers[known])
    if times is not None:
        larger, smaller = (answer, label) if times > 1 else (label, answer)
        yield (
            f"values of column {larger.column.name!r} are about {_in_words(times)} times "
            f"those of {smaller.column.name!r} (by their medians, signs apart): if they are of "
            "different units, such as percent beside shares or logarithms beside amounts, bring "
            "them to one"
        )
    else:
        yield from _of_one_group(columns, labels, answers, answer.column.name)
    yield from _clipped(labels[known], answers[known], answer.column.name)
    yield from _wrapped(labels[known], answers[known], answer.column.name)


def _only(columns: Sequence[Read], role: Role) -> Read | None:
    having = [read for read in columns if read.column.spec.role is role]
    return having[0] if len(having) == 1 and isinstance(having[0].values, Numbers) else None


def _last(read: Read) -> Floats:
    assert isinstance(read.values, Numbers)
    return read.values.values[-_LAST_ROWS:].astype(np.float64, copy=False)


def _times(labels: Floats, answers: Floats) -> float | None:
    """Answers as multiples of their labels; None of one unit, or where nothing shows it."""
    ratio = _ratio(labels, answers)
    if ratio is None or (most := max(ratio, 1 / ratio)) < _TIMES_SURE:
        return None
    agreed = abs(_correlation(labels, answers))
    if agreed < _GO_TOGETHER:
        return None
    is_shrunk = _may_be_shrunk(labels, answers, ratio)
    far = most >= _TIMES and (agreed >= _AS_ONE or not is_shrunk)
    sure = agreed >= _AS_ONE and not is_shrunk and _is_factor(labels, answers, ratio)
    return ratio if far or sure else None


def _may_be_shrunk(labels: Floats, answers: Floats, ratio: float) -> bool:
    """Whether means say nothing of a factor, so that the answers may be drawn toward 0 alone.

    That is so of labels about 0. Elsewhere what is drawn toward the mean keeps it.
    """
    if abs(labels.mean()) < labels.std() / 2:
        return True
    times = abs(answers.mean() / labels.mean())
    return bool(times < np.sqrt(ratio) if ratio > 1 else times > np.sqrt(ratio))


def _ratio(labels: Floats, answers: Floats) -> float | None:
    """The median answer by the median label, signs apart; None of few rows, or of a median of 0."""
    if len(labels) < _FEWEST:
        return None
    label, answer = float(np.median(np.abs(labels))), float(np.median(np.abs(answers)))
    return answer / label if label and answer else None


def _is_factor(labels: Floats, answers: Floats, ratio: float) -> bool:
    """Whether answers spread as much wider than labels as they are larger, by a factor."""
    with np.errstate(all="ignore"):
        spread = float(answers.std() / labels.std())
    return abs(spread / ratio - 1) <= _ALIKE


def _correlation(one: Floats, other: Floats) -> float:
    """Pearson's; 0 where one does not vary or is beyond a float."""
    with np.errstate(all="ignore"):
        a, b = one - one.mean(), other - other.mean()
        size = float(np.sqrt((a @ a) * (b @ b)))
        return float(a @ b) / size if 0 < size < np.inf else 0.0


def _in_words(times: float) -> str:
    most = max(times, 1 / times)
    return f"{most:,.0f}" if most >= _TIMES else f"{most:.1f}"


def _of_one_group(
    columns: Sequence[Read], labels: Floats, answers: Floats, name: str
) -> Iterator[str]:
    """Groups whose answers are of another unit, beside others whose answers are of the labels'."""
    known = np.isfinite(labels) & np.isfinite(answers)
    for read in columns:
        if read.column.spec.role is not Role.PROTECTED or not isinstance(read.values, Categories):
            continue
        codes = read.values.codes[-_LAST_ROWS:]
        for code, level in enumerate(read.values.levels):
            own, others = known & (codes == code), known & (codes != code)
            times = _beside(labels[own], answers[own])
            size = _ratio(labels[others], answers[others])
            if times is None or size is None:
                continue
            if max(size, 1 / size) <= _SIZE_OF_LABELS:
                how = "times" if times > 1 else "times smaller than"
                yield (
                    f"values of column {name!r} are about {_in_words(times)} {how} their labels "
                    f"where {read.column.name!r} is {level!r}, and of the labels' size elsewhere "
                    "(by their medians, signs apart): if that group's are of another unit, bring "
                    "them to one"
                )


def _beside(labels: Floats, answers: Floats) -> float | None:
    """As `_times`, of a group beside others: a tenth shows it too where one factor makes all."""
    times, ratio = _times(labels, answers), _ratio(labels, answers)
    if times is not None or ratio is None or max(ratio, 1 / ratio) < _TIMES_BESIDE:
        return times
    agreed = abs(_correlation(labels, answers)) >= _GO_TOGETHER
    return ratio if agreed and _is_factor(labels, answers, ratio) else None


def _clipped(labels: Floats, answers: Floats, name: str) -> Iterator[str]:
    """A largest answer that many rows share, with larger labels, where others hardly repeat."""
    if len(answers) < _FEWEST:
        return
    values, rows_of = np.unique(answers, return_counts=True)
    top, alike, others = float(values[-1]), int(rows_of[-1]), rows_of[:-1]
    if not len(others) or alike < max(_FEWEST_ALIKE, _SHARE_ALIKE * len(answers)):
        return
    if others.max() * _FEWEST_ALIKE > alike:
        return
    above = int((labels[answers == top] > top).sum())
    if above > _ABOVE * alike:
        yield (
            f"{top:,.10g} is the largest value of column {name!r} and stands in "
            f"{counted(alike, 'row', 'rows')}, of which {above:,} have a larger label: if the "
            "answers were cut off there, as a type or a form of the export does, give what the "
            "model answered"
        )


def _wrapped(labels: Floats, answers: Floats, name: str) -> Iterator[str]:
    """Answers that began again from the smallest number, where their type ended."""
    for size in _WRAPS:
        lowest = -size / 2 if len(answers) and answers.min() < 0 else 0.0
        if len(answers) < _FEWEST or answers.min() < lowest or answers.max() >= lowest + size:
            continue
        if np.ptp(answers) < _SPREAD * size:
            continue
        turns = np.rint((labels - answers) / size)
        turned = turns != 0
        # By chance a fifth would lie so near.
        near = np.abs(labels - answers - turns * size)[turned] <= _NEAR * size
        if turned.sum() >= _FEWEST_WRAPPED and near.mean() >= _MOST_NEAR:
            yield (
                f"{counted(int(near.sum()), 'row', 'rows')} of column {name!r} lie about a "
                f"multiple of {size:,.0f} from their labels: if a type of whole numbers ended "
                "there and began again, give what the model answered"
            )
            return

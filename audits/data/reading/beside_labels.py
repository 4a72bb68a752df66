"""Answers that do not lie beside their labels: a row too low, of failures, copies.

Each is told and nothing is changed: a model may be so. Sentences about one table, once it is read;
none quotes what is one person's alone.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audits.data.dataset import Categories, Numbers, Values
from audits.data.reading.read_column import Read
from audits.specification.counts import counted
from audits.specification.roles import Role

_ANSWERS = (Role.PREDICTION, Role.SCORE)
# Fewer rows than this show nothing of the kind by chance.
_FEWEST = 30
# So many show it as well as all of a large table.
_LAST_ROWS = 20_000
# Answers that are all right may be a copy of the labels from so many rows on, with so many of two.
_FEWEST_RIGHT, _OF_ANOTHER = 100, 5
# Standard errors by which the agreement with another row's label must be the greater one.
_SURE = 6.0
# Labels go on as they were where neighbours agree by so much, and by more than chance (in standard
# errors).
_GOES_ON, _OF_CHANCE = 0.1, 3.0
# This share of the answers has one value, where all others hardly repeat: perhaps it says failed.
_SHARE_ALIKE, _FEWEST_ALIKE, _HARDLY_REPEAT = 0.005, 5, 2
# The value is apart where it is so far from the next answer, beside how far the next ones reach.
_NEXT, _GAP = 30, 0.25
# Most scores lie between 0 and 1, and those above are rarely just above.
_SHARE_OF_ONE, _JUST_ABOVE = 0.5, 0.1


def beside_labels(columns: Sequence[Read]) -> Iterator[str]:
    """The sentences about a table's answers. columns: all that were read."""
    labels = [read for read in columns if read.column.spec.role is Role.LABEL]
    answers = [read for read in columns if read.column.spec.role in _ANSWERS]
    scores = [read.values for read in columns if read.column.spec.role is Role.SCORE]
    for answer in answers:
        if len(labels) == 1:
            copied = list(_copied(labels[0], answer))
            # All scores are looked at where there is something to say, and seldom else.
            if copied and not any(_cut_from(score, answer.values) for score in scores):
                yield from copied
            yield from _out_of_step(labels[0], answer)
            yield from _failures(labels[0], answer)
        yield from _of_two_scales(answer)


def _copied(label: Read, answer: Read) -> Iterator[str]:
    """That the recorded answers are the labels themselves, wherever both are known."""
    if answer.column.spec.role is not Role.PREDICTION:
        return
    pair = _comparable(label.values, answer.values)
    if pair is None:
        return
    known = np.logical_and(*(_is_known(values) for values in (pair.label, pair.answer)))
    labels, answers = pair.label[known], pair.answer[known]
    if len(labels) < _FEWEST_RIGHT or not np.array_equal(labels, answers):
        return
    _, rows_of = np.unique(labels, return_counts=True)
    if len(labels) - rows_of.max() >= _OF_ANOTHER:
        yield (
            f"column {answer.column.name!r} equals {label.column.name!r} in all {len(labels):,} "
            "rows compared: the model was wrong in none, or one is a copy of the other. If it is "
            "a copy, no error rate here is a model's; give what the model answered"
        )


def _cut_from(score: Values, answer: Values) -> bool:
    """Whether the answers of two classes are a score's that is cut once: then they are no copy."""
    if not isinstance(score, Numbers) or not isinstance(answer, Categories):
        return False
    known = (answer.codes >= 0) & np.isfinite(score.values)
    codes = np.unique(answer.codes[known])
    if len(codes) != 2 or len(np.unique(score.values[known])) < _FEWEST:
        return False
    one, other = (score.values[known & (answer.codes == code)] for code in codes)
    return bool(one.max() < other.min() or other.max() < one.min())


def _is_known(values: NDArray[Any]) -> NDArray[np.bool_]:
    """Codes are -1 where missing, numbers no number."""
    known: NDArray[np.bool_] = np.isfinite(values) if values.dtype.kind == "f" else values >= 0
    return known


def _out_of_step(label: Read, answer: Read) -> Iterator[str]:
    """That answers go with the label of the row above or below, and not with their own."""
    pair = _comparable(label.values, answer.values)
    if pair is None or len(pair.label) < _FEWEST:
        return
    own = pair.agreement(pair.label, pair.answer)
    above = pair.agreement(pair.label[:-1], pair.answer[1:])
    below = pair.agreement(pair.label[1:], pair.answer[:-1])
    best = max(above, below)
    if _may_be_foretold(pair, best, own):
        return
    # Each has a standard error of about one over the root of the rows where there is no agreement.
    if best - abs(own) < _SURE * np.sqrt(2 / len(pair.label)):
        return
    where = "above" if best == above else "below"
    yield (
        f"column {answer.column.name!r} goes with {label.column.name!r} of the row {where} "
        f"({best:.2f}; with its own row's {own:.2f}, where 1 is always and 0 chance): if one "
        "of them slipped by a row, as where columns of two files are put side by side, join them "
        "by a key"
    )


def _may_be_foretold(pair: "_Pair", best: float, own: float) -> bool:
    """Whether the answers may be forecasts from the row before, of labels that go on as they were.

    Forecasts agree with their own row by way of the row before alone.
    """
    goes_on = pair.agreement(pair.label[:-1], pair.label[1:])
    error = 1 / np.sqrt(len(pair.label))
    return bool(
        goes_on > max(_GOES_ON, _OF_CHANCE * error)
        and abs(own) <= best * goes_on + _OF_CHANCE * error
    )


Agreement = Callable[[NDArray[Any], NDArray[Any]], float]


@dataclass(frozen=True, eq=False)
class _Pair:
    """Label and answer in numbers, shape (rows,), and how far two such columns go together."""

    label: NDArray[Any]
    answer: NDArray[Any]
    agreement: Agreement


def _comparable(label: Values, answer: Values) -> _Pair | None:
    """Of the last rows; None where nothing says how they go together, as scores of three classes.

    A column that slipped anywhere has slipped by the end.
    """
    label, answer = _last_rows(label), _last_rows(answer)
    if isinstance(label, Categories) and isinstance(answer, Categories):
        code_of = {level: code for code, level in enumerate((*label.levels, *answer.levels))}
        both = [np.array([*(code_of[level] for level in c.levels), -1]) for c in (label, answer)]
        return _Pair(both[0][label.codes], both[1][answer.codes], _kappa)
    if not isinstance(answer, Numbers):
        return None
    numbers = answer.values.astype(np.float64, copy=False)
    if isinstance(label, Numbers):
        return _Pair(label.values.astype(np.float64, copy=False), numbers, _correlation)
    if not isinstance(label, Categories) or np.count_nonzero(label.amounts()) != 2:
        return None
    second = int(np.flatnonzero(label.amounts())[1])
    flags = np.where(label.codes < 0, np.nan, label.codes == second)
    return _Pair(flags, numbers, lambda one, other: abs(_correlation(one, other)))


def _last_rows(values: Values) -> Values:
    rows = slice(-_LAST_ROWS, None)
    return values.take(rows) if isinstance(values, Categories | Numbers) else values


def _kappa(one: NDArray[np.intp], other: NDArray[np.intp]) -> float:
    """Cohen's kappa of two columns of codes, -1 where missing; 0 where chance leaves nothing."""
    known = (one >= 0) & (other >= 0)
    if not known.any():
        return 0.0
    a, b = one[known], other[known]
    most = int(max(a.max(), b.max())) + 1
    chance = np.bincount(a, minlength=most) @ np.bincount(b, minlength=most) / len(a) ** 2
    return float(((a == b).mean() - chance) / (1 - chance)) if chance < 1 else 0.0


def _correlation(one: NDArray[np.float64], other: NDArray[np.float64]) -> float:
    """Pearson's, of rows that have both; 0 where one does not vary or is beyond a float."""
    known = np.isfinite(one) & np.isfinite(other)
    if not known.any():
        return 0.0
    with np.errstate(all="ignore"):
        a, b = one[known] - one[known].mean(), other[known] - other[known].mean()
        size = float(np.sqrt((a @ a) * (b @ b)))
        return float(a @ b) / size if 0 < size < np.inf else 0.0


def _failures(label: Read, answer: Read) -> Iterator[str]:
    """One value of many answers outside of all labels, where others hardly repeat."""
    if not isinstance(label.values, Numbers) or not isinstance(answer.values, Numbers):
        return
    known = answer.values.values[np.isfinite(answer.values.values)]
    labels = label.values.values[np.isfinite(label.values.values)]
    if len(known) < _FEWEST or not len(labels) or answer.column.spec.role is not Role.PREDICTION:
        return
    outside = known[(known < labels.min()) | (known > labels.max())]
    if len(outside) < max(_FEWEST_ALIKE, _SHARE_ALIKE * len(known)):
        return
    values, counts = np.unique(known, return_counts=True)
    counts[(values >= labels.min()) & (values <= labels.max())] *= -1
    commonest = int(counts.argmax())
    alike, value = int(counts[commonest]), float(values[commonest])
    others = np.abs(np.delete(counts, commonest))
    if alike < max(_FEWEST_ALIKE, _SHARE_ALIKE * len(known)) or not len(others):
        return
    if others.max() * _FEWEST_ALIKE > alike or others.mean() > _HARDLY_REPEAT:
        return
    if _may_be_cut_off(np.delete(values, commonest), value):
        return
    yield (
        f"{value:g} stands in {counted(alike, 'row', 'rows')} of column {answer.column.name!r}, "
        f"where no other value repeats so and every label is "
        f"{'larger' if value < labels.min() else 'smaller'}: if it "
        f'says that there was no answer, say `missing: ["{value:g}"]` on the column'
    )


def _may_be_cut_off(others: NDArray[np.float64], value: float) -> bool:
    """Whether answers go on up to the value, as where one that is below 0 is answered as 0.

    others: the other answers, each once, in order. Those next to a value that says failed lie as
    far from it as from each other, or farther.
    """
    away = np.sort(np.abs(others - value))[: _NEXT + 1]
    one_side = value < others[0] or value > others[-1]
    return bool(not one_side or away[0] < _GAP * (away[-1] - away[0]))


def _of_two_scales(answer: Read) -> Iterator[str]:
    """Scores of which some lie between 0 and 1 and others between 0 and 100."""
    if answer.column.spec.role is not Role.SCORE or not isinstance(answer.values, Numbers):
        return
    if not np.fmax.reduce(answer.values.values, initial=-np.inf) > 10:  # as a rule none is
        return
    known = answer.values.values[np.isfinite(answer.values.values)]
    if len(known) < _FEWEST or known.min() < 0 or not 10 < known.max() <= 100:
        return
    above = known[known > 1]
    if len(known) - len(above) < _SHARE_OF_ONE * len(known):
        return
    if len(np.unique(above)) < _FEWEST_ALIKE:  # a code, such as 99
        return
    if (above <= 2).mean() <= _JUST_ABOVE:
        yield (
            f"{len(above):,} of {len(known):,} scores of column {answer.column.name!r} are above "
            "1, all others between 0 and 1: if those are in percent, divide them by 100, for "
            "scores are compared with each other"
        )

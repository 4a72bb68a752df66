"""Which rows are explained: the user's, or a stated mixture."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from audits.data.content_order import evenly
from audits.data.dataset import Categories, Dataset
from audits.errors import Refused
from audits.probing.subject import Subject
from audits.specification.roles import Role

TYPICAL, UNCERTAIN, WRONG, SPREAD = "typical", "most uncertain", "most wrong", "spread"


@dataclass(frozen=True)
class SelectedRow:
    """A row, counted from 0, and why it was chosen."""

    row: int
    why: str


def choose_rows(
    subject: Subject, named: Sequence[int], count: int, answers: np.ndarray
) -> tuple[SelectedRow, ...]:
    """The named rows, else typical, most uncertain, most wrong by group, and spread ones.

    answers: shape (rows, classes). The same rows whatever the seed and the order of the file.
    Raises `Refused` for a row that is not there.
    """
    total = len(subject.data)
    if named:
        outside = [row for row in named if not 0 <= row < total]
        if outside:
            raise Refused.because(
                "probes.rows",
                f"row {outside[0]} is not in the dataset, which has rows 0 to {total - 1}",
                "name rows that are there, counted from 0",
                code="no_such_row",
            )
        return tuple(SelectedRow(row, "named") for row in dict.fromkeys(named))
    sure = np.sort(answers, axis=1)
    margin = sure[:, -1] - sure[:, -2] if sure.shape[1] > 1 else sure[:, -1]
    ranks = subject.content_ranks
    reasons: dict[int, str] = {}
    each = max(1, count // 4)
    _add(reasons, _typical(answers, margin, ranks), TYPICAL, each)
    _add(reasons, np.lexsort((ranks, margin)), UNCERTAIN, each)
    for group, order in _wrong(subject.data, subject, answers):
        if sum(why.startswith(WRONG) for why in reasons.values()) >= max(each, count // 3):
            break
        _add(reasons, order, f"{WRONG} ({group})" if group else WRONG, 1)
    _add(reasons, _spread(margin, ranks, count), SPREAD, count - len(reasons))
    _add(reasons, subject.content_order, SPREAD, count - len(reasons))
    return tuple(SelectedRow(row, why) for row, why in list(reasons.items())[:count])


def _add(reasons: dict[int, str], order: Sequence[int] | np.ndarray, why: str, count: int) -> None:
    """The first so many of the order that are not chosen yet."""
    for row in order:
        if count <= 0:
            return
        if int(row) not in reasons:
            reasons[int(row)] = why
            count -= 1


def _typical(answers: np.ndarray, margin: np.ndarray, ranks: np.ndarray) -> np.ndarray:
    """Nearest to the median confidence within each class in turn, the commonest class first."""
    codes = answers.argmax(axis=1)
    sizes = np.bincount(codes, minlength=answers.shape[1])
    queues = []
    for code in np.argsort(-sizes, kind="stable"):
        rows = np.flatnonzero(codes == code)
        if len(rows):
            away = np.abs(margin[rows] - np.median(margin[rows]))
            queues.append(rows[np.lexsort((ranks[rows], away))])
    longest = max(len(queue) for queue in queues)
    order = [
        queue[turn] for turn in range(min(longest, 50)) for queue in queues if turn < len(queue)
    ]
    return np.array(order)


def _wrong(data: Dataset, subject: Subject, answers: np.ndarray) -> list[tuple[str, np.ndarray]]:
    """For each group, its rows from the least probability of the true class upwards.

    The group with most mistakes first, whatever groups are called.
    """
    label = data.one(Role.LABEL)
    if label is None or not isinstance(label.values, Categories):
        return []
    classes = list(getattr(subject.model, "classes", ()))
    codes = np.array([classes.index(v) if v in classes else -1 for v in label.values.levels])
    if len(codes) == 0:
        return []
    true = np.where(label.values.codes >= 0, codes[label.values.codes], -1)
    known = true >= 0
    probabilities = np.where(known, answers[np.arange(len(true)), true], np.inf)
    mistaken = known & (answers.argmax(axis=1) != true)
    order = np.lexsort((subject.content_ranks, probabilities))
    order = order[mistaken[order]]
    columns = [c for c in subject.protected if isinstance(c.values, Categories)]
    ranks = subject.content_ranks
    groups = []
    for column in columns:
        for code, level in enumerate(column.categories.levels):
            inside = order[column.categories.codes[order] == code]
            if len(inside):
                groups.append((f"{column.name} {level}", inside))
    groups.sort(key=lambda group: (-len(group[1]), int(ranks[group[1][0]])))
    return groups or [("", order)]


def _spread(margin: np.ndarray, ranks: np.ndarray, count: int) -> np.ndarray:
    """Rows evenly over the order of confidence."""
    return evenly(np.lexsort((ranks, margin)), 2 * count + 1)

"""Which rows are explained: the user's, or a stated mixture."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from audits.data.dataset import Categories, Dataset
from audits.errors import Refused
from audits.probing.probe import Subject
from audits.specification.roles import Role

TYPICAL, UNCERTAIN, WRONG, SPREAD = "typical", "most uncertain", "most wrong", "spread"


@dataclass(frozen=True)
class Chosen:
    """A row, counted from 0, and why it was chosen."""

    row: int
    why: str


def choose_rows(
    subject: Subject, named: Sequence[int], count: int, answers: np.ndarray
) -> tuple[Chosen, ...]:
    """The named rows, else typical, most uncertain, most wrong by group, and spread ones.

    answers: shape (rows, classes). The same rows whatever the seed. Raises `Refused` for a row
    that is not there.
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
        return tuple(Chosen(row, "named") for row in dict.fromkeys(named))
    sure = np.sort(answers, axis=1)
    margin = sure[:, -1] - sure[:, -2] if sure.shape[1] > 1 else sure[:, -1]
    found: dict[int, str] = {}
    each = max(1, count // 4)
    _add(found, _typical(subject, answers, margin), TYPICAL, each)
    _add(found, np.argsort(margin, kind="stable"), UNCERTAIN, each)
    for group, order in _wrong(subject.data, subject, answers):
        if sum(why.startswith(WRONG) for why in found.values()) >= max(each, count // 3):
            break
        _add(found, order, f"{WRONG} ({group})" if group else WRONG, 1)
    _add(found, _spread(margin, count), SPREAD, count - len(found))
    _add(found, np.arange(total), SPREAD, count - len(found))
    return tuple(Chosen(row, why) for row, why in list(found.items())[:count])


def _add(found: dict[int, str], order: Sequence[int] | np.ndarray, why: str, count: int) -> None:
    """The first so many of the order that are not chosen yet."""
    for row in order:
        if count <= 0:
            return
        if int(row) not in found:
            found[int(row)] = why
            count -= 1


def _typical(subject: Subject, answers: np.ndarray, margin: np.ndarray) -> np.ndarray:
    """Nearest to the median confidence within each class in turn, the commonest class first."""
    codes = answers.argmax(axis=1)
    sizes = np.bincount(codes, minlength=answers.shape[1])
    queues = []
    for code in np.argsort(-sizes, kind="stable"):
        rows = np.flatnonzero(codes == code)
        if len(rows):
            away = np.abs(margin[rows] - np.median(margin[rows]))
            queues.append(rows[np.argsort(away, kind="stable")])
    longest = max(len(queue) for queue in queues)
    order = [queue[at] for at in range(min(longest, 50)) for queue in queues if at < len(queue)]
    return np.array(order)


def _wrong(data: Dataset, subject: Subject, answers: np.ndarray) -> list[tuple[str, np.ndarray]]:
    """For each group, its rows from the least probability of the true class upwards."""
    label = data.one(Role.LABEL)
    if label is None or not isinstance(label.values, Categories):
        return []
    classes = list(getattr(subject.model, "classes", ()))
    codes = np.array([classes.index(v) if v in classes else -1 for v in label.values.levels])
    if len(codes) == 0:
        return []
    true = np.where(label.values.codes >= 0, codes[label.values.codes], -1)
    known = true >= 0
    held = np.where(known, answers[np.arange(len(true)), true], np.inf)
    mistaken = known & (answers.argmax(axis=1) != true)
    order = np.argsort(held, kind="stable")
    order = order[mistaken[order]]
    columns = [c for c in subject.protected if isinstance(c.values, Categories)]
    found = []
    for column in columns:
        for at, level in enumerate(column.categories.levels):
            inside = order[column.categories.codes[order] == at]
            if len(inside):
                found.append((f"{column.name} {level}", inside))
    return found or [("", order)]


def _spread(margin: np.ndarray, count: int) -> np.ndarray:
    """Rows evenly over the order of confidence."""
    order = np.argsort(margin, kind="stable")
    at = np.linspace(0, len(order) - 1, min(len(order), 2 * count + 1)).astype(int)
    return np.asarray(order[at])

"""How well a surrogate does that a handful of rows of each class taught, over repeated draws."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from audits.data.arrays import Flags, Floats, Matrix
from audits.data.content_order import evenly
from audits.probing.surrogates import Learner
from audits.statistics.crossed import Crossed, crossed
from audits.statistics.shares import Share
from audits.tradeoffs.learners import Rowed, answered

# Rows of each class; no more than half of the rarest, so that draws share few of them.
SHOTS = (1, 2, 5, 10, 20)
MOST_JUDGING = 1_000


@dataclass(frozen=True, eq=False)
class FewShot:
    """Who was right. shots: rows of each class that taught. right: shape (draws, judged), NaN
    where the row taught."""

    shots: int
    right: Matrix

    @property
    def by_draw(self) -> Floats:
        """Share of rows that each draw is right about, shape (draws,)."""
        return np.asarray(np.nanmean(self.right, axis=1))

    @property
    def share(self) -> Share:
        """How often it is right, as precise as draws and rows allow: either could be others."""
        hits, known = np.nansum(self.right), np.isfinite(self.right)
        answers, rows = int(known.sum()), self.right.shape[1]
        mean = float(hits) / answers
        error = _crossed(self.right, known)
        # Rows that were drawn once, by one surrogate, and would be as precise.
        worth = float(rows)
        if error.error > 0:
            worth = min(worth, max(1.0, mean * (1 - mean) / error.error**2))
        return Share(
            mean * rows, float(rows), rows, worth,
            degrees_of_freedom=min(error.degrees_of_freedom, float(rows - 1)),
        )  # fmt: skip


def few_shots(
    rows: Rowed,
    learner: Learner,
    draws: int,
    rng: np.random.Generator,
    on_progress: Callable[[float], None],
) -> Iterator[FewShot]:
    """One for each number of shots that the rarest class of the teaching rows allows."""
    labels = rows.labels[rows.teaching]
    classes, amounts = np.unique(labels, return_counts=True)
    shots = [number for number in SHOTS if 2 * number <= amounts.min()]
    judging = evenly(rows.judging, MOST_JUDGING)
    by_class = [rows.teaching[labels == one] for one in classes]
    for index, number in enumerate(shots):
        right = np.full((draws, len(judging)), np.nan)
        for draw in range(draws):
            taught = np.concatenate([rng.choice(one, number, replace=False) for one in by_class])
            judged = ~np.isin(judging, taught)
            answers = answered(rows, taught, judging[judged], learner)
            right[draw, judged] = answers == rows.labels[judging[judged]]
        yield FewShot(number, right)
        on_progress((index + 1) / len(shots))


def left_out(classes: Sequence[str], amounts: Sequence[int]) -> str | None:
    """Which numbers of shots cannot be tried, and why, in words; None where all can.

    amounts: rows of each class that can teach.
    """
    rarest = min(range(len(amounts)), key=lambda one: amounts[one])
    missing = [number for number in SHOTS if 2 * number > amounts[rarest]]
    if not missing:
        return None
    return (
        f"{', '.join(map(str, missing))} rows of each class are more than half of the "
        f"{amounts[rarest]:,} of {classes[rarest]}: no such few-shot sizes"
    )


def _crossed(right: Matrix, known: Flags) -> Crossed:
    """The error over rows and draws, each left out once."""
    filled = np.where(known, right, 0.0)
    total, answers = filled.sum(), known.sum()
    over_rows = (total - filled.sum(axis=0)) / (answers - known.sum(axis=0))
    over_draws = (total - filled.sum(axis=1)) / (answers - known.sum(axis=1))
    return crossed(over_rows, over_draws)

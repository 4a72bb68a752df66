"""Surrogates of several sizes, which some of the rows teach and others judge.

A mean over rows and draws varies by both; which of it is whose is told by analysis of variance in
two ways. Draws share rows, so that repeating them takes off no luck of the rows at hand: of two
that share a part of their rows the accuracies correlate by the square of that part, since accuracy
is flat where learning ends and has no linear term there (Hoeffding 1948, Annals of Mathematical
Statistics 19:293). Of a level Nadeau & Bengio's variance is taken (2003, Machine Learning 52:239).
"""

from collections.abc import Callable
from dataclasses import dataclass
from warnings import catch_warnings, simplefilter

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtr

from audits.data.arrays import Flags, Floats, Matrix, Rows
from audits.measurement import WhyNot
from audits.probing.surrogates import FOLDS, Learner, learner_of
from audits.tradeoffs.learning_curves import Points

SIZES, STEP = 7, 2**0.5
LEVEL = 0.05
# How the accuracies of two draws correlate: by this power of the part of their rows that is shared.
SHARED = 2
Codes = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Rowed:
    """Rows as numbers: those that may teach, and those that judge.

    inputs: shape (rows, columns), NaN where missing. labels: shape (rows,), codes. judging: shape
    (judged,), which rows judge. teaching: shape (taught,), which teach; the same rows where each
    is judged by surrogates that it did not teach.
    """

    inputs: Matrix
    labels: Codes
    teaching: Rows
    judging: Rows

    @property
    def apart(self) -> bool:
        """Whether rows that judge never teach."""
        return not np.array_equal(self.teaching, self.judging)


@dataclass(frozen=True, eq=False)
class Learned:
    """Who was right at each training size.

    sizes: shape (sizes,), rising. right: shape (repeats, judged, sizes). draw: shape (repeats,
    judged), the draw of teachers that judged the row. idle: shape (repeats, judged), whether the
    most frequent label of the teachers is the row's. teaching: rows that there are to teach. apart:
    as of `Rowed`.
    """

    sizes: Floats
    right: NDArray[np.bool_]
    draw: Codes
    idle: NDArray[np.bool_]
    teaching: int
    apart: bool

    def points(self, of: Flags) -> Points:
        """The curve on some of the judged rows, at least two. of: shape (judged,)."""
        rows = int(of.sum())
        answers = self.right[:, of].astype(np.float64)
        by_row = answers.mean(axis=0)
        over_rows = np.asarray(np.cov(by_row.T)) / rows
        over_draws, draws = self._over_draws(answers, of)
        # What rows vary by within a draw is in the first already.
        own = over_draws
        if not self.apart:
            within = np.asarray(np.cov(answers.reshape(-1, len(self.sizes)).T))
            own = over_draws - within * draws / answers[:, :, 0].size
        alike = (self.sizes / self.teaching) ** SHARED
        factor = np.sqrt(1 / draws + alike / (1 - alike))
        covariance = over_rows + np.outer(factor, factor) * _positive_part(own)
        # A single answer otherwise: so that it can be inverted where some sizes are alike.
        covariance += np.eye(len(self.sizes)) / answers[:, :, 0].size ** 2
        return Points(
            self.sizes, by_row.mean(axis=0), covariance,
            max(0.0, self._level(over_rows, over_draws, draws) - float(covariance[-1, -1])),
            float(rows - 1),
        )  # fmt: skip

    def turning(self, of: Flags) -> int:
        """Rows that are judged otherwise at another size, on which any gain rests."""
        by_row = self.right[:, of].mean(axis=0)
        return int((np.ptp(by_row, axis=1) > 0).sum())

    def _level(self, over_rows: Matrix, over_draws: Matrix, draws: int) -> float:
        """The variance of the score at the largest size (Nadeau & Bengio 2003).

        Draws share most of their rows: repeating them takes off no luck of the rows at hand.
        """
        if self.apart:
            return float(over_rows[-1, -1] + over_draws[-1, -1] * (1 / draws + FOLDS - 1))
        return float(over_draws[-1, -1] * (1 / draws + 1 / (FOLDS - 1)))

    def _over_draws(self, right: Floats, of: Flags) -> tuple[Matrix, int]:
        """How the mean varies from draw to draw, shape (sizes, sizes), and how many there are."""
        draw = self.draw[:, of].ravel()
        flat = right.reshape(len(draw), -1)
        draws = int(self.draw.max()) + 1
        rows = np.bincount(draw, minlength=draws).astype(np.float64)
        sums = np.stack([np.bincount(draw, column, minlength=draws) for column in flat.T], axis=1)
        away = (sums - rows[:, None] * flat.mean(axis=0)) / rows.mean()
        return np.asarray(away.T @ away / (draws - 1)), draws

    def idle_reason(self) -> WhyNot | None:
        """Why the surrogate says nothing: it is no better than the most frequent label."""
        gain = (self.right[:, :, -1].astype(np.float64) - self.idle)[:, :, None]
        everyone = np.ones(gain.shape[1], dtype=bool)
        variance, draws = self._over_draws(gain, everyone)
        error = float(variance[0, 0] * (1 / draws + 1 / (FOLDS - 1))) ** 0.5
        mean = float(gain.mean())
        if mean > 0 and (error == 0 or stdtr(draws - 1, -mean / error) <= LEVEL):
            return None
        return WhyNot(
            f"the surrogate learns nothing: with {self.sizes[-1]:,.0f} rows it is right in "
            f"{self.right[:, :, -1].mean():.1%}, and the most frequent label in "
            f"{self.idle.mean():.1%}"
        )


def learned(
    rows: Rowed,
    learner: Learner,
    draws: int,
    rng: np.random.Generator,
    on_progress: Callable[[float], None],
) -> Learned:
    """Surrogates taught by nested parts of four fifths of the rows, in so many draws.

    draws: rounded up to a multiple of five. Where rows judge by turns, each fifth is judged by what
    the others taught; else every judging row by every draw.
    """
    teaching, judging = len(rows.teaching), len(rows.judging)
    most = teaching - -(-teaching // FOLDS)
    sizes = np.unique(np.round(most * STEP ** -np.arange(SIZES, dtype=np.float64)).astype(np.intp))
    partings = -(-draws // FOLDS)
    repeats = partings * FOLDS if rows.apart else partings
    right = np.zeros((repeats, judging, len(sizes)), dtype=bool)
    idle = np.zeros((repeats, judging), dtype=bool)
    draw = np.zeros((repeats, judging), dtype=np.intp)
    for number in range(partings * FOLDS):
        parting, fold = divmod(number, FOLDS)
        if fold == 0:
            order = rng.permutation(teaching)
        unseen = np.zeros(teaching, dtype=bool)
        unseen[order[fold::FOLDS]] = True
        taught = rows.teaching[rng.permutation(np.flatnonzero(~unseen))[:most]]
        repeat, judges = (number, slice(None)) if rows.apart else (parting, unseen)
        places = rows.judging[judges]
        truth = rows.labels[places]
        for index, size in enumerate(sizes.tolist()):
            answers = answered(rows, taught[:size], places, learner)
            right[repeat, judges, index] = answers == truth
        idle[repeat, judges] = truth == np.bincount(rows.labels[taught]).argmax()
        draw[repeat, judges] = number
        on_progress((number + 1) / (partings * FOLDS))
    return Learned(sizes.astype(np.float64), right, draw, idle, teaching, rows.apart)


def _positive_part(covariance: Matrix) -> Matrix:
    """The nearest that is the covariance of anything: negative variances are taken as 0."""
    variances, directions = np.linalg.eigh(covariance)
    return np.asarray((directions * np.maximum(variances, 0)) @ directions.T)


def answered(rows: Rowed, taught: Rows, places: Rows, learner: Learner) -> Codes:
    """What a surrogate that some rows taught answers of others, shape (places,), codes."""
    from sklearn.exceptions import ConvergenceWarning

    labels = rows.labels[taught]
    if (labels == labels[0]).all():  # of one label alone nothing else can be learned
        return np.full(len(places), labels[0], dtype=np.intp)
    with catch_warnings():
        simplefilter("ignore", ConvergenceWarning)  # not quite converged it answers as well
        fitted = learner_of(learner).fit(rows.inputs[taught], labels)
    return np.asarray(fitted.predict(rows.inputs[places]), dtype=np.intp)

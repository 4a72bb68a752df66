"""How far probabilities are from frequencies, in bins of equal size."""

from dataclasses import dataclass
from itertools import pairwise
from math import sqrt

import numpy as np
from scipy.special import ndtr, ndtri

from audits.data.arrays import Floats, Rows
from audits.statistics.bootstrap import evidence_of
from audits.statistics.bounded_means import bounded
from audits.statistics.bounded_means import limits as unseen_limits
from audits.statistics.interval_methods import GRID
from audits.statistics.ranked_scores import Block, Ranked
from audits.statistics.sums_of_binomials import drawn_sums
from audits.statistics.tests import permutation_p

BINS = 15
# Rows of a bin, on average, from which rules at the truth err as rarely as they may: with ten, and
# all of the error in one bin, one in twenty failed.
FEWEST_IN_BIN = 20
# Each bin is cut finer to simulate its outcomes from the probabilities in it.
FINE = 8
# How far deviations are shrunk, from not at all on, where the lower end is looked for.
_SHRUNK = np.arange(8) / 8


@dataclass(frozen=True, eq=False)
class Bins:
    """Every field has the shape (bins,), the lowest scores first; no bin is empty.

    weight: amount in the bin; rows: effective number of rows; hits: amount of positives.
    score: mean score; lower, upper: the least and greatest score.
    """

    weight: Floats
    rows: Floats
    hits: Floats
    score: Floats
    lower: Floats
    upper: Floats

    @property
    def observed(self) -> Floats:
        """Share of positives in each bin, shape (bins,)."""
        return self.hits / self.weight

    @property
    def share(self) -> Floats:
        """Share of the whole amount that lies in each bin, shape (bins,); they sum to 1."""
        return np.asarray(self.weight / self.weight.sum())


def binned(ranked: Ranked, *numbers: int) -> tuple[Bins, ...]:
    """Bins of equal amounts, once for each of the `numbers` of bins, in one reading of the scores.

    Rows with one score stay in one bin, so row order is nothing; there may be fewer bins than
    asked.
    """
    total = ranked.total
    fillings = [_Filling(bins) for bins in numbers]
    below = 0.0
    for block in ranked.blocks():
        weights = block.positives + block.negatives
        middle = np.cumsum(weights) - weights / 2 + below
        for filling in fillings:
            filling.add(block, weights, middle / total)
        below += float(weights.sum())
    return tuple(filling.bins() for filling in fillings)


class _Filling:
    """Bins while they are filled, the lowest scores first."""

    def __init__(self, number: int) -> None:
        # Amount, squares, hits and score times amount.
        self._sums = np.zeros((4, number))
        self._lower = np.full(number, np.inf)
        self._upper = np.full(number, -np.inf)

    def add(self, block: Block, weights: Floats, middle: Floats) -> None:
        number = self._sums.shape[1]
        bins = np.minimum((middle * number).astype(np.intp), number - 1)
        squares = block.squared_positives + block.squared_negatives
        starts = np.flatnonzero(np.concatenate(([True], bins[1:] != bins[:-1])))
        ends = np.append(starts[1:], len(bins)) - 1
        numbers = bins[starts]
        for row, values in enumerate((weights, squares, block.positives, block.scores * weights)):
            self._sums[row, numbers] += np.add.reduceat(values, starts)
        self._lower[numbers] = np.minimum(self._lower[numbers], block.scores[starts])
        self._upper[numbers] = np.maximum(self._upper[numbers], block.scores[ends])

    def bins(self) -> Bins:
        is_filled = self._sums[0] > 0
        weight, squares, hits, scores = self._sums[:, is_filled]
        rows = weight**2 / np.maximum(squares, 1e-300)
        return Bins(
            weight, rows, hits, scores / weight, self._lower[is_filled], self._upper[is_filled]
        )


def plug_in(share: Floats, observed: Floats, score: Floats) -> Floats:
    """Mean distance of frequency and probability, the expected calibration error: shape (...).

    share, observed, score: shape (..., bins), the bin's share of all rows, its share of positives
    and its mean score. Naeini, Cooper & Hauskrecht 2015 (Obtaining well calibrated
    probabilities using Bayesian binning, AAAI).
    """
    return np.asarray((share * np.abs(observed - score)).sum(axis=-1))


def expected_noise(share: Floats, observed: Floats, score: Floats, rows: Floats) -> Floats:
    """What the plug-in would be on average if the frequencies seen were the true ones: shape (...).

    share, observed, score, rows: shape (..., bins), as of `plug_in`; rows: how many independent
    ones a bin has. The mean of a folded normal: Leone, Nelson & Nottingham 1961, Technometrics
    3:543.
    """
    standard_errors = np.sqrt(observed * (1 - observed) / rows)
    away = observed - score
    z = np.divide(away, standard_errors, out=np.zeros_like(away), where=standard_errors > 0)
    folded = standard_errors * sqrt(2 / np.pi) * np.exp(-(z**2) / 2) + away * (2 * ndtr(z) - 1)
    return np.asarray((share * np.where(standard_errors > 0, folded, np.abs(away))).sum(axis=-1))


def debiased(share: Floats, observed: Floats, score: Floats, rows: Floats) -> Floats:
    """The plug-in less its own bias, not below 0: shape (...).

    share, observed, score, rows: shape (..., bins), as of `expected_noise`. Kumar, Liang & Ma 2019
    (Verified uncertainty calibration, NeurIPS) take off what the plug-in rises by when frequencies
    are drawn again as normal; here that is known without drawing.
    """
    plain = plug_in(share, observed, score)
    return np.maximum(0.0, 2 * plain - expected_noise(share, observed, score, rows))


@dataclass(frozen=True, slots=True)
class CalibrationError:
    """value: debiased; p_value: of "the probabilities are true"; evidence for "bootstrap".

    bins: what it was read from.
    """

    value: float
    p_value: float
    evidence: tuple[float, ...]
    bins: Bins


def calibration_error(ranked: Ranked, draws: int, rng: np.random.Generator) -> CalibrationError:
    """Expected calibration error of scores between 0 and 1, with interval and test.

    draws: how many simulated data sets both rest on. The test draws outcomes from the scores and
    asks how often they lie as far off as the labels. The lower end of the interval is what `_lower`
    cannot reject, and 0 at each level at which the test does not. The upper end is a basic
    bootstrap (Davison & Hinkley 1997, Bootstrap Methods, 5.2) of the debiased value (the
    frequencies of the bins are taken as true, outcomes drawn from them, and the errors of the
    estimate turned round), at least the normal one, and the one that knows of rows not seen.
    """
    bins, fine = binned(ranked, BINS, BINS * FINE)
    share, score, rows = bins.share, bins.score, bins.rows
    value = float(debiased(share, bins.observed, score, rows))
    p_value = _test(bins, fine, draws, rng)
    # Half a hit and half a miss more, so that a bin without hits still varies.
    smooth = (bins.observed * rows + 0.5) / (rows + 1)
    drawn = _drawn(rows, smooth, draws, rng).T
    truth = float(plug_in(share, smooth, score))
    errors = debiased(share, drawn, score, rows) - truth
    turned = value - np.quantile(errors, ndtr(-GRID))
    # Frequencies closer to the scores than chance allows would turn the upper end under 0.
    # Folded at 0, the errors of the estimate spread less than the frequencies themselves do.
    standard_error = max(
        float(errors.std()), sqrt(float((share**2 * smooth * (1 - smooth) / rows).sum()))
    )
    # Half of what was subtracted is subtracted too much where the error is near that size.
    centre = (value + float(plug_in(share, bins.observed, score))) / 2
    high = np.maximum(centre + GRID * standard_error, _not_seen(centre, bins))
    low = np.minimum(value, _lower(bins, smooth, p_value, draws, rng))
    quantiles = np.clip(np.where(GRID > 0, np.maximum(turned, high), low), 0.0, 1.0)
    quantiles[(GRID <= 0) & (ndtr(GRID) < p_value)] = 0.0
    evidence = evidence_of(value, np.maximum.accumulate(quantiles))
    return CalibrationError(value, p_value, evidence, bins)


def _lower(
    bins: Bins, smooth: Floats, p_value: float, draws: int, rng: np.random.Generator
) -> Floats:
    """Errors under which outcomes lie as far off as these as seldom as GRID says: shape (65,).

    smooth: shape (bins,), frequencies that vary. p_value: of an error of 0.

    The plug-in rises by noise, most of it where a bin is true, so which bins are off matters as
    much as by how much. Under a smaller error than the one seen small deviations are none and large
    ones stay (after the non-negative garrote, Breiman 1995, Technometrics 37:373), outcomes are
    drawn so, and their plug-in is held against the one seen. Turning round the errors of a
    bootstrap failed one rule in four where the scores are off at one end alone.
    """
    share, rows, away = bins.share, bins.rows, bins.observed - bins.score
    sizes = np.abs(away) / np.sqrt(smooth * (1 - smooth) / rows)
    seen = float(plug_in(share, bins.observed, bins.score))
    if p_value >= 0.5 or not sizes.any():
        return np.zeros(len(GRID))
    truths, p_values = [], []
    for shrunk in _SHRUNK:
        lost = shrunk * sizes.max() / np.maximum(sizes, 1e-9)
        off = away * np.maximum(0.0, 1 - lost**4)
        truth = float(share @ np.abs(off))
        simulated = _drawn(rows, bins.score + off, draws, rng) - bins.score[:, None]
        # Another sample has more or fewer rows of those that are far off.
        varying = max(0.0, float(share @ off**2) - truth**2) / float(rows.sum())
        errors = share @ np.abs(simulated) + sqrt(varying) * rng.standard_normal(draws)
        reached = int((errors >= seen - 1e-12).sum())
        truths.append(truth)
        p_values.append(permutation_p(reached, draws))
        if not reached:  # nor under any smaller error
            break
    levels = np.array([p_value, *reversed(p_values)])
    z_quantiles = np.maximum.accumulate(ndtri(np.minimum(levels, 1 - 1e-9)))
    return np.interp(GRID, z_quantiles, [0.0, *reversed(truths)], left=0.0)


def _drawn(rows: Floats, probability: Floats, draws: int, rng: np.random.Generator) -> Floats:
    """Frequencies of simulated outcomes: shape (bins, draws).

    rows, probability: shape (bins,). All draws of a bin follow each other, which is faster.
    """
    number = np.maximum(1, np.rint(rows)).astype(np.int64)[:, None]
    share = np.clip(probability, 0, 1)[:, None]
    return np.asarray(rng.binomial(number, share, size=(len(rows), draws)) / number)


def _not_seen(centre: float, bins: Bins) -> Floats:
    """Upper limits at GRID that know of rows not seen, as those of `bounded_means`.

    Bins that never erred would say that they never do.
    """
    observed = bins.observed
    variance = float((bins.share**2 * observed * (1 - observed) / bins.rows).sum())
    evidence = bounded(centre, variance, float(bins.rows.sum()))
    upper = [unseen_limits(evidence, 1 - 2 * float(ndtr(-z)))[1] for z in GRID[GRID > 0]]
    return np.concatenate((np.zeros(len(GRID) - len(upper)), upper))


def _test(bins: Bins, fine: Bins, draws: int, rng: np.random.Generator) -> float:
    """Share of simulated data sets that are at least as far from their probabilities."""
    # A fine bin may reach over the edge of a bin; it belongs where its middle lies.
    inside = np.searchsorted(bins.lower, (fine.lower + fine.upper) / 2, side="right") - 1
    starts = np.flatnonzero(np.concatenate(([True], inside[1:] != inside[:-1])))
    simulated = np.abs(_away(fine, starts, draws, rng)).sum(axis=0)
    seen = float(plug_in(bins.share, bins.observed, bins.score))
    return permutation_p(int((simulated >= seen - 1e-12).sum()), draws)


def _away(fine: Bins, starts: Rows, draws: int, rng: np.random.Generator) -> Floats:
    """How much more of everything was positive than its scores say, of each bin: (bins, draws).

    starts: shape (bins,), the first of the fine bins of each.
    """
    of_a_row = fine.share / fine.rows
    numbers = np.rint(fine.rows)
    is_counted = np.ptp(of_a_row) <= 1e-9 * of_a_row[0] and np.allclose(fine.rows, numbers)
    if not is_counted:
        off = _drawn(fine.rows, fine.score, draws, rng) - fine.score[:, None]
        return np.asarray(np.add.reduceat(off * fine.share[:, None], starts, axis=0))
    # Where each row counts as much, the hits of a bin are one number.
    probability = np.clip(fine.score, 0, 1)
    away = np.empty((len(starts), draws))
    for bin_, (start, end) in enumerate(pairwise((*starts.tolist(), len(numbers)))):
        number, chance = numbers[start:end], probability[start:end]
        away[bin_] = drawn_sums(number, chance, draws, rng) - number @ chance
    return np.asarray(away * of_a_row[0])

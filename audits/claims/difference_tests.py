"""The test that fits what is known of two systems on one data set.

Answers to the same items: McNemar's exact test; to other items: the exact test of two shares.
Scores of the same units: paired t. Scores of other units, or means with their errors: Welch's t.
Which one follows from the form of the table alone, never from what comes out of it. What t rests on
was stated, or something else decides, or nothing (`audits.claims.grounds`).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from math import sqrt

import numpy as np
from scipy.special import stdtr
from scipy.stats import wilcoxon

from audits.claims.grounds import (
    NOTHING,
    Basis,
    Grounds,
    of_pairs,
    of_summaries,
    of_two_samples,
    other_units,
)
from audits.claims.scores import Lack, Reported, Scores, Summary, is_right_or_wrong
from audits.data.arrays import Floats
from audits.measurement import SampleSize, WhyNot
from audits.statistics.intervals import deciding, one_sided_p
from audits.statistics.mcnemar_limits import METHOD as MCNEMAR
from audits.statistics.standardised_differences import of_two_groups
from audits.statistics.tests import SMALLEST, mcnemar_exact, permutation_p

# A spread of less than this share of the values is rounding.
ROUNDING = 1e-12
# So many turnings of signs are drawn where all of them are more, of so many pairs at the most.
TURNED, MOST_TURNED, DRAWN = 4_999, 2_000, 1_999
TWO_SHARES = "newcombe"


@dataclass(frozen=True, slots=True)
class DifferenceTest:
    """A difference (claimed less baseline; more is better) with its test.

    difference, p_value: None where nothing can be tested. test: in words. method, evidence: of the
    interval. sizes: values of the two. effect: evidence of `standardised_differences`, or
    None; effect_reason: why it decides nothing even where the difference does. won: units of which
    the claimed system is the better one, of those that differ. beside: p-values of other tests,
    shown and never chosen from. lacks: what the table does not say. unpaired: scores of units that
    the other system has none of, which are left out.
    """

    test: str
    sizes: SampleSize
    difference: float | None = None
    p_value: float | None = None
    method: str = ""
    evidence: tuple[float, ...] = ()
    effect: tuple[float, ...] | None = None
    won: tuple[int, int] | None = None
    beside: tuple[tuple[str, float], ...] = ()
    undetermined_reason: str | None = None
    effect_reason: str | None = None
    lacks: tuple[Lack, ...] = ()
    unpaired: int = 0

    @property
    def of_answers(self) -> bool:
        """Whether the difference is one of shares of right answers."""
        return self.method in (MCNEMAR, TWO_SHARES)


def compare(
    claimed: Reported, baseline: Reported, *, higher: bool, folds: bool, fewest: int,
    rng: np.random.Generator | None, grounds: Grounds = NOTHING,
) -> DifferenceTest | WhyNot:  # fmt: skip
    """The difference of two systems with its test; `WhyNot` where their units do not fit together.

    higher: whether a higher score is better. folds: whether units are folds of one data set.
    fewest: values of a system from which anything is concluded. rng: for the tests beside it that
    draw; None leaves out whatever stands beside it. grounds: what is stated of the scores.
    """
    sign = 1.0 if higher else -1.0
    if isinstance(claimed, Summary) or isinstance(baseline, Summary):
        outcome = _summaries(_as_summary(claimed), _as_summary(baseline), sign, fewest)
        return _resting(outcome, partial(of_summaries, _fewest(outcome), grounds))
    apart = other_units(claimed.values, baseline.values)
    if apart is not None:
        return apart
    if claimed.keys is None or baseline.keys is None:
        if is_right_or_wrong(claimed, baseline):
            return _shares(_turned(claimed.values, sign), _turned(baseline.values, sign))
        outcome = _summaries(_as_summary(claimed), _as_summary(baseline), sign, fewest)
        return _resting(
            outcome,
            partial(of_two_samples, claimed.values, baseline.values, sign, grounds,
                    outcome.evidence),
        )  # fmt: skip
    shared = sorted(set(claimed.keys) & set(baseline.keys))
    if not shared:
        return WhyNot("no unit has a score of both systems")
    own = dict(zip(claimed.keys, claimed.values.tolist(), strict=True))
    other = dict(zip(baseline.keys, baseline.values.tolist(), strict=True))
    first, second = (np.array([side[key] for key in shared]) for side in (own, other))
    if is_right_or_wrong(Scores(first), Scores(second)):
        outcome = _answers(_turned(first, sign), _turned(second, sign), rng)
    else:
        largest = float(np.abs([first, second]).max())
        outcome = _paired(sign * (first - second), largest, folds, fewest, rng)
        outcome = _resting(outcome, partial(of_pairs, first, second, sign, grounds, folds=folds))
    return replace(outcome, unpaired=len(own) + len(other) - 2 * len(shared))


def _resting(outcome: DifferenceTest, on: Callable[[], Basis | WhyNot | None]) -> DifferenceTest:
    """The outcome of a t test, as what it rests on allows; what had no outcome stays so.

    on: what it rests on, asked where there is an outcome.
    """
    basis = None if outcome.undetermined_reason else on()
    if basis is None:
        return outcome
    if isinstance(basis, WhyNot):
        return replace(outcome, undetermined_reason=basis.reason)
    return replace(
        outcome, test=basis.test, p_value=basis.p_value, method=basis.method,
        evidence=basis.evidence, undetermined_reason=basis.undetermined_reason,
        effect_reason=basis.effect_reason,
    )  # fmt: skip


def _fewest(outcome: DifferenceTest) -> int:
    return outcome.sizes if isinstance(outcome.sizes, int) else min(outcome.sizes)


def _turned(right: Floats, sign: float) -> Floats:
    """1 where the answer is right, also where 1 says that it is wrong. right: shape (items,)."""
    return right if sign > 0 else 1 - right


def _shares(first: Floats, second: Floats) -> DifferenceTest:
    """Answers to other items each. first, second: shapes (own items,), (other items,)."""
    right, other = int(first.sum()), int(second.sum())
    evidence = (float(right), float(len(first)), float(other), float(len(second)))
    tails = [one_sided_p(deciding(TWO_SHARES), evidence, 0.0, above=above)
             for above in (True, False)]  # fmt: skip
    return DifferenceTest(
        "exact test of two shares", (len(first), len(second)),
        right / len(first) - other / len(second), min(1.0, 2 * min(tails)), TWO_SHARES, evidence,
    )  # fmt: skip


def _answers(first: Floats, second: Floats, rng: np.random.Generator | None) -> DifferenceTest:
    more, fewer = int((first > second).sum()), int((second > first).sum())
    rows = len(first)
    return DifferenceTest(
        "McNemar's exact test", rows, (more - fewer) / rows, mcnemar_exact(more, fewer), MCNEMAR,
        (float(more), float(fewer), float(rows)), won=(more, more + fewer),
        beside=tuple(_bootstrap(first - second, rng)),
    )  # fmt: skip


def _paired(
    differences: Floats, largest: float, folds: bool, fewest: int, rng: np.random.Generator | None
) -> DifferenceTest:
    """differences: shape (pairs,). largest: of the scores, beside which a spread is rounding."""
    number, mean = len(differences), float(differences.mean())
    if number < 2:
        return DifferenceTest("paired t test", number, undetermined_reason=_few(number, fewest))
    deviation = float(differences.std(ddof=1))
    # Folds share training rows, so their mean varies more than that of independent ones.
    worth = 1 / number + (1 / (number - 1) if folds else 0.0)
    error, degrees_of_freedom = deviation * sqrt(worth), float(number - 1)
    test = "corrected paired t test (folds)" if folds else "paired t test"
    won = int((differences > 0).sum()), int((differences != 0).sum())
    if deviation <= ROUNDING * largest:
        return DifferenceTest(
            test, number, undetermined_reason=f"every pair differs by the same {mean:g}", won=won
        )
    statistic = mean / error
    return DifferenceTest(
        test, number, mean, _two_sided(statistic, degrees_of_freedom),
        "student_t (folds)" if folds else "student_t", (mean, error, degrees_of_freedom),
        (statistic, degrees_of_freedom, 1 / sqrt(worth)), won, tuple(_beside(differences, rng)),
        _few(number, fewest),
    )  # fmt: skip


def _beside(differences: Floats, rng: np.random.Generator | None) -> list[tuple[str, float]]:
    """Wilcoxon's signed-rank test, one that turns signs, and the paired bootstrap."""
    if rng is None:
        return []
    ranked = float(wilcoxon(differences, zero_method="zsplit").pvalue)
    if len(differences) > MOST_TURNED:
        return [("Wilcoxon's signed ranks", ranked)]
    turned = _signs_turned(differences, rng)
    return [("Wilcoxon's signed ranks", ranked), ("signs turned", turned),
            *_bootstrap(differences, rng)]  # fmt: skip


def _bootstrap(differences: Floats, rng: np.random.Generator | None) -> Iterator[tuple[str, float]]:
    """Two-sided: how often pairs drawn again lie on the other side of no difference."""
    if rng is None or len(differences) > MOST_TURNED:
        return
    ordered = np.sort(differences)
    drawn = ordered[rng.integers(0, len(ordered), (DRAWN, len(ordered)))].mean(axis=1)
    least = min(int((drawn <= 0).sum()), int((drawn >= 0).sum()))
    yield "paired bootstrap", min(1.0, 2 * permutation_p(least, DRAWN))


def _signs_turned(differences: Floats, rng: np.random.Generator) -> float:
    """Two-sided p-value of the mean among those with signs turned; exact where they are few."""
    ordered = np.sort(differences)
    number = len(ordered)
    everyone = 2**number <= TURNED
    if everyone:
        turnings = np.arange(2**number)[:, None] >> np.arange(number) & 1
    else:
        turnings = rng.integers(0, 2, (TURNED, number))
    means = np.abs((1.0 - 2.0 * turnings) @ ordered)
    reached = int((means >= abs(ordered.sum()) * (1 - ROUNDING)).sum())
    return reached / 2**number if everyone else permutation_p(reached, TURNED)


def _as_summary(reported: Reported) -> Summary:
    if isinstance(reported, Summary):
        return reported
    number = len(reported.values)
    error = float(reported.values.std(ddof=1)) / sqrt(number) if number > 1 else None
    return Summary(reported.mean, error, number)


def _summaries(claimed: Summary, baseline: Summary, sign: float, fewest: int) -> DifferenceTest:
    difference = sign * (claimed.mean - baseline.mean)
    sizes = (claimed.runs or 0, baseline.runs or 0)
    lacks = tuple(dict.fromkeys((*claimed.lacks, *baseline.lacks)))
    if lacks or claimed.error is None or baseline.error is None:
        reason = ", ".join(lacks) or _few(min(sizes), max(2, fewest)) or "no spread"
        return DifferenceTest("none", sizes, difference, undetermined_reason=reason, lacks=lacks)
    error = sqrt(claimed.error**2 + baseline.error**2)
    if error <= ROUNDING * max(abs(claimed.mean), abs(baseline.mean)):
        return DifferenceTest("Welch's t test", sizes, undetermined_reason="the values do not vary")
    freedoms = (max(1, size - 1) for size in sizes)
    parts = ((claimed.error**2, next(freedoms)), (baseline.error**2, next(freedoms)))
    degrees_of_freedom = error**4 / sum(square**2 / one for square, one in parts)
    statistic = difference / error
    variances = (claimed.error**2 * sizes[0], baseline.error**2 * sizes[1])
    return DifferenceTest(
        "Welch's t test", sizes, difference, _two_sided(statistic, degrees_of_freedom), "student_t",
        (difference, error, degrees_of_freedom),
        of_two_groups(difference, sizes, variances) if min(sizes) > 1 else None,
        undetermined_reason=_few(min(sizes), fewest),
    )  # fmt: skip


def _two_sided(statistic: float, degrees_of_freedom: float) -> float:
    return max(SMALLEST, min(1.0, 2 * float(stdtr(degrees_of_freedom, -abs(statistic)))))


def _few(number: int, fewest: int) -> str | None:
    if number >= fewest:
        return None
    return f"{number} value{'' if number == 1 else 's'} where {fewest} are needed"

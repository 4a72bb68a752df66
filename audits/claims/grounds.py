"""What a test of a difference of means may rest on, and when that is not enough.

Student's t holds where values are normal. Of five runs it cannot be seen whether one in ten
diverges: a system that gains .01 in nine runs of ten and loses .09 in the tenth is no better, and t
calls it better in 60 of 100 tables of five runs. So few values are judged only where it was stated
that they are normal, or between which limits they lie; many are judged as any mean of numbers
without limits is (`audits.statistics.enough_rows`). Over data sets Wilcoxon's test rests on
symmetry in the same way, and the sign test on nothing.
"""

from dataclasses import dataclass
from math import sqrt

import numpy as np
from scipy.stats import shapiro, skew

from audits.claims.symmetry import symmetry_p
from audits.data.arrays import Floats
from audits.measurement import WhyNot
from audits.statistics import bounded_gaps
from audits.statistics.enough_rows import SIGNED, not_enough
from audits.statistics.gaps_of_means import gap_evidence
from audits.statistics.intervals import deciding, one_sided_p
from audits.statistics.means import mean_of
from audits.statistics.normal_values import LEVEL, MOST_TESTED, contradicted_p
from audits.statistics.tests import SMALLEST
from audits.statistics.unbounded_means import welch_evidence

# From so many values on their own tail says enough, and nothing is assumed of them.
MANY = SIGNED.rows
# Skewness by root of n under which t misses by less than one in a hundred (Hall 1992).
HARMLESS = 0.1
NO_EFFECT = "an effect in deviations is judged of values stated to be normal"


@dataclass(frozen=True, slots=True)
class Grounds:
    """What the document states of scores. normal: that differences, or scores, are normal.

    limits: the least and the greatest score that can be, or None. symmetric_sets: that differences
    lie around their typical one alike on both sides, one of each data set.
    """

    normal: bool = False
    limits: tuple[float, float] | None = None
    symmetric_sets: bool = False


NOTHING = Grounds()
# Shares beside per cent lie a hundred times apart, but for what the systems differ by.
_APART = 20


@dataclass(frozen=True, slots=True)
class Basis:
    """What a difference of means is judged by in place of t. test: in words.

    method, evidence: of its interval. undetermined_reason: why even so nothing is concluded.
    effect_reason: why an effect in deviations decides nothing, which only normal values have.
    """

    test: str
    method: str
    evidence: tuple[float, ...]
    undetermined_reason: str | None = None
    effect_reason: str | None = NO_EFFECT

    @property
    def p_value(self) -> float:
        """Two-sided, of no difference, by what decides the interval."""
        tails = [one_sided_p(deciding(self.method), self.evidence, 0.0, above=above)
                 for above in (True, False)]  # fmt: skip
        return max(SMALLEST, min(1.0, 2 * min(tails)))


def other_units(first: Floats, second: Floats) -> WhyNot | None:
    """Why scores of two systems are not compared: shares beside per cent; None where they may be.

    first, second: shapes (own units,), (other units,).
    """
    if not len(first) or not len(second):
        return None
    low, high = sorted((first, second), key=lambda scores: float(np.median(scores)))
    are_shares = low.min() >= 0 and low.max() <= 1
    are_per_cent = high.min() > 1 and high.max() <= 100
    if not (are_shares and are_per_cent and np.median(high) >= _APART * np.median(low)):
        return None
    return WhyNot(
        f"one system's scores run from {low.min():g} to {low.max():g} and the other's from "
        f"{high.min():g} to {high.max():g}, like shares beside per cent: write both alike"
    )


def of_pairs(
    first: Floats, second: Floats, sign: float, grounds: Grounds, *, folds: bool
) -> Basis | WhyNot | None:
    """What the mean of the pairs' differences is judged by; None where t is, by what was stated.

    first, second: shapes (pairs,), the claimed system's and the baseline's. sign: -1 where less is
    better. folds: whether units share training rows, so that only t knows of it.
    """
    outside = _outside(grounds, first, second)
    return outside or of_differences(sign * (first - second), grounds, folds=folds)


def of_differences(
    differences: Floats, grounds: Grounds, *, folds: bool = False
) -> Basis | WhyNot | None:
    """The same of differences that were taken before, shape (units,)."""
    mean = mean_of(differences)
    if len(differences) >= MANY and not folds:
        return Basis("paired t test, bent for skewness (Hall)", "hall-t", mean.skewed,
                     not_enough(mean, SIGNED, 1), _no_effect(grounds, differences))  # fmt: skip
    if grounds.normal:
        return _contradicted(differences)
    if grounds.limits is None or folds:
        return _unfounded(len(differences), one_by_one=not folds)
    width = grounds.limits[1] - grounds.limits[0]
    return Basis("mean of differences within stated limits (Gaffke)", "bounded-student_t",
                 (*mean.evidence, -width, width))  # fmt: skip


def of_two_samples(
    first: Floats, second: Floats, sign: float, grounds: Grounds, t_evidence: tuple[float, ...]
) -> Basis | WhyNot | None:
    """The same of scores of other units each. first, second: shapes (own units,), (other units,).

    t_evidence: of Welch's interval.
    """
    outside = _outside(grounds, first, second)
    if outside is not None:
        return outside
    fewest = min(len(first), len(second))
    if fewest >= MANY:
        means = mean_of(sign * first), mean_of(sign * second)
        reason = next(filter(None, (not_enough(one, SIGNED, 1) for one in means)), None)
        return Basis("Welch's t test, bent for skewness (Hall)", "hall-t-difference (welch)",
                     welch_evidence(t_evidence[0], means), reason,
                     _no_effect(grounds, first, second))  # fmt: skip
    if grounds.normal:
        return _contradicted(first, second)
    if grounds.limits is None:
        return _unfounded(fewest, one_by_one=True)
    sides = (first, second) if sign > 0 else (second, first)
    evidence = gap_evidence(*sides, grounds.limits)
    assert evidence is not None  # Welch's interval was drawn before
    return Basis("difference of means within stated limits (Gaffke)", bounded_gaps.METHOD,
                 evidence)  # fmt: skip


def of_summaries(fewest: int, grounds: Grounds) -> WhyNot | None:
    """Why printed means decide nothing, or None. fewest: values of either mean."""
    return None if grounds.normal else _unfounded(fewest, one_by_one=False)


def of_sets(differences: Floats, grounds: Grounds) -> WhyNot | None:
    """Why the symmetry that was stated of differences between data sets is not there, or None.

    differences: shape (sets,).
    """
    p_value = symmetry_p(differences) if grounds.symmetric_sets else 1.0
    if p_value >= LEVEL:
        return None
    return WhyNot(
        "`assumes_of_sets: symmetric` was stated, and the differences are not (triples test p "
        f"{p_value:.1g}): they lean to one side"
    )


def _outside(grounds: Grounds, *samples: Floats) -> WhyNot | None:
    if grounds.limits is None:
        return None
    least, greatest = grounds.limits
    low, high = min(one.min() for one in samples), max(one.max() for one in samples)
    if least <= low and high <= greatest:
        return None
    return WhyNot(
        f"scores from {low:g} to {high:g} lie outside the stated `limits`, {least:g} to "
        f"{greatest:g}"
    )


def _contradicted(*samples: Floats) -> WhyNot | None:
    """Why values are not normal though it was stated, or None.

    samples: shapes (values,), each of which was to be normal by itself.
    """
    for values in samples:
        if not 3 <= len(values) <= MOST_TESTED or float(np.ptp(values)) == 0:
            continue
        leaning = abs(float(skew(values))) / sqrt(len(values))
        if leaning > HARMLESS and float(shapiro(values).pvalue) < LEVEL:
            return WhyNot(
                "`assumes: normal` was stated, and the values are not (Shapiro-Wilk p "
                f"{float(shapiro(values).pvalue):.1g}): a few lie far beyond the others"
            )
    return None


def _no_effect(grounds: Grounds, *samples: Floats) -> str | None:
    """Why an effect in deviations of many values decides nothing, or None.

    Its limits take the deviation's error from the normal law, which no number of values mends.
    """
    if not grounds.normal:
        return NO_EFFECT
    p_value = contradicted_p(*samples)
    if p_value is None:
        return None
    return f"{NO_EFFECT}, and these are not (Shapiro-Wilk p {p_value:.1g})"


def _unfounded(number: int, *, one_by_one: bool) -> WhyNot:
    """Why a t test of so few values decides nothing where nothing was stated of them.

    one_by_one: whether the scores themselves are in the table, so that limits would help.
    """
    other = ", or between which limits scores lie with `limits`" if one_by_one else ""
    return WhyNot(
        f"a t test of {number:,} values holds where they are normal: a rare failure that lowers "
        f"the mean may be missing among them; say so with `assumes: normal`{other}"
    )

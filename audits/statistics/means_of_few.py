"""Printed limits of a mean of bounded values, of which few were seen.

A t interval believes the spread of the sample. Of six explained rows that are skewed (beta of .3
and 3) it holds the truth in 80 % of samples, of twelve of which one in ten says something else in
71. Gaffke's limits (2005, `bounded_means`), which decide, put one more row at the end of the range
that is against the claim; here it lies at either end, each in half of all draws. That is to them as
mid-P is to Clopper and Pearson's limits (Lancaster 1961, JASA 56:223), and of zeros and ones it is
mid-P itself. Printed is the wider of this and t, on each side.

evidence: plain floats, (mean, its standard error, units - 1, least, greatest possible value).
confidence: of the two-sided interval, between 0 and 1.
"""

from scipy.special import betainc, stdtrit

from audits.statistics import signed_means
from audits.statistics.bounded_means import with_one_more
from audits.statistics.proportions import Evidence, Limits
from audits.statistics.roots import root

METHOD = "mid-gaffke"
# Of rows that all lie at one end it is Clopper and Pearson's interval, printed as it decides.
AT_AN_END = "gaffke-mean"
# Of gains and losses, which lie on both sides of 0.
SIGNED = "bounded-student_t-few"
# So many rows that all change one way make a difference to a mean, for t alone.
ENOUGH = 8.0


def student(evidence: Evidence, confidence: float) -> Limits:
    """The t interval, cut at the ends of what the mean can be (Student 1908, Biometrika 6:1)."""
    value, error, degrees_of_freedom, least, greatest = evidence
    half = -float(stdtrit(degrees_of_freedom, (1 - confidence) / 2)) * error
    return max(least, value - half), min(greatest, value + half)


def limits(evidence: Evidence, confidence: float) -> Limits:
    """The wider of t and Gaffke's limits by mid-P, on each side."""
    value, error, degrees_of_freedom, least, greatest = evidence
    low, high = student(evidence, confidence)
    width = greatest - least
    inside = min(1.0, max(0.0, (value - least) / width))
    lower, upper = mid(inside, (error / width) ** 2, degrees_of_freedom + 1, confidence)
    return min(low, least + width * lower), max(high, least + width * upper)


def signed_limits(evidence: Evidence, confidence: float) -> Limits:
    """t, and at least as wide as what decides where few rows make a mean of gains and losses.

    As many make it as all change one way, by the most there can be. Of 200 rows of which three in
    a hundred turned t held the truth in 82 to 89 % of samples.
    """
    lower, upper = student(evidence, confidence)
    value, error, degrees_of_freedom, _, greatest = evidence
    square = (error**2 * degrees_of_freedom + value**2) / greatest**2
    changed = (square + abs(value) / greatest) / 2 * (degrees_of_freedom + 1)
    if changed >= ENOUGH:
        return lower, upper
    low, high = signed_means.mean_limits(evidence, confidence)
    return min(lower, low), max(upper, high)


def mid(value: float, variance: float, units: float, confidence: float) -> Limits:
    """Gaffke's limits of a mean between 0 and 1 by mid-P.

    value, variance, units: as `bounded_means.bounded` is given them.
    """
    ends = [with_one_more(value, variance, units, end) for end in (0.0, 1.0)]

    def quantile(share: float) -> float:
        return root(
            lambda limit: sum(_below(limit, *moments) for moments in ends) / 2 - share, 0.0, 1.0
        )

    tail = (1 - confidence) / 2
    return min(value, quantile(tail)), max(value, quantile(1 - tail))


def _below(limit: float, mean: float, variance: float) -> float:
    """How much of the beta distribution of this mean and variance lies below the limit."""
    if limit >= 1:
        return 1.0
    if limit <= 0:
        return 0.0
    size = mean * (1 - mean) / variance - 1 if variance > 0 else 0.0
    if size <= 0:
        # A point, or a variance beyond that of a coin: all at the ends.
        return float(limit >= mean) if variance <= 0 else 1 - mean
    return float(betainc(mean * size, (1 - mean) * size, limit))

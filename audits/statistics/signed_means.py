"""Limits of a mean of differences, of which most are 0 and few are not.

Where one row in fifty gains and none loses, what is known of the mean leans: nobody who gained was
seen in many samples, and yet one in fifty does. A beta distribution over all of -1 to 1 (as of
`bounded_means`) is nearly normal there, and so is Tango's score (1998, Statistics in Medicine
17:891): of 300 rows with a gain in one of fifty the limit at .0025 was missed in .0166 and .0045.

So what is gained and what is lost are limited apart, each as a share (Clopper & Pearson 1934,
Biometrika 26:404), and joined by MOVER (Zou & Donner 2008, Statistics in Medicine 27:1693) with the
correlation of two shares of one multinomial. Differences of other sizes stand for as many of -1 and
1 as have their mean and mean square, which are fewer and lean more; a tighter lot than any of these
has but one sign, and Gaffke's limits between 0 and that end.

evidence: plain floats, (b, c, n): rows that gain, rows that lose, and all; twice of two sides.
confidence: of the two-sided interval, between 0 and 1.
"""

from collections.abc import Mapping
from math import hypot, sqrt
from types import MappingProxyType

from scipy.special import betaincinv

from audits.statistics import bounded_means, mcnemar_limits
from audits.statistics.deciding_limits import Decider
from audits.statistics.proportions import Evidence, Limits


def paired(evidence: Evidence, confidence: float) -> Limits:
    """The share that gains less the share that loses."""
    gained, lost, rows = evidence
    return _joined(
        (gained / rows, _share(gained, rows, confidence)),
        (lost / rows, _share(lost, rows, confidence)),
    )


def paired_difference(evidence: Evidence, confidence: float) -> Limits:
    """The same of one side less that of another, on rows of their own."""
    own, other = evidence[:3], evidence[3:]
    values = [(side[0] - side[1]) / side[2] for side in (own, other)]
    (low, high), (other_low, other_high) = paired(own, confidence), paired(other, confidence)
    gap = values[0] - values[1]
    return (
        gap - hypot(values[0] - low, other_high - values[1]),
        gap + hypot(high - values[0], values[1] - other_low),
    )


def mean(value: float, error: float, units: float, confidence: float) -> Limits:
    """Limits of a mean of values between -1 and 1.

    value, error: the mean and its standard error; units: independent values behind it.
    """
    if value < 0:
        lower, upper = mean(-value, error, units, confidence)
        return -upper, -lower
    square = error**2 * (units - 1) + value**2
    if square >= value:
        both = (units * (square + value) / 2, units * (square - value) / 2, units)
        # As wide as can be where the two shares would be more than all.
        return paired(both, confidence) if square <= 1 else (-1.0, 1.0)
    own = bounded_means.limits(bounded_means.bounded(value, error**2, units), confidence)
    return _joined((value, own), (0.0, _share(0.0, units, confidence)))


def mean_limits(evidence: Evidence, confidence: float) -> Limits:
    """(mean, its standard error, units - 1, least, greatest possible value), which decide.

    Of values that lie as far below 0 as above it, never narrower than by gains and losses apart.
    """
    lower, upper = bounded_means.mean_limits(evidence, confidence)
    value, error, degrees_of_freedom, least, greatest = evidence
    if least != -greatest:
        return lower, upper
    apart = mean(value / greatest, error / greatest, degrees_of_freedom + 1, confidence)
    return min(lower, greatest * apart[0]), max(upper, greatest * apart[1])


def _share(counted: float, rows: float, confidence: float) -> Limits:
    level = (1 - confidence) / 2
    lower = float(betaincinv(counted, rows - counted + 1, level)) if counted > 0 else 0.0
    upper = 1.0
    if counted < rows:
        upper = float(betaincinv(counted + 1, rows - counted, 1 - level))
    return lower, upper


def _joined(gained: tuple[float, Limits], lost: tuple[float, Limits]) -> Limits:
    """Of two shares of the same rows, each with its limits: who gains does not lose."""
    (more, (low, high)), (fewer, (other_low, other_high)) = gained, lost
    inside = more * fewer / ((1 - more) * (1 - fewer)) if more < 1 and fewer < 1 else 0.0
    along = 2 * sqrt(inside)
    below, above = (more - low, other_high - fewer), (high - more, fewer - other_low)
    reach = [sqrt(first**2 + second**2 + along * first * second)
             for first, second in (below, above)]  # fmt: skip
    gap = more - fewer
    return max(-1.0, gap - reach[0]), min(1.0, gap + reach[1])


def _with_the_sign_test(evidence: Evidence, confidence: float) -> Limits:
    """Never narrower than limits that cannot contradict McNemar's exact test."""
    lower, upper = mcnemar_limits.limits(evidence, confidence)
    low, high = paired(evidence, confidence)
    return min(lower, low), max(upper, high)


DECIDERS: Mapping[str, Decider] = MappingProxyType(
    {
        "clopper-pearson-paired": Decider(paired),
        "clopper-pearson-paired-difference": Decider(paired_difference),
        "clopper-pearson-mcnemar": Decider(_with_the_sign_test),
    }
)
DECIDES: Mapping[str, str] = MappingProxyType(
    {
        "tango": "clopper-pearson-paired",
        "tango-difference": "clopper-pearson-paired-difference",
        mcnemar_limits.METHOD: "clopper-pearson-mcnemar",
    }
)

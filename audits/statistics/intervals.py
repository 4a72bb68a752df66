"""Every interval method by name, so that a printed interval can be drawn again.

An estimate carries its method's name and evidence (plain floats). `limits` redraws the interval
at any confidence, which is how a policy tests a bound; `scaled` says what the same rates would
be with more data, which is how it finds the sample size that would decide.

method: a key of METHODS; what follows it in brackets, such as the number of clusters, is a note
for readers. evidence: the numbers that this method reads. confidence: of the two-sided interval,
in (0, 1). A method that is not in METHODS is a `KeyError` everywhere here.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import atanh, exp, log, sqrt, tanh
from types import MappingProxyType

import numpy as np
from scipy.special import stdtrit

from audits.measurement import Interval
from audits.statistics import (
    association,
    bounded_means,
    censored_quantiles,
    correlations,
    effective_shares,
    matrix_score_limits,
    skewed_means,
)
from audits.statistics.deciding_limits import DECIDERS, DECIDES, Tail
from audits.statistics.odds_ratios import mid_p
from audits.statistics.proportions import (
    Evidence,
    Limits,
    deviate,
    difference,
    f1,
    larger,
    linearised,
    mover,
    newcombe,
    tango,
    wilson,
)
from audits.statistics.ratios import (
    koopman,
    koopman_highest,
    linearised_ratio,
    precision,
    to_highest,
)
from audits.statistics.roots import edge, root

# Bootstrap evidence: the estimate, then the replicates' quantiles at these normal deviates.
GRID = np.linspace(-3.2, 3.2, 65)
# Where the search for a p-value ends, and how far its logarithm is told.
SMALLEST_TAIL, NARROW = 6e-16, 1e-9


@dataclass(frozen=True, slots=True)
class Method:
    """How an interval is drawn, and what its evidence becomes with `factor` times the data.

    tail: the p-value at a bound in closed form; None where the limits are searched for it.
    """

    draw: Callable[[Evidence, float], Limits]
    grow: Callable[[Evidence, float], tuple[float, ...]]
    tail: Tail | None = None


def limits(method: str, evidence: Sequence[float], confidence: float) -> Interval:
    """The interval of this method and evidence at any confidence in (0, 1).

    Raises `KeyError` for a method that is not in METHODS.
    """
    lower, upper = _method(method).draw(evidence, confidence)
    return Interval(lower, upper)


def deciding(method: str) -> str:
    """The method that judges a rule on an estimate of this one, with its bracket."""
    name, bracket, rest = method.partition(" (")
    return DECIDES.get(name, name) + bracket + rest


def _method(name: str) -> Method:
    return METHODS[name.partition(" (")[0]]


def scaled(method: str, evidence: Sequence[float], factor: float) -> tuple[float, ...]:
    """The evidence of the same rates and spread with `factor` times as much data."""
    return _method(method).grow(evidence, factor)


def one_sided_p(method: str, evidence: Sequence[float], bound: float, *, above: bool) -> float:
    """p-value of the test that inverts the interval; the null is that the truth is at `bound`.

    above: the alternative is that the true value lies above the bound, else below it.
    Never 0: it ends at 6e-16, eight standard errors.
    """
    closed = _method(method).tail
    if closed is not None:
        return min(1.0, max(SMALLEST_TAIL, closed(evidence, bound, above)))
    inside = limits(method, evidence, 2e-7)
    beyond = inside.lower > bound if above else inside.upper < bound
    tail = _tail_at(method, evidence, bound, lower=above == beyond)
    return tail if beyond else 1 - tail


def beyond(
    method: str, evidence: Sequence[float], bound: float, level: float, *, above: bool
) -> bool:
    """Whether the limit at this one-sided `level` lies above the bound (`above`), or below it.

    The same as `one_sided_p(...) <= level`, without a search for the p-value.
    """
    closed = _method(method).tail
    if closed is not None:
        return closed(evidence, bound, above) <= level
    interval = limits(method, evidence, 1 - 2 * level)
    return interval.lower > bound if above else interval.upper < bound


def _tail_at(method: str, evidence: Sequence[float], bound: float, *, lower: bool) -> float:
    """The tail probability at which this end of the interval meets the bound.

    Searched on the logarithm; an end that stays at the bound over a range counts as covered to
    the end of that range.
    """

    def gap(at: float) -> float:
        interval = limits(method, evidence, 1 - 2 * exp(at))
        return bound - interval.lower if lower else interval.upper - bound

    low, high = log(SMALLEST_TAIL), log(0.5)
    at_low = gap(low)
    if at_low < 0:
        return SMALLEST_TAIL
    return exp(edge(gap, low, high, narrow=NARROW, at_low=at_low)[0])


def _student(evidence: Evidence, confidence: float) -> Limits:
    """(estimate, standard error, degrees of freedom)."""
    estimate, error, freedom = evidence[:3]
    half = -float(stdtrit(freedom, (1 - confidence) / 2)) * error
    return estimate - half, estimate + half


def _bounded_student(evidence: Evidence, confidence: float) -> Limits:
    """(estimate, standard error, freedom, least, greatest possible value)."""
    lower, upper = _student(evidence, confidence)
    return max(evidence[3], lower), min(evidence[4], upper)


def _root_student(evidence: Evidence, confidence: float) -> Limits:
    """(mean square, its standard error, freedom): limits of its square root."""
    lower, upper = _student(evidence, confidence)
    return sqrt(max(0.0, lower)), sqrt(upper)


def _normal(evidence: Evidence, confidence: float) -> Limits:
    """(estimate, standard error)."""
    estimate, error = evidence
    half = deviate(confidence) * error
    return estimate - half, estimate + half


def _log_normal(evidence: Evidence, confidence: float) -> Limits:
    """(log of the ratio, its standard error)."""
    lower, upper = _normal(evidence, confidence)
    return exp(max(-700.0, lower)), exp(min(700.0, upper))


def _logit(evidence: Evidence, confidence: float) -> Limits:
    """(value between 0 and 1, its standard error), drawn on the logit."""
    value, error = evidence
    half = deviate(confidence) * error / (value * (1 - value))
    centre = log(value / (1 - value))
    return _expit(centre - half), _expit(centre + half)


def _logit_student(evidence: Evidence, confidence: float) -> Limits:
    """(logit of a share, its standard error, freedom): few clusters."""
    lower, upper = _student(evidence, confidence)
    return _expit(lower), _expit(upper)


def _expit(value: float) -> float:
    return 1 / (1 + exp(-value)) if value > -700 else 0.0


def _fisher(evidence: Evidence, confidence: float) -> Limits:
    """(correlation, pairs). Fisher 1921, Metron 1:3."""
    value, pairs = evidence
    half = deviate(confidence) / sqrt(max(1.0, pairs - 3))
    return tanh(atanh(value) - half), tanh(atanh(value) + half)


def _hanley(evidence: Evidence, confidence: float) -> Limits:
    """(area, positives, negatives). Newcombe 2006, Statistics in Medicine 25:559, method 5."""
    area, positives, negatives = evidence
    z = deviate(confidence)
    average = (positives + negatives) / 2 - 1

    def score(at: float) -> float:
        more = average * ((1 - at) / (2 - at) + at / (1 + at))
        error = sqrt(at * (1 - at) * (1 + more) / (positives * negatives))
        return (area - at) / error if error > 0 else 0.0

    tiny = 1e-12
    lower = 0.0 if area <= 0 else root(lambda at: score(at) - z, tiny, area - tiny * area)
    upper = 1.0 if area >= 1 else root(lambda at: score(at) + z, area + tiny, 1 - tiny)
    return lower, upper


def _hoeffding(evidence: Evidence, confidence: float) -> Limits:
    """(mean, rows, least, greatest value): a bound where no variation was seen. JASA 58:13."""
    mean, rows, least, greatest = evidence
    half = (greatest - least) * sqrt(log(2 / (1 - confidence)) / (2 * rows))
    return max(least, mean - half), min(greatest, mean + half)


def _bootstrap(evidence: Evidence, confidence: float) -> Limits:
    """(estimate, quantiles of the replicates at GRID); normal tails beyond the grid."""
    estimate, *held = evidence
    quantiles = np.asarray(held)
    z = deviate(confidence)
    return (
        min(estimate, _quantile(quantiles, -z)),
        max(estimate, _quantile(quantiles, z)),
    )


def _fiducial(evidence: Evidence, confidence: float) -> Limits:
    """The same of a correlation or an agreement, which ends at -1 and 1."""
    lower, upper = _bootstrap(evidence, confidence)
    return max(-1.0, lower), min(1.0, upper)


def _quantile(quantiles: "np.ndarray[tuple[int], np.dtype[np.float64]]", z: float) -> float:
    end = float(GRID[-1])
    if abs(z) <= end:
        return float(np.interp(z, GRID, quantiles))
    middle = float(quantiles[len(quantiles) // 2])
    edge = float(quantiles[0 if z < 0 else -1])
    return middle + (edge - middle) * abs(z) / end


def _counts(evidence: Evidence, factor: float) -> tuple[float, ...]:
    return tuple(value * factor for value in evidence)


def _sizes(*at: int, every: int) -> Callable[[Evidence, float], tuple[float, ...]]:
    """Only these places of each `every` values are amounts of data."""
    return lambda evidence, factor: tuple(
        value * factor if place % every in at else value for place, value in enumerate(evidence)
    )


def _spread(evidence: Evidence, factor: float) -> tuple[float, ...]:
    """(estimate, standard error, freedom, ...)."""
    estimate, error, *rest = evidence
    freedom = [value * factor for value in rest[:1]]
    return (estimate, error / sqrt(factor), *freedom, *rest[1:])


def _closer(evidence: Evidence, factor: float) -> tuple[float, ...]:
    """Replicates draw in on the estimate."""
    estimate = evidence[0]
    return tuple(estimate + (value - estimate) / sqrt(factor) for value in evidence)


_PRINTED: Mapping[str, Method] = MappingProxyType(
    {
        "wilson": Method(wilson, _counts),
        "newcombe": Method(newcombe, _counts),
        "newcombe-larger": Method(larger(newcombe), _counts),
        "koopman": Method(koopman, _counts),
        "koopman-highest": Method(koopman_highest, _counts),
        "koopman-precision": Method(precision(koopman), _sizes(0, 1, 2, 3, every=5)),
        "linearised": Method(linearised, _sizes(1, 2, every=3)),
        "linearised-difference": Method(difference(linearised), _sizes(1, 2, every=3)),
        "linearised-larger": Method(larger(difference(linearised)), _sizes(1, 2, every=3)),
        "linearised-ratio": Method(linearised_ratio, _sizes(1, 2, every=3)),
        "linearised-highest": Method(to_highest(linearised_ratio, 3), _sizes(1, 2, every=3)),
        "tango": Method(tango, _counts),
        "wilson-most": Method(lambda held, level: wilson(held[:2], level), _sizes(0, 1, every=3)),
        "linearised-most": Method(
            lambda held, level: linearised(held[:3], level), _sizes(1, 2, every=4)
        ),
        "wilson-f1": Method(f1(wilson), _counts),
        "mover": Method(mover(wilson, 2), _sizes(1, 2, every=3)),
        "linearised-f1": Method(f1(linearised), _sizes(1, 2, every=3)),
        "linearised-mover": Method(mover(linearised, 3), _sizes(2, 3, every=4)),
        "linearised-precision": Method(precision(linearised_ratio), _sizes(1, 2, 4, 5, every=7)),
        "mid-p": Method(mid_p, _counts),
        "mantel-haenszel": Method(_log_normal, _spread),
        "delong": Method(_logit, _spread),
        "logit": Method(_logit, _spread),
        "newcombe-auc": Method(_hanley, _sizes(1, 2, every=3)),
        "student_t": Method(_student, _spread),
        "bounded-student_t": Method(_bounded_student, _spread),
        # Where one more value falls, not where the mean lies: decided by itself.
        "next-student_t": Method(_bounded_student, _spread),
        "root-student_t": Method(_root_student, _spread),
        "logit-t": Method(_logit_student, _spread),
        "normal": Method(_normal, _spread),
        "fisher-z": Method(_fisher, _sizes(1, every=2)),
        "jackknife-z": Method(correlations.limits, correlations.grown),
        "hoeffding": Method(_hoeffding, _sizes(1, every=4)),
        "bootstrap": Method(_bootstrap, _closer),
        "fiducial": Method(_fiducial, _closer),
        **{name: Method(*pair) for name, pair in matrix_score_limits.METHODS.items()},
        **{name: Method(*pair) for name, pair in effective_shares.METHODS.items()},
        **{name: Method(*pair) for name, pair in association.METHODS.items()},
        **{name: Method(*pair) for name, pair in skewed_means.METHODS.items()},
        **{name: Method(*pair) for name, pair in bounded_means.METHODS.items()},
        **{name: Method(*pair) for name, pair in censored_quantiles.METHODS.items()},
    }
)
# What decides grows as what is printed does: it reads the same evidence.
METHODS: Mapping[str, Method] = MappingProxyType(
    {
        **_PRINTED,
        **{
            DECIDES[name]: Method(
                DECIDERS[DECIDES[name]].draw, method.grow, DECIDERS[DECIDES[name]].tail
            )
            for name, method in _PRINTED.items()
            if name in DECIDES
        },
    }
)

__all__ = ["GRID", "METHODS", "Method", "beyond", "deciding", "limits", "one_sided_p", "scaled"]

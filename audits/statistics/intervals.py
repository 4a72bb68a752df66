"""Every interval method by name, so that a printed interval can be drawn again.

A test at a bound and an interval are one thing, inverted (Neyman 1937, Phil. Trans. A 236:333).
An estimate carries its method's name and evidence (plain floats). `limits` redraws the interval
at any confidence, which is how a policy tests a bound; `scaled` says what the same rates would
be with more data, which is how it finds the sample size that would decide.

method: a key of `interval_methods.METHODS`; what follows it in brackets, such as the number of
clusters, is a note for readers. evidence: the numbers that this method reads. confidence: of the
two-sided interval, in (0, 1). A method that is not there is a `KeyError` everywhere here.
"""

from collections.abc import Sequence
from math import exp, log

from audits.measurement import Interval
from audits.statistics import counted, stated_bounds
from audits.statistics.deciding_methods import DECIDES
from audits.statistics.interval_methods import METHODS, Method
from audits.statistics.roots import edge

# Where the search for a p-value ends, and how far its logarithm is told.
SMALLEST_TAIL, NARROW = 6e-16, 1e-9


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


def is_exact(method: str) -> bool:
    """Whether nothing of this method was sampled: its limits are the same at every confidence."""
    return method.partition(" (")[0] in (*counted.METHODS, *stated_bounds.METHODS)


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


def size_p(method: str, evidence: Sequence[float], bound: float) -> float | None:
    """p-value of "the truth is larger in size than the bound", at least 0.

    None of a method whose tails beyond the bound and its opposite tell as much.
    """
    closed = _method(method).size_tail
    return None if closed is None else min(1.0, max(SMALLEST_TAIL, closed(evidence, bound)))


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

    def gap(log_level: float) -> float:
        interval = limits(method, evidence, 1 - 2 * exp(log_level))
        return bound - interval.lower if lower else interval.upper - bound

    low, high = log(SMALLEST_TAIL), log(0.5)
    at_low = gap(low)
    if at_low < 0:
        return SMALLEST_TAIL
    return exp(edge(gap, low, high, narrow=NARROW, at_low=at_low)[0])

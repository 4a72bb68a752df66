"""Whether a rule's bounds lie where its metric can: 10 points are .1, and no share is above 1."""

from collections.abc import Iterator, Sequence
from math import inf

from audits.errors import Problem
from audits.specification.policy_document import RuleSpec
from audits.specification.probe_manifest import MetricEntry

_RANGES = {"share": (0.0, 1.0), "share difference": (-1.0, 1.0), "unit": (-inf, 1.0)}


def range_of(metric: MetricEntry) -> tuple[float, float]:
    """The least and greatest value a metric can have, as its scale says.

    A unit may be 0 to 1 or -1 to 1, and R² has no least value. A ratio of a group's share to the
    highest group's is at most 1.
    """
    if metric.scale == "ratio":
        return 0.0, 1.0 if metric.compares and not metric.two_sided else inf
    return _RANGES.get(metric.scale, (-inf, inf))


def check_bounds(field: str, rule: RuleSpec, metric: MetricEntry) -> Iterator[Problem]:
    """Bounds that no data could break, or none could keep, by the scale of the metric alone."""
    low, high = range_of(metric)
    if metric.scale == "ratio" and isinstance(rule.within, int | float):
        yield Problem(
            f"{field}.within",
            f"{rule.metric} is a ratio: its equality is 1, and `within: {rule.within:g}` is a "
            "distance from 0",
            "say both ends, e.g. `within: [0.8, 1.25]`"
            if high > 1
            else "it is never above 1: in its place say e.g. `at_least: 0.8`",
            "off_scale",
        )
        return
    for key, bound in _stated(rule):
        empty = (key == "above" and bound >= high) or (key == "below" and bound <= low)
        if low <= bound <= high and not empty:
            continue
        if isinstance(rule.within, Sequence):
            remedy = _remedy_of_both(metric, rule.within, low, high)
        else:
            remedy = _remedy(metric, key, bound)
        yield Problem(
            f"{field}.{key}",
            f"{rule.metric} lies {_span(low, high)}, so `{key}: {bound:g}` would decide whatever "
            "the data say",
            remedy,
            "off_scale",
        )
        if key == "within":
            return


def _stated(rule: RuleSpec) -> Iterator[tuple[str, float]]:
    """Each bound by its key; of a distance from 0 its size."""
    within = rule.within
    if isinstance(within, int | float):
        yield "within", float(within)
    elif within is not None:
        yield from (("within", float(bound)) for bound in within)
    for key in ("at_least", "above", "at_most", "below"):
        bound = getattr(rule, key)
        if bound is not None:
            yield key, float(bound)


def _span(low: float, high: float) -> str:
    if low == -inf:
        return f"at {high:g} or below"
    return f"at {low:g} or above" if high == inf else f"between {low:g} and {high:g}"


def _remedy_of_both(metric: MetricEntry, within: Sequence[float], low: float, high: float) -> str:
    """For two ends: both in hundredths, or the one that can be broken alone."""
    least, most = within
    if low < least <= high < most:
        return f"nothing lies above {high:g}: in its place say `at_least: {least:g}`"
    if least < low <= most < high:
        return f"nothing lies below {low:g}: in its place say `at_most: {most:g}`"
    in_hundredths = [least / 100, most / 100]
    if metric.scale != "ratio" and 1 < most <= 100 and low <= in_hundredths[0]:
        ends = ", ".join(f"{end:g}" for end in in_hundredths)
        unit = "points" if metric.scale == "share difference" else "percent"
        return f"{unit} are hundredths here: `within: [{ends}]`"
    return "give two ends that lie inside"


def _remedy(metric: MetricEntry, key: str, bound: float) -> str:
    if metric.scale == "share difference" and 1 < abs(bound) <= 100:
        return f"points are hundredths here: `{key}: {bound / 100:g}`"
    if metric.scale != "ratio" and 1 < bound <= 100:
        return f"percent are hundredths here: `{key}: {bound / 100:g}`"
    if metric.scale == "ratio" and 1 < bound <= 100:
        return f"it is no percentage: `{key}: {bound / 100:g}`"
    return "give a bound that lies inside"

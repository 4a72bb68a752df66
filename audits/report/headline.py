"""Which finding matters most, and the rates that tell it."""

import json
from math import hypot

from audits.json_types import Json
from audits.report.number_format import POINTS, SHARE
from audits.report.rate_phrases import compared_rate
from audits.report.rule_phrases import bounds
from audits.report.view import View
from audits.specification.probe_manifest import declared
from audits.specification.verdicts import READING_ORDER


def headline(view: View) -> Json | None:
    """The largest failing gap; else the widest open one, what did not run, then what passed."""
    for verdict in READING_ORDER:
        findings = [f for f in view.findings if f["verdict"] == verdict and not f.get("waived")]
        if findings:
            return max(findings, key=lambda finding: weight(view, finding))
    return None


def failing_rules(view: View, *, waived: bool = False) -> list[Json]:
    """Of each rule that fails its weightiest finding, the weightiest first.

    waived: those that are accepted for a while, in place of those that count.
    """
    failing = [
        f for f in view.findings if f["verdict"] == "fail" and bool(f.get("waived")) is waived
    ]
    failing.sort(key=lambda finding: weight(view, finding), reverse=True)
    first: dict[str, Json] = {}
    for finding in failing:
        first.setdefault(json.dumps(finding["rule"], sort_keys=True), finding)
    return list(first.values())


def weight(view: View, finding: Json) -> tuple[int, float]:
    """Comparisons of groups first, and of them the one whose gap is the largest for certain.

    A large gap of few people may be a small one. Else what is farthest outside.
    """
    measured = view.measured(finding)
    if measured is None or "value" not in measured:
        return -1, 0.0
    _, pair = rate_and_estimates(view, measured)
    if len(pair) == 2:
        if view.word(measured["metric"]).scale == POINTS:
            low, high = measured["interval"]
            return 2, max(low or 0.0, -(high or 0.0), 0.0)
        return 2, _at_least(*sorted(pair, key=lambda each: float(each["value"])))
    low, high = bounds(finding["rule"])
    outside = [measured["value"] - high] if high is not None else []
    outside += [low - measured["value"]] if low is not None else []
    return (1 if measured.get("reference") else 0), max(outside, default=0.0)


def rate_and_estimates(view: View, measured: Json) -> tuple[str, list[Json]]:
    """The rate and its one or two estimates that tell this measurement."""
    metric: str = measured["metric"]
    group, reference = measured["group"], measured.get("reference")
    rate = compared_rate(metric)
    rates = declared(metric).compares
    if len(rates) > 1 and reference is not None:
        rate = measured.get("rate") or rates[0]
    if rate == metric and view.word(rate).scale == SHARE:
        other = None if reference is None else view.estimate(rate, reference)
        return rate, [measured] if other is None else [measured, other]
    pair = [view.estimate(rate, group)]
    if reference is not None and reference != group:
        pair.append(view.estimate(rate, reference))
    known = [estimate for estimate in pair if estimate is not None]
    return rate, known if len(known) == len(pair) and view.word(rate).scale == SHARE else []


def _at_least(low: Json, high: Json) -> float:
    """The near end of the gap's interval, of the intervals of its two shares (Newcombe 1998)."""
    up, down = low["interval"][1], high["interval"][0]
    off = hypot(up - low["value"], high["value"] - down)
    return float(high["value"] - low["value"] - off)

"""Which finding matters most, and the rates that tell it."""

from collections.abc import Sequence

from audits.json_types import Json
from audits.report.number_format import SHARE
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
            return max(findings, key=lambda finding: _weight(view, finding))
    return None


def _weight(view: View, finding: Json) -> tuple[int, float]:
    """Comparisons of groups first, and among them the largest; else what is farthest outside."""
    measured = view.measured(finding)
    if measured is None or "value" not in measured:
        return -1, 0.0
    _, pair = rate_and_estimates(view, measured)
    if len(pair) == 2:
        return 2, abs(pair[0]["value"] - pair[1]["value"])
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
        rate = _larger_rate(view, measured, rates)
    if rate == metric and view.word(rate).scale == SHARE:
        other = None if reference is None else view.estimate(rate, reference)
        return rate, [measured] if other is None else [measured, other]
    pair = [view.estimate(rate, group)]
    if reference is not None and reference != group:
        pair.append(view.estimate(rate, reference))
    known = [estimate for estimate in pair if estimate is not None]
    return rate, known if len(known) == len(pair) and view.word(rate).scale == SHARE else []


def _larger_rate(view: View, measured: Json, rates: Sequence[str]) -> str:
    """Which of the rates the larger of their differences stands on."""

    def off(rate: str) -> float:
        ours = view.estimate(rate, measured["group"])
        other = view.estimate(rate, measured["reference"])
        if ours is None or other is None:
            return float("inf")
        return abs(float(ours["value"] - other["value"] - measured["value"]))

    return min(rates, key=off)

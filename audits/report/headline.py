"""Which finding matters most, and the rates that tell it."""

from audits.json_types import Json
from audits.report.number_format import SHARE
from audits.report.view import View
from audits.specification.verdicts import READING_ORDER

# A comparison is told by the rate that it compares.
TOLD_BY = {
    "demographic_parity_difference": "selection_rate",
    "disparate_impact_ratio": "selection_rate",
    "impact_ratio": "selection_rate",
    "equal_opportunity_difference": "true_positive_rate",
    "predictive_parity_difference": "positive_predictive_value",
    "accuracy_difference": "accuracy",
}


def headline(view: View) -> Json | None:
    """The largest failing gap; else the widest open one, what did not run, then what passed."""
    for verdict in READING_ORDER:
        findings = [f for f in view.findings if f["verdict"] == verdict and not f.get("waived")]
        if findings:
            return max(findings, key=lambda finding: _weight(view, finding))
    return None


def _weight(view: View, finding: Json) -> tuple[int, float]:
    """Comparisons of groups first, and among them the largest."""
    measured = view.measured(finding)
    if measured is None or "value" not in measured:
        return 0, 0.0
    _, pair = told(view, measured)
    if len(pair) == 2:
        return 2, abs(pair[0]["value"] - pair[1]["value"])
    word = view.word(measured["metric"])
    far = abs(measured["value"] - (word.null or 0.0))
    return (1, far) if measured.get("reference") else (0, far)


def told(view: View, measured: Json) -> tuple[str, list[Json]]:
    """The rate and its one or two estimates that tell this measurement."""
    metric: str = measured["metric"]
    group, reference = measured["group"], measured.get("reference")
    rate = TOLD_BY.get(metric, metric)
    if metric == "equalized_odds_difference" and reference is not None:
        rate = _larger_rate(view, measured)
    if reference is None and group and view.word(rate).scale == SHARE:
        reference = _reference_group(view, group)
    pair = [view.estimate(rate, group)]
    if reference is not None and reference != group:
        pair.append(view.estimate(rate, reference))
    known = [estimate for estimate in pair if estimate is not None]
    return rate, known if len(known) == len(pair) and view.word(rate).scale == SHARE else []


def _larger_rate(view: View, measured: Json) -> str:
    """Which of the two rates the equalized odds difference stands on."""

    def off(rate: str) -> float:
        ours = view.estimate(rate, measured["group"])
        other = view.estimate(rate, measured["reference"])
        if ours is None or other is None:
            return float("inf")
        return abs(float(ours["value"] - other["value"] - measured["value"]))

    return min(("true_positive_rate", "false_positive_rate"), key=off)


def _reference_group(view: View, group: Json) -> Json | None:
    """The group that others of the same attributes are compared with."""
    for measurement in view.measurements:
        if measurement.get("reference") and set(measurement["reference"]) == set(group):
            reference: Json = measurement["reference"]
            return reference
    return None

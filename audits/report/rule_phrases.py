"""A policy's rule in words: what it bounds, whose, and by how much."""

from collections.abc import Sequence

from audits.json_types import Json
from audits.report.charts.shapes import Interval
from audits.report.metric_phrases import is_claim, phrase
from audits.report.number_format import POINTS, RATIO, SIGNED, TIGHT, limit, listed, near
from audits.report.view import View, group_name

# The four-fifths rule is a habit of enforcement, not a law of statistics.
# Ratios whose reference is the group that stands highest, not one that somebody named.
TO_HIGHEST = ("impact_ratio",)
CONVENTIONS = {("impact_ratio", 0.8), ("disparate_impact_ratio", 0.8)}


def bounds(rule: Json) -> Interval:
    """Lower and upper bound, None where open."""
    within = rule.get("within")
    if within is None:
        return rule.get("at_least", rule.get("above")), rule.get("at_most", rule.get("below"))
    if isinstance(within, int | float):
        return -within, within
    return within[0], within[1]


def outside(interval: Sequence[float | None], rule: Json) -> bool:
    """Whether no value of the interval keeps the bounds."""
    (low, high), (lower, upper) = bounds(rule), interval
    above = high is not None and lower is not None and lower > high
    return above or (low is not None and upper is not None and upper < low)


def limit_text(rule: Json, scale: str) -> str:
    """`within ±5 points`, `at least 0.80 (convention)`, `above 0 points`."""
    within = rule.get("within")
    if isinstance(within, int | float):
        text = f"within ±{limit(within, scale)}"
    elif within is not None:
        text = f"from {limit(within[0], scale)} to {limit(within[1], scale)}"
    else:
        words = (("at_least", "at least"), ("above", "above"), ("at_most", "at most"),
                 ("below", "below"))  # fmt: skip
        text = listed([f"{say} {limit(rule[key], scale)}" for key, say in words if key in rule])
    return text


def is_convention(rule: Json) -> bool:
    """Whether the bound is a legal or customary threshold."""
    low, _ = bounds(rule)
    return (rule["metric"], low) in CONVENTIONS


def scope_text(rule: Json) -> str:
    """Whose: `every race`, `every race and sex together`, `class 1`, `everyone`."""
    attribute = rule.get("attribute")
    if isinstance(attribute, str):
        return f"every {attribute}"
    if attribute:
        return f"every {listed(attribute)} together"
    group = rule.get("group")
    if group:
        return listed([f"{name} {group_name({name: value})}" for name, value in group.items()])
    return "everyone"


def whose(view: View, finding: Json) -> str:
    """The group a finding is about, or the scope of a rule that nothing measured."""
    measured = view.measured(finding)
    group = finding.get("group") if measured is None else measured["group"]
    return group_name(group) if group else scope_text(finding["rule"])


def against(view: View, finding: Json) -> str:
    """` of the reference, Caucasian`: whom it is compared with, in the words of the charts."""
    measured = view.measured(finding)
    if measured is None or not measured.get("reference"):
        return ""
    scale = view.word(finding["rule"]["metric"]).scale
    if is_claim(finding["rule"]["metric"]):
        return f" beside the baseline, {group_name(measured['reference'])}"
    joined = "of" if scale in (POINTS, RATIO) or scale in SIGNED else "against"
    whom = "highest" if finding["rule"]["metric"] in TO_HIGHEST else "reference"
    return f" {joined} the {whom}, {group_name(measured['reference'])}"


def rule_name(rule: Json) -> str:
    """`False positive rate`."""
    return phrase(rule["metric"])


def decided_near(needed: int, now: str = "") -> str:
    """Where an open finding would be decided: no promise, since more data give another estimate."""
    return f"would be decided near n{TIGHT}{near(needed)}{now} if this estimate stayed"


def exceeds(value: float, rule: Json, scale: str) -> str:
    """Which bound a value breaks, in words that follow "The gap of 21 points": with the bound."""
    low, high = bounds(rule)
    size = scale in SIGNED and isinstance(rule.get("within"), int | float)
    if size and high is not None:
        return f"exceeds the policy's limit of {short_limit(high, scale)}"
    if high is not None and value > high:
        return f"is above the policy's limit of {short_limit(high, scale)}"
    if low is not None and value <= low:
        word = "is below" if value < low else "is not above"
        return f"{word} the policy's limit of {short_limit(low, scale)}"
    if high is not None:
        return f"is not below the policy's limit of {short_limit(high, scale)}"
    return "lies outside the policy's limits"


def short_limit(value: float, scale: str) -> str:
    """A bound whose unit the sentence already said."""
    text = limit(value, scale)
    return text.split(TIGHT)[0] if scale == POINTS and value >= 0 else text

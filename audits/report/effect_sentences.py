"""How much: a finding's number against the policy's limit, in one sentence."""

from audits.json_types import Json
from audits.report.metric_phrases import in_sentence
from audits.report.number_format import (
    POINTS,
    RATIO,
    TIGHT,
    between,
    limit,
    plain,
    size,
    with_unit,
)
from audits.report.rule_phrases import bounds, decided_near, exceeds, is_convention, outside, whose
from audits.report.view import View, group_name


def amount(view: View, finding: Json) -> str:
    """`The gap of 21 points [18 to 25] exceeds the policy's limit of 5.`"""
    measured = view.measured(finding)
    if measured is None or "value" not in measured:
        return unmeasured(view, finding, measured)
    rule, value = finding["rule"], measured["value"]
    scale = view.word(measured["metric"]).scale
    shown = _without_sign(measured, rule, scale)
    far = f"{what_of(shown, scale)} of {_size_of(shown['value'], scale)} {_bracket(shown, scale)}"
    verdict = finding["verdict"]
    if verdict == "fail":
        text = f"{far} {exceeds(value, rule, scale)}"
        return f"{text}, a convention." if is_convention(rule) else f"{text}."
    if verdict == "pass":
        return _passed(measured, rule, scale)
    if finding.get("reason") and measured.get("unanswered"):
        return f"{far} keeps the policy's limit, but {finding['reason']}."
    needed = finding.get("needed_sample_size")
    if outside(measured["interval"], rule):
        tests = sum(f.get("p_value") is not None for f in view.findings)
        text = f"{far} lies outside the policy's limit, but {tests} tests could show that by chance"
    else:
        text = f"{far} may lie on either side of the policy's limit"
    return (
        f"{text}; it {decided_near(needed)}."
        if needed
        else (f"{text}: no verdict is possible yet.")
    )


def finding_sentence(view: View, finding: Json) -> str:
    """One finding in one sentence, for lists and pipelines."""
    text = amount(view, finding)
    if text.startswith("No verdict"):
        return text
    name = view.word(finding["rule"]["metric"]).phrase
    who = whose(view, finding) + _against(view, finding)
    return f"{name}, {who}: {text[:1].lower()}{text[1:]}"


def _against(view: View, finding: Json) -> str:
    """Whom the group is compared with, where the rule leaves groups out that others have."""
    measured = view.measured(finding)
    if "judged" not in finding or measured is None or not measured.get("reference"):
        return ""
    return f" against {group_name(measured['reference'])}, the highest of the groups judged"


def what_of(measured: Json, scale: str) -> str:
    """How the number is called: a gap, a ratio, or by its name."""
    if scale == POINTS and measured.get("reference"):
        return "The gap"
    if scale == RATIO:
        return "The ratio"
    return f"The {in_sentence(measured['metric'])}"


def _without_sign(measured: Json, rule: Json, scale: str) -> Json:
    """A gap that is negative throughout, told by its size; the rates say who has less."""
    lower, upper = measured["interval"]
    symmetric = isinstance(rule.get("within"), int | float)
    if scale != POINTS or not symmetric or lower is None or upper is None or upper > 0:
        return measured
    return {**measured, "value": -measured["value"], "interval": [-upper, -lower]}


def _size_of(value: float, scale: str) -> str:
    if scale != POINTS:
        return with_unit(value, scale)
    points = plain(100 * value, 0 if abs(value) >= 0.0995 else 1)
    return f"{points}{TIGHT}points"


def _bracket(measured: Json, scale: str) -> str:
    lower, upper = measured["interval"]
    if scale == POINTS and lower is not None and upper is not None:
        digits = 0 if abs(measured["value"]) >= 0.0995 else 1
        return f"[{plain(100 * lower, digits)} to {plain(100 * upper, digits)}]"
    return between(measured["interval"], scale)


def _passed(measured: Json, rule: Json, scale: str) -> str:
    low, high = bounds(rule)
    n = f"n{TIGHT}{size(measured['sample_size'])}"
    if scale == POINTS and high is not None:
        return f"No gap above {limit(high, scale)} found ({n})."
    shown = f"{with_unit(measured['value'], scale)} {between(measured['interval'], scale)}"
    name = what_of(measured, scale)
    bound = low if low is not None else high
    if bound is None:
        return f"{name} of {shown} lies inside the policy's limits ({n})."
    side = "above" if low is not None else "below"
    return f"{name} of {shown} lies {side} the policy's limit of {limit(bound, scale)} ({n})."


def unmeasured(view: View, finding: Json, measured: Json | None) -> str:
    name = in_sentence(finding["rule"]["metric"])
    reason = finding.get("reason") or (measured or {}).get("undetermined") or "nothing measured it"
    group = "" if measured is None else f" for {group_name(measured['group'])}"
    return f"No verdict on {name}{group}: {reason.rstrip('.')}."

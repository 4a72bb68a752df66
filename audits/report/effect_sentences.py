"""How much: a finding's number against the policy's limit, in one sentence."""

from audits.json_types import Json
from audits.report.answers import unmeasured
from audits.report.heads import head_of, own, titled
from audits.report.metric_phrases import in_sentence, is_claim
from audits.report.number_format import (
    BY_DEFINITION,
    DIFFERENCE,
    POINTS,
    RATIO,
    SIGNED,
    TIGHT,
    between,
    interval_text,
    limit,
    plain,
    size,
    with_unit,
)
from audits.report.questions import GAIN
from audits.report.rate_phrases import described
from audits.report.rule_phrases import (
    bounds,
    decided_near,
    exceeds,
    is_convention,
    limit_text,
    outside,
    whose,
)
from audits.report.view import View, group_name

# So many times the rows of now are beyond what anybody collects.
FAR = 10


def amount(view: View, finding: Json) -> str:
    """`The gap of 21 points [18 to 25], more often for sex m, exceeds the policy's limit of 5.`"""
    measured = view.measured(finding)
    if measured is None or "value" not in measured:
        return unmeasured(view, finding, measured)
    rule, verdict = finding["rule"], finding["verdict"]
    scale = view.word(measured["metric"]).scale
    far = _far(measured, rule, scale)
    custom = ", a convention" if is_convention(rule) else ""
    if verdict == "fail" and measured["metric"] == GAIN:
        return f"{far} breaks the policy's limit, {limit_text(rule, scale)}."
    if verdict == "fail":
        why = f": {finding['reason']}" if finding.get("reason") else ""
        return f"{far} {exceeds(measured['value'], rule, scale)}{custom}{why}."
    if verdict == "pass":
        limit_words = _passed(measured, rule, scale, far, custom)
        # Of an attack what it left standing is said with the attack: it is no proof.
        return f"{limit_words[:-1]}: {finding['reason']}." if finding.get("reason") else limit_words
    if finding.get("reason"):
        limit_words = "lies outside" if outside(measured["interval"], rule) else "keeps"
        if not measured.get("unanswered"):
            return f"{far} decides nothing: {str(finding['reason']).rstrip('.')}."
        return f"{far} {limit_words} the policy's limit, but {finding['reason']}."
    return f"{far} {_open(view, finding, measured)}."


def _open(view: View, finding: Json, measured: Json) -> str:
    """Why it is inconclusive, and where it would be decided."""
    needed = finding.get("needed_sample_size")
    if outside(measured["interval"], finding["rule"]):
        tests = view.tests
        text = f"lies outside the policy's limit, but {_tests(tests)} could show that by chance"
    else:
        text = "may lie on either side of the policy's limit"
    if not needed:
        why = "no verdict is possible yet"
        if _at_limit(measured, finding["rule"]):
            why = "it lies at its limit, where more data would hardly decide"
        if measured["method"].endswith(" people)"):
            why = "answers of more people are what would decide it"
        return f"{text}: {why}"
    sample = measured["sample_size"]
    n = sample if isinstance(sample, int) else sample[0]
    now = f" (now {n:,})"
    if needed > FAR * n:
        return f"{text}, so near to it that it {decided_near(needed, now)}"
    return f"{text}; it {decided_near(needed, now)}"


def finding_sentence(view: View, finding: Json) -> str:
    """One finding in one sentence, for lists and pipelines."""
    head = head_of(finding)
    view, finding = own(view, finding)
    text = amount(view, finding)
    if text.startswith("No verdict"):
        return titled(head, text)
    name = view.word(finding["rule"]["metric"]).phrase
    who = whose(view, finding) + _against(view, finding)
    return titled(head, f"{name}, {who}: {text[:1].lower()}{text[1:]}")


def _against(view: View, finding: Json) -> str:
    """Whom the group is compared with, where the rule leaves groups out that others have."""
    measured = view.measured(finding)
    if "judged" not in finding or measured is None or not measured.get("reference"):
        return ""
    return f" against {group_name(measured['reference'])}, the highest of the groups judged"


def _at_limit(measured: Json, rule: Json) -> bool:
    """Whether the value all but is a bound, by the width of its interval."""
    lower, upper = measured["interval"]
    if lower is None or upper is None:
        return False
    ends = (bound for bound in bounds(rule) if bound is not None)
    return any(abs(measured["value"] - bound) <= 0.01 * (upper - lower) for bound in ends)


def _tests(number: int) -> str:
    return f"{number} test{'' if number == 1 else 's'}"


def _far(measured: Json, rule: Json, scale: str) -> str:
    """The number by its name, with interval and direction, as the beginning of a sentence."""
    if measured["metric"] == GAIN:
        gains = measured["value"] >= 0
        shown = measured if gains else _turned(measured)
        size_, interval = _size_of(shown["value"], scale), _bracket(shown, scale)
        verb, over = ("gain", "over") if gains else ("loss", "against")
        return f"The {verb} of {size_} {interval} {over} doing nothing"
    gap = scale in SIGNED and measured.get("reference") and not is_claim(measured["metric"])
    symmetric = isinstance(rule.get("within"), int | float)
    shown = _turned(measured) if gap and symmetric and measured["value"] < 0 else measured
    text = f"{what_of(measured, scale)} of {_size_of(shown['value'], scale)}"
    text = f"{text} {_bracket(shown, scale)}"
    text = text.replace("+", "") if scale == DIFFERENCE and symmetric else text
    return f"{text}, {_direction(measured, scale)}," if gap and measured["value"] else text


def _direction(measured: Json, scale: str) -> str:
    """Which of the two groups has more."""
    more, less = ("more often", "less often") if scale == POINTS else ("higher", "lower")
    word = more if measured["value"] > 0 else less
    lower, upper = measured["interval"]
    astride = lower is None or upper is None or lower <= 0 <= upper
    group = described(measured["group"])
    return f"{word} for {group}" + (" but perhaps the other way round" if astride else "")


def _turned(measured: Json) -> Json:
    """The same number told by its size."""
    lower, upper = measured["interval"]
    ends = [None if end is None else -end for end in (upper, lower)]
    return {**measured, "value": -measured["value"], "interval": ends}


def what_of(measured: Json, scale: str) -> str:
    """How the number is called: a gap, a ratio, or by its name."""
    if scale in SIGNED and measured.get("reference") and not is_claim(measured["metric"]):
        name = in_sentence(measured["metric"]).removesuffix(" difference")
        return "The gap" if scale == POINTS else f"The gap in {name}"
    if scale == RATIO:
        return "The ratio"
    return f"The {in_sentence(measured['metric'])}"


def _size_of(value: float, scale: str) -> str:
    if scale != POINTS:
        return with_unit(value, scale)
    points = plain(100 * value, 0 if abs(value) >= 0.0995 else 1)
    return f"{points}{TIGHT}points"


def _bracket(measured: Json, scale: str) -> str:
    lower, upper = measured["interval"]
    if interval_text(measured, scale) == BY_DEFINITION:
        return f"({BY_DEFINITION})"
    if scale == POINTS and lower is not None and upper is not None:
        digits = 0 if abs(measured["value"]) >= 0.0995 else 1
        return f"[{plain(100 * lower, digits)} to {plain(100 * upper, digits)}]"
    return between(measured["interval"], scale)


def _passed(measured: Json, rule: Json, scale: str, far: str, custom: str) -> str:
    """What was not found, or the limit that is kept."""
    _, high = bounds(rule)
    n = f"n{TIGHT}{size(measured['sample_size'])}"
    gap = measured.get("reference") and isinstance(rule.get("within"), int | float)
    if scale == POINTS and high is not None and gap:
        return f"No gap above {limit(high, scale)} found ({n})."
    limit_words = f"keeps the policy's limit, {limit_text(rule, scale)}{custom}"
    return f"{far} {limit_words} ({n})."

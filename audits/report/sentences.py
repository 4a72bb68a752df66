"""Three plain sentences: what was asked, who is affected, by how much."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from audits.report.numbers import (
    POINTS,
    RATIO,
    SHARE,
    TIGHT,
    between,
    limit,
    listed,
    near,
    plain,
    size,
    with_unit,
)
from audits.report.view import View, group_name
from audits.report.vocabulary import in_sentence
from audits.report.wording import bounds, exceeds, is_convention, whose

Json = Mapping[str, Any]

# A comparison is told by the rate that it compares.
TOLD_BY = {
    "demographic_parity_difference": "selection_rate",
    "disparate_impact_ratio": "selection_rate",
    "impact_ratio": "selection_rate",
    "equal_opportunity_difference": "true_positive_rate",
    "predictive_parity_difference": "positive_predictive_value",
    "accuracy_difference": "accuracy",
}


@dataclass(frozen=True, slots=True)
class Hundred:
    """So many of a hundred people of a group."""

    count: int
    name: str
    sample_size: str


@dataclass(frozen=True, slots=True)
class Sentences:
    """`people` has two entries where the gap is one of shares, else none."""

    asked: str
    affected: str
    amount: str
    note: str
    people: tuple[Hundred, ...] = ()
    people_alt: str = ""

    @property
    def all(self) -> tuple[tuple[str, str], ...]:
        """Question and answer."""
        return (
            ("What was asked", self.asked),
            ("Who is affected", self.affected),
            ("By how much", self.amount),
        )


def sentences(view: View) -> Sentences:
    """The sentences about the finding that matters most."""
    finding = headline(view)
    if finding is None:
        return _without_policy(view)
    measured = view.measured(finding)
    if measured is None or "value" not in measured:
        return Sentences(
            _asked(view), _unmeasured(view, finding, measured), _count(view), _note(view)
        )
    rate, pair = _told(view, measured)
    people, alt = _people(view, rate, pair)
    return Sentences(
        _asked(view), _affected(view, measured, rate, pair), amount(view, finding), _note(view),
        people, alt,
    )  # fmt: skip


def headline(view: View) -> Json | None:
    """The largest failing gap; else the widest open one, what did not run, then what passed."""
    for verdict in ("fail", "error", "inconclusive", "not_run", "pass"):
        found = [f for f in view.findings if f["verdict"] == verdict and not f.get("waived")]
        if found:
            return max(found, key=lambda finding: _weight(view, finding))
    return None


def _weight(view: View, finding: Json) -> tuple[int, float]:
    """Comparisons of groups first, and among them the largest."""
    measured = view.measured(finding)
    if measured is None or "value" not in measured:
        return 0, 0.0
    _, pair = _told(view, measured)
    if len(pair) == 2:
        return 2, abs(pair[0]["value"] - pair[1]["value"])
    word = view.word(measured["metric"])
    far = abs(measured["value"] - (word.null or 0.0))
    return (1, far) if measured.get("reference") else (0, far)


def _told(view: View, measured: Json) -> tuple[str, list[Json]]:
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
    known = [found for found in pair if found is not None]
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
    for found in view.measurements:
        if found.get("reference") and set(found["reference"]) == set(group):
            reference: Json = found["reference"]
            return reference
    return None


def _who(view: View, rate: str, group: Json) -> tuple[str, str]:
    """Who is counted, and what happened to so many of them."""
    positive, favourable = view.stated("positive"), view.stated("favourable")
    label = view.name_of("label") or "label"
    name = f"{group_name(group)} people" if group else "people"
    yes = f"“{positive}”" if positive is not None else "the positive class"
    good = f"“{favourable}”" if favourable is not None else "the favourable answer"
    had, had_not = f"{name} whose {label} is {yes}", f"{name} whose {label} is not {yes}"
    return {
        "selection_rate": (name, f"were given {good}"),
        "true_positive_rate": (had, f"were answered {yes}"),
        "false_negative_rate": (had, f"were not answered {yes}"),
        "false_positive_rate": (had_not, f"were answered {yes}"),
        "true_negative_rate": (had_not, f"were not answered {yes}"),
        "positive_predictive_value": (f"{name} answered {yes}", "had that label"),
        "negative_predictive_value": (f"{name} not answered {yes}", "had another label"),
        "accuracy": (f"answers about {name}", "were right"),
        "base_rate": (name, f"have the label {yes}"),
    }.get(rate, (name, f"count towards the {in_sentence(rate)}"))


def _affected(view: View, measured: Json, rate: str, pair: list[Json]) -> str:
    if not pair:
        scale = view.word(measured["metric"]).scale
        return (
            f"{view.word(measured['metric']).phrase} for {group_name(measured['group'])} is "
            f"{with_unit(measured['value'], scale)} {between(measured['interval'], scale)}, "
            f"n{TIGHT}{size(measured['sample_size'])}."
        )
    who, what = _who(view, rate, pair[0]["group"])
    text = f"Of 100 {who}, {_hundred(pair[0])} {what}"
    if len(pair) == 2:
        other = group_name(pair[1]["group"])
        text += f"; of 100 {other} people, {_hundred(pair[1])}"
    return f"{text}."


def _hundred(found: Json) -> str:
    return f"{plain(100 * found['value'], 0)} {between(found['interval'], SHARE, digits=0)}"


def _people(view: View, rate: str, pair: list[Json]) -> tuple[tuple[Hundred, ...], str]:
    if len(pair) != 2:
        return (), ""
    people = tuple(
        Hundred(round(100 * found["value"]), group_name(found["group"]), size(found["sample_size"]))
        for found in pair
    )
    _, what = _who(view, rate, pair[0]["group"])
    shares = listed([f"{p.count} of 100 {p.name}" for p in people])
    return people, f"{shares} people {what}"


def amount(view: View, finding: Json) -> str:
    """`The gap of 21 points [18 to 25] exceeds the policy's limit of 5.`"""
    measured = view.measured(finding)
    if measured is None or "value" not in measured:
        return _unmeasured(view, finding, measured)
    rule, value = finding["rule"], measured["value"]
    scale = view.word(measured["metric"]).scale
    far = f"{what_of(measured, scale)} of {_size_of(value, scale)} {_bracket(measured, scale)}"
    verdict = finding["verdict"]
    if verdict == "fail":
        text = f"{far} {exceeds(value, rule, scale)}"
        return f"{text}, a convention." if is_convention(rule) else f"{text}."
    if verdict == "pass":
        return _passed(measured, rule, scale)
    needed = finding.get("needed_sample_size")
    text = f"{far} may lie on either side of the policy's limit"
    return (
        f"{text}; it would be decided near n{TIGHT}{near(needed)}."
        if needed
        else (f"{text}: no verdict is possible yet.")
    )


def finding_sentence(view: View, finding: Json) -> str:
    """One finding in one sentence, for lists and pipelines."""
    found = amount(view, finding)
    if found.startswith("No verdict"):
        return found
    name = view.word(finding["rule"]["metric"]).phrase
    return f"{name}, {whose(view, finding)}: {found[:1].lower()}{found[1:]}"


def what_of(measured: Json, scale: str) -> str:
    """How the number is called: a gap, a ratio, or by its name."""
    if scale == POINTS and measured.get("reference"):
        return "The gap"
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


def _asked(view: View) -> str:
    rules = view.policy.get("rules", [])
    compared = [rule for rule in rules if rule.get("attribute")]
    chosen = compared or rules
    metrics = list(dict.fromkeys(in_sentence(rule["metric"]) for rule in chosen))
    named = listed(metrics if len(metrics) <= 3 else [*metrics[:3], f"{len(metrics) - 3} more"])
    verb = "Does" if len(metrics) == 1 else "Do"
    limits = {_one_limit(view, rule) for rule in chosen}
    end = f"its limit of {limits.pop()}" if len(limits) == 1 else "the policy's limits"
    if len(metrics) != 1:
        end = end.replace("its limit", "the limit")
    if not compared:
        return f"{verb} {named} keep {end}?"
    names: dict[str, None] = {}
    for rule in compared:
        attribute = rule["attribute"]
        names |= dict.fromkeys([attribute] if isinstance(attribute, str) else attribute)
    return f"{verb} {named} keep {end} for every {listed(list(names))}?"


def _one_limit(view: View, rule: Json) -> str:
    low, high = bounds(rule)
    scale = view.word(rule["metric"]).scale
    if low is not None and high is not None and low == -high:
        return limit(high, scale)
    return " to ".join(limit(bound, scale) for bound in (low, high) if bound is not None)


def _unmeasured(view: View, finding: Json, measured: Json | None) -> str:
    name = in_sentence(finding["rule"]["metric"])
    reason = finding.get("reason") or (measured or {}).get("undetermined") or "nothing measured it"
    group = "" if measured is None else f" for {group_name(measured['group'])}"
    return f"No verdict on {name}{group}: {reason.rstrip('.')}."


def _count(view: View) -> str:
    total = len(view.findings)
    judged = sum(f["verdict"] in ("pass", "fail") for f in view.findings)
    return f"{judged} of {total} checks could be decided."


def _note(view: View) -> str:
    confidence = plain(100 * view.confidence, 1).removesuffix(".0")
    return f"In brackets: the {confidence}{TIGHT}% interval. n: people or rows counted."


def _without_policy(view: View) -> Sentences:
    sizes = sum("value" in found for found in view.measurements)
    accuracy = view.estimate("accuracy")
    second = (
        f"{with_unit(accuracy['value'], SHARE)} {between(accuracy['interval'], SHARE)} of the "
        f"answers are right, n{TIGHT}{size(accuracy['sample_size'])}."
        if accuracy
        else f"{sizes:,} numbers were measured; each stands below with its interval."
    )
    return Sentences(
        "No policy was given, so nothing was judged.",
        second,
        "Give a policy to turn these measurements into a verdict.",
        _note(view),
    )

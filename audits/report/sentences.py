"""Three plain sentences: what was asked, who is affected, by how much."""

from dataclasses import dataclass

from audits.json_types import Json
from audits.report import nuisance_phrases, stereotype_phrases, translation_phrases
from audits.report.effect_sentences import amount, unmeasured
from audits.report.headline import headline, told
from audits.report.metric_phrases import in_sentence
from audits.report.number_format import (
    SHARE,
    TIGHT,
    between,
    limit,
    listed,
    plain,
    size,
    with_unit,
)
from audits.report.rule_phrases import bounds
from audits.report.view import View, group_name


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
            _asked(view), unmeasured(view, finding, measured), _count(view), _note(view)
        )
    rate, pair = told(view, measured)
    people, alt = _people(view, rate, pair)
    return Sentences(
        _asked(view), _affected(view, measured, rate, pair), amount(view, finding), _note(view),
        people, alt,
    )  # fmt: skip


def _who(view: View, rate: str, group: Json) -> tuple[str, str]:
    """Who is counted, and what happened to so many of them."""
    positive, favourable = view.stated("positive"), view.stated("favourable")
    label = view.name_of("label") or "label"
    name = f"{group_name(group)} {view.rows_word}" if group else view.rows_word
    yes = f"“{positive}”" if positive is not None else "the positive class"
    good = f"“{favourable}”" if favourable is not None else "the favourable answer"
    had, had_not = f"{name} whose {label} is {yes}", f"{name} whose {label} is not {yes}"
    return {
        "selection_rate": (name, view.said_of(favourable) or f"were given {good}"),
        "true_positive_rate": (had, view.said_of(positive) or f"were answered {yes}"),
        "false_negative_rate": (had, f"were not answered {yes}"),
        "false_positive_rate": (had_not, view.said_of(positive) or f"were answered {yes}"),
        "true_negative_rate": (had_not, f"were not answered {yes}"),
        "positive_predictive_value": (f"{name} answered {yes}", "had that label"),
        "negative_predictive_value": (f"{name} not answered {yes}", "had another label"),
        "accuracy": (name, "were answered correctly"),
        "base_rate": (name, f"have the label {yes}"),
    }.get(rate, (name, f"count towards the {in_sentence(rate)}"))


def _affected(view: View, measured: Json, rate: str, pair: list[Json]) -> str:
    nuisance = nuisance_phrases.affected(view, measured)
    if nuisance is not None:
        return nuisance
    if measured["metric"] in (stereotype_phrases.METRIC, stereotype_phrases.GAP):
        tied = stereotype_phrases.leading(view, measured["group"])
        if tied is not None:
            return stereotype_phrases.words(tied)
    translated = translation_phrases.affected(measured, pair)
    if translated is not None:
        return f"{translated} {stereotype_phrases.sentence(view, measured['group'])}".rstrip()
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
        text += f"; of 100 {other} {view.rows_word}, {_hundred(pair[1])}"
    return f"{text}."


def _hundred(estimate: Json) -> str:
    return f"{plain(100 * estimate['value'], 0)} {between(estimate['interval'], SHARE, digits=0)}"


def _people(view: View, rate: str, pair: list[Json]) -> tuple[tuple[Hundred, ...], str]:
    # A hundred dots are people; sentences of a language are not.
    if len(pair) != 2 or "language" in pair[0]["group"]:
        return (), ""
    people = tuple(
        Hundred(
            round(100 * estimate["value"]),
            group_name(estimate["group"]),
            size(estimate["sample_size"]),
        )
        for estimate in pair
    )
    _, what = _who(view, rate, pair[0]["group"])
    shares = listed([f"{p.count} of 100 {p.name}" for p in people])
    return people, f"{shares} {view.rows_word} {what}"


def _asked(view: View) -> str:
    rules = view.policy.get("rules", [])
    compared = [rule for rule in rules if rule.get("attribute")]
    asked_rules = compared or rules
    metrics = list(dict.fromkeys(in_sentence(rule["metric"]) for rule in asked_rules))
    named = listed(metrics if len(metrics) <= 3 else [*metrics[:3], f"{len(metrics) - 3} more"])
    verb = "Does" if len(metrics) == 1 else "Do"
    limits = {_one_limit(view, rule) for rule in asked_rules}
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


def _count(view: View) -> str:
    total = len(view.findings)
    judged = sum(f["verdict"] in ("pass", "fail") for f in view.findings)
    return f"{judged} of {total} checks could be decided."


def _note(view: View) -> str:
    confidence = plain(100 * view.confidence, 1).removesuffix(".0")
    return f"In brackets: the {confidence}{TIGHT}% interval. n: people, rows or sentences counted."


def _without_policy(view: View) -> Sentences:
    leading = stereotype_phrases.leading(view)
    if leading is not None:
        # A share of she says little; whether it goes with the stereotype is the question.
        open_ = "Give a policy to turn these measurements into a verdict."
        told_ = (
            stereotype_phrases.size(leading)
            if "value" in leading
            else stereotype_phrases.turned(view)
        )
        asked = (
            "Do she and he follow the stereotype of what the person is or does? No policy was "
            "given, so nothing was judged."
        )
        return Sentences(asked, stereotype_phrases.words(leading), told_ or open_, _note(view))
    sizes = sum("value" in measurement for measurement in view.measurements)
    accuracy = view.estimate("accuracy")
    second = (
        f"{with_unit(accuracy['value'], SHARE)} {between(accuracy['interval'], SHARE)} of the "
        f"answers are right, n{TIGHT}{size(accuracy['sample_size'])}."
        if accuracy
        else f"{sizes:,} numbers were measured; each stands below with its interval."
        if sizes != 1
        else "One number was measured; it stands below with its interval."
    )
    return Sentences(
        "No policy was given, so nothing was judged.",
        second,
        "Give a policy to turn these measurements into a verdict.",
        _note(view),
    )

"""What a rule asks, as the question that its finding answers."""

from audits.json_types import Json
from audits.report.metric_phrases import in_sentence, is_claim
from audits.report.number_format import MINUS, RATIO, SHARE, SIGNED, limit, listed, plain
from audits.report.rate_phrases import compared_rate, counted, described, of_class
from audits.report.rule_phrases import bounds, limit_text
from audits.report.view import View
from audits.specification.probe_manifest import declared

GAIN = "accuracy_gain_over_majority"
_NUISANCES = {
    "worst_group_accuracy": "Of 100 answers, how many are right in the worst combination of label "
    "and {nuisance}, and is that {limit}?",
    "nuisance_only_skill": "Of 100 labels, how many are given right by knowing {nuisance} alone, "
    "and is that {limit}?",
    "intervention_flip_rate": "Of 100 answers, how many change when {nuisance} is changed and "
    "nothing else, and is that {limit}?",
    "confound_dependence": "Among {rows} with the same label, does the answer go with {nuisance} "
    "by {limit} on a scale from 0 to 1?",
}


def question(view: View, rule: Json, measured: Json | None = None) -> str:
    """The question of a rule. measured: what answers it, which names the reference."""
    metric, rows = rule["metric"], view.rows_word
    scale = view.word(metric).scale
    if metric == GAIN:
        return _gain(view, rule)
    if measured is not None and measured.get("reference") and is_claim(metric):
        # Loaded where there is one: a service starts without it.
        from audits.report import claim_phrases

        return claim_phrases.question(view, rule, measured)
    if metric == "stereotype_gap":
        return (
            "Do she and he follow the stereotype of what the person is or does, by a gap "
            f"{limit_text(rule, scale)}{_scope(rule)}?"
        )
    nuisance = _group(rule, measured).get("nuisance")
    if metric in _NUISANCES and nuisance is not None:
        text = _in_hundred(rule) if scale == SHARE else limit_text(rule, scale)
        return _NUISANCES[metric].format(nuisance=nuisance, limit=text, rows=rows)
    single = of_class(view, metric, _group(rule, measured)) or counted(view, metric)
    if single is not None:
        return (
            f"Of 100 {rows}{single.condition}, how many {single.event}, and is that "
            f"{_in_hundred(rule)}{_scope(rule, without='class')}?"
        )
    compared = _compared(view, metric)
    if compared:
        return f"{compared}, and {_against(view, rule, measured, scale)}?"
    if scale in SIGNED and measured is not None and measured.get("reference"):
        named = in_sentence(metric).removesuffix(" difference")
        return f"How large is the {named}, and {_against(view, rule, measured, scale)}?"
    return f"Is the {in_sentence(metric)} {limit_text(rule, scale)}{_scope(rule)}?"


def _group(rule: Json, measured: Json | None) -> Json:
    group: Json = rule.get("group") or {} if measured is None else measured["group"]
    return group


def _compared(view: View, metric: str) -> str:
    rows, label = view.rows_word, view.name_of("label") or "label"
    if len(declared(metric).compares) > 1:
        event = counted(view, "true_positive_rate")
        assert event is not None
        return f"Of 100 {rows} with the same {label}, how many {event.event}"
    rate = counted(view, compared_rate(metric)) if declared(metric).compares else None
    return f"Of 100 {rows}{rate.condition}, how many {rate.event}" if rate else ""


def _against(view: View, rule: Json, measured: Json | None, scale: str) -> str:
    """`does every race stay within 5 points of race Caucasian`."""
    who = _every(rule) or "every group"
    reference = (measured or {}).get("reference")
    other = described(reference) if reference else "the reference group"
    if scale == RATIO:
        if rule["metric"] == "impact_ratio":
            other = "the highest group's share"
        else:
            other = f"the share of {other}"
        return f"does {who} have {limit_text(rule, scale)} times {other}"
    low, high = bounds(rule)
    if low is not None and high is not None and low == -high:
        return f"does {who} stay within {limit(high, scale)} of {other}"
    sides = [_side(bound, word, scale) for bound, word in ((low, "least"), (high, "most"))
             if bound is not None]  # fmt: skip
    return f"does {who} lie {listed(sides)} {other}"


def _side(bound: float, word: str, scale: str) -> str:
    if bound < 0:
        word = {"least": "most", "most": "least"}[word]
        return f"at {word} {limit(-bound, scale)} below"
    return f"at {word} {limit(bound, scale)} above"


def _every(rule: Json) -> str:
    attribute = rule.get("attribute")
    if isinstance(attribute, str):
        return f"every {attribute}"
    if attribute and len(attribute) > 1:
        return f"every combination of {listed(attribute)}"
    return f"every {attribute[0]}" if attribute else described(rule.get("group") or {})


def _scope(rule: Json, *, without: str = "") -> str:
    group = {k: v for k, v in (rule.get("group") or {}).items() if k != without}
    who = _every({**rule, "group": group})
    return f" for {who}" if who else ""


def _in_hundred(rule: Json) -> str:
    """`at most 40`: the bound of a share, so many of a hundred."""
    words = (("at_least", "at least"), ("above", "more than"), ("at_most", "at most"),
             ("below", "fewer than"))  # fmt: skip
    texts = [f"{word} {_number(rule[key])}" for key, word in words if key in rule]
    if not texts:
        low, high = bounds(rule)
        texts = [f"from {_number(low or 0.0)} to {_number(1.0 if high is None else high)}"]
    return listed(texts)


def _number(share: float) -> str:
    text = plain(100 * share, 2)
    return text.rstrip("0").removesuffix(".").replace("-", MINUS)


def _gain(view: View, rule: Json) -> str:
    """Doing nothing is called by its name."""
    scale = view.word(rule["metric"]).scale
    low, high = bounds(rule)
    whose = f"{_scope(rule)}"
    asked = f"Is the model right more often than doing nothing{whose}"
    nothing = "doing nothing is always giving the most frequent answer"
    if low in (None, 0) and high is None:
        return f"{asked}? ({nothing[:1].upper()}{nothing[1:]}.)"
    return f"{asked}, by {_by(rule, scale)}? ({nothing[:1].upper()}{nothing[1:]}.)"


def _by(rule: Json, scale: str) -> str:
    words = (("at_least", "at least"), ("above", "more than"), ("at_most", "at most"),
             ("below", "less than"))  # fmt: skip
    texts = [f"{word} {limit(rule[key], scale)}" for key, word in words if key in rule]
    return listed(texts) or limit_text(rule, scale)

"""Claims in plain sentences: they are about systems beside a baseline, not about people."""

from audits.json_types import Json
from audits.report.metric_phrases import in_sentence
from audits.report.number_format import lower_first
from audits.report.rate_phrases import n_of
from audits.report.rule_phrases import limit_text
from audits.report.view import View


def beside(measured: Json) -> str:
    """The baseline that a claim is held against; "the baseline" where nothing names it."""
    return str(measured["reference"].get("system") or "the baseline")


def question(view: View, rule: Json, measured: Json) -> str:
    """`Is every system better than RS, by a typical improvement above 0?`

    measured: the claim, which names its baseline as the reference.
    """
    metric = rule["metric"]
    name, limit = in_sentence(metric), limit_text(rule, view.word(metric).scale)
    group = rule.get("group") or {}
    on = " on every data set" if rule.get("attribute") == "set" else _on(group)
    who = group.get("system") or ("the best" if "variant" in group else "every system")
    article = "an" if name[0] in "aeiou" else "a"
    return f"Is {who} better than {beside(measured)}{on}, by {article} {name} {limit}?"


def affected(view: View, measured: Json) -> str:
    """Which claim it is, of how many values, and what the number means."""
    group, word = measured["group"], view.word(measured["metric"])
    who = group.get("system") or "the best of the variants"
    text = f"{who} beside {beside(measured)}{_on(group)}, {n_of(measured)}."
    return f"{text} {word.phrase}: {lower_first(word.meaning.rstrip('.'))}."


def _on(group: Json) -> str:
    return f" on {group['set']}" if "set" in group else ""

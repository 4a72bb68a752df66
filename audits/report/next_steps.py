"""What to do about a finding: the remedy, the sample size, or where to look."""

from audits.json_types import Json
from audits.report.notes import sentence_of
from audits.report.number_format import TIGHT, with_unit
from audits.report.rule_phrases import decided_near, outside
from audits.report.view import View, group_name
from audits.specification.probe_manifest import section, vocabulary

READ_THRESHOLDS = "Read the threshold chart before changing the model"
SEE_THRESHOLDS = "thresholds-and-scores"


def next_step(view: View, finding: Json) -> str:
    """What to do about it: the remedy, the sample size, or where to look."""
    measured, verdict = view.measured(finding), finding["verdict"]
    if finding.get("remedy"):
        # Beside a number the reason has no place of its own.
        beside = measured is not None and "value" in measured and finding.get("reason")
        prefix = f"{str(beside)[:1].upper()}{str(beside)[1:]}: " if beside else ""
        return prefix + str(finding["remedy"])
    needed = finding.get("needed_sample_size")
    if verdict == "inconclusive":
        if measured is not None and "undetermined" in measured:
            return _to_determine(measured["undetermined"], needed)
        alone = measured is not None and outside(measured["interval"], finding["rule"])
        parts = [_by_chance(view)] if alone else []
        if needed:
            parts.append(decided_near(needed))
        if parts:
            text = "; ".join(parts)
            return text[:1].upper() + text[1:]
        settled = measured is None or finding.get("reason")
        return "" if settled else "Lies at its limit: no n would decide it"
    if verdict == "fail" and measured is not None:
        return _where_to_look(view, measured)
    if verdict == "not_run":
        owner = _owner(view, finding["rule"]["metric"])
        return str((owner or {}).get("remedy") or "Add the probe that measures this, or remove it")
    return ""


def what_next(view: View, finding: Json) -> str:
    """The next step where the sentences do not tell it yet; nothing after a pass."""
    measured, verdict = view.measured(finding), finding["verdict"]
    if verdict == "pass":
        return ""
    if finding.get("remedy"):
        return sentence_of(str(finding["remedy"]))
    numbered = measured is not None and "value" in measured
    if verdict == "inconclusive" and numbered:
        # Where it would be decided stands in the amount; a reason has its remedy or its page.
        alike = _answers_alike(view, measured["group"]) if measured is not None else ""
        return sentence_of(alike) if alike else ""
    step = next_step(view, finding)
    return sentence_of(step) if step else ""


def _by_chance(view: View) -> str:
    """Why a number outside of its limit does not fail: it is one of many that were looked at."""
    tests = sum(finding.get("p_value") is not None for finding in view.findings)
    return f"outside its limit alone, but {tests} tests could show that by chance"


def _to_determine(reason: str, needed: int | None) -> str:
    if needed:
        return f"Is judged from n{TIGHT}{needed:,} on"
    if "probability" in reason:
        return "Give a score that is a probability, or remove the rule"
    return ""


def _where_to_look(view: View, measured: Json) -> str:
    metric, group = measured["metric"], measured["group"]
    reference = measured.get("reference")
    if "language" in group:
        return f"Open {_section_of(measured)} and read the sentences, each with what it became"
    answers_alike = _answers_alike(view, group)
    if answers_alike:
        return answers_alike
    if view.exhibits(kind="thresholds") and metric != "accuracy_gain_over_majority" and group:
        return READ_THRESHOLDS
    if reference:
        ours, other = view.estimate("base_rate", group), view.estimate("base_rate", reference)
        if ours and other:
            return (
                f"See the base rates ({with_unit(ours['value'], 'share')} of "
                f"{group_name(group)}, {with_unit(other['value'], 'share')} of "
                f"{group_name(reference)}) before reading this alone"
            )
    return f"Open {_section_of(measured)}, which shows where it comes from"


def _section_of(measured: Json) -> str:
    """The section below that holds what the metric's probe drew."""
    owner = vocabulary().get(measured["metric"], (None, str(measured["probe"])))[1]
    return f"“{section(owner.partition('.')[0]).title}” below"


def _answers_alike(view: View, group: Json) -> str:
    """What to do about a model that gives all the same answer, which is what doing nothing does."""
    rates = [view.estimate(rate, group) for rate in ("true_positive_rate", "false_positive_rate")]
    shares = {None if estimate is None else estimate["value"] for estimate in rates}
    positive = view.stated("positive")
    if shares == {0}:
        return (
            f"It never answers “{positive}”: lower the threshold, or weigh “{positive}” more in "
            "training, and audit again"
        )
    if shares == {1}:
        return (
            f"It answers “{positive}” every time: raise the threshold, or weigh “{positive}” less "
            "in training, and audit again"
        )
    return ""


def _owner(view: View, metric: str) -> Json | None:
    owner = vocabulary().get(metric, (None, ""))[1]
    return next((p for p in view["probes"] if p["name"] == owner), None)

"""What to do about a finding: its remedy, the sample size that decides it, or where to look."""

from audits.json_types import Json
from audits.report.notes import sentence_of
from audits.report.number_format import TIGHT
from audits.report.rule_phrases import decided_near, outside
from audits.report.view import View
from audits.report.where_to_look import answers_alike, where_to_look
from audits.specification.probe_manifest import measured_by

SEE_THRESHOLDS = "thresholds-and-scores"
# Of attacks that failed for want of gradients (Athalye et al. 2018): what would tell more.
UNMASK = (
    "Attack the network without what hides its gradients (rounding, saturation, draws at random), "
    "or show what holds with robustness.certified: what is hidden is no defence"
)


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
        if not settled and measured is not None and measured["method"].endswith(" people)"):
            return "Answers of more people would decide it"
        return "" if settled else "Lies at its limit: no n would decide it"
    if verdict == "fail" and measured is not None:
        return where_to_look(view, measured)
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
        alike = answers_alike(view, measured["group"]) if measured is not None else ""
        return sentence_of(alike) if alike else ""
    step = next_step(view, finding)
    return sentence_of(step) if step else ""


def _by_chance(view: View) -> str:
    """Why a number outside of its limit does not fail: it is one of many that were looked at."""
    tests = view.tests
    return f"outside its limit alone, but {tests} tests could show that by chance"


def _to_determine(reason: str, needed: int | None) -> str:
    if needed:
        return f"Is judged from n{TIGHT}{needed:,} on"
    if "probability" in reason:
        return "Give a score that is a probability, or remove the rule"
    if reason.startswith("gradients masked"):
        return UNMASK
    return ""


def _owner(view: View, metric: str) -> Json | None:
    measuring = measured_by().get(metric, ())
    return next((p for p in view["probes"] if p["name"] in measuring), None)

"""What a number is evidence of decides which verdicts it can give.

An attack bounds robustness from above and leakage from below: it can break a limit, and what it did
not break is undecided, since a stronger one may. A certificate bounds them from the other side: it
can show that a limit is kept, and what it does not cover it says nothing of. A sample does both.
"""

from dataclasses import dataclass

from audits.measurement import Estimate
from audits.specification.policy_document import RuleSpec
from audits.specification.probe_manifest import declared
from audits.specification.verdicts import Verdict

MORE_BUDGET = (
    "say `evidence: attack` in the rule to accept what this attack left standing, or bound what a "
    "certificate measures, where there is one (`certified_accuracy`)"
)
HONOURED = (
    "bound a metric that takes weights, counts and clusters into account (the page of probes lists "
    "them), or leave that role out, if each row counts alike and by itself"
)
# How a reason begins where labels go by the answer (`audits.running.selected_labels`).
CHOSEN_LABELS = "labels go by the answer"
LABEL_THEM = (
    "label the other rows as well, or audit a sample alone that was drawn without looking at the "
    "answer; or bound a predictive value, which is of rows with one answer"
)
ATTACK = "bound what an attack measures: it shows what is broken"


@dataclass(frozen=True, slots=True)
class Told:
    """A verdict as its evidence allows it, and why where that is another or more than the test's.

    reason, remedy: None where there is nothing to say.
    """

    verdict: Verdict
    reason: str | None = None
    remedy: str | None = None


def allowed(rule: RuleSpec, estimate: Estimate, verdict: Verdict) -> Told:
    """The verdict of the test at the bound, as far as the metric's evidence carries it."""
    evidence = declared(rule.metric).evidence
    if evidence == "attack" and verdict is Verdict.PASS:
        attack = tried(estimate.method)
        if rule.evidence == "attack":
            return Told(verdict, f"withstood {attack}")
        reason = f"the limit was not broken by {attack}; a certificate would decide"
        return Told(Verdict.INCONCLUSIVE, reason, MORE_BUDGET)
    if evidence == "certificate" and verdict is Verdict.FAIL:
        reason = (
            f"not shown by {tried(estimate.method)}; what a certificate does not cover may hold "
            "all the same, and an attack would decide"
        )
        return Told(Verdict.INCONCLUSIVE, reason, ATTACK)
    if evidence == "certificate" and verdict is Verdict.PASS:
        return Told(verdict, f"shown by {tried(estimate.method)}")
    return Told(verdict)


def tried(method: str) -> str:
    """What was tried, as the first bracket behind a method's name tells it.

    method: of an estimate, `wilson (PGD within Linf 0.1)`.
    """
    _, bracket, rest = method.partition(" (")
    words = rest.partition(")")[0]
    return words if bracket and words else "what was tried"

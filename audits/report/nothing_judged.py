"""Why nothing was judged, in words that are true of this audit, and what would change it."""

from dataclasses import dataclass

from audits.report.notes import sentence_of
from audits.report.view import View


@dataclass(frozen=True, slots=True)
class NothingJudged:
    """gate: one sentence under the gate. asked, next: the first and last of three sentences."""

    gate: str
    asked: str
    next: str


GIVE_ANSWERS = (
    "Name the column that holds the answers (role prediction or score), or give a model, and "
    "audit again."
)


def nothing_judged(view: View) -> NothingJudged:
    """Of an audit without findings: answers are missing, rules that fit, or any policy."""
    name = policy_name(view)
    if not view.has_answers and not view.has_results:
        absent = "No column has the role prediction or score, and no model was given"
        also = f"; the policy {name} has no rule on data alone" if name else ""
        return NothingJudged(
            f"{absent}. Only the data were looked at{also}.",
            f"{absent}, so only the data were looked at and nothing was judged.",
            GIVE_ANSWERS,
        )
    if name:
        compared = "" if view.attributes else ", and no column is protected"
        steps = view.plan.get("steps") or ()
        if view.attributes and steps and all(step.get("named") for step in steps):
            return NothingJudged(
                f"The policy {name} has no rule on what the named probes measure.",
                "Probes were named, so only those ran, and the policy has no rule on what they "
                "measure: nothing was judged.",
                "Name the probes that its rules need as well (`evenhand probes` lists them), or "
                "leave `probes` out to run all that fit.",
            )
        return NothingJudged(
            f"The policy {name} has no rule on what was measured here{compared}.",
            f"The policy has no rule on anything that was measured{compared}, so nothing was "
            "judged.",
            "Give what its rules are about (answers to judge and groups to compare), or another "
            "policy.",
        )
    return NothingJudged(
        "There is no policy, so there is nothing to pass or to fail.",
        "No policy was given, so nothing was judged.",
        _first_remedy(view) or "Give a policy to turn these measurements into a verdict.",
    )


def _first_remedy(view: View) -> str:
    """Of what did not run, where nothing did and no policy would help; else empty."""
    if view["measurements"]:
        return ""
    remedies = (each.get("remedy") for each in view["probes"] if each["status"] == "not_run")
    return next((sentence_of(str(remedy)) for remedy in remedies if remedy), "")


def policy_name(view: View) -> str:
    """The name by which a policy was chosen; empty where none was."""
    stored = view.report.get("policy") or {}
    return str(stored.get("name") or view["audit"].get("policy") or "")

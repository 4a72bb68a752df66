"""Why a finding that did not pass holds no gate: who lets it stand, and the reason they gave."""

from audits.json_types import Json
from audits.report.moments import in_words
from audits.report.view import View
from audits.specification.gates import NOT_NEW


def is_accepted(finding: Json) -> bool:
    """Whether it did not pass and somebody lets it stand: neither a failure nor a pass."""
    return finding["verdict"] != "pass" and bool(finding.get("waived"))


def acceptance(view: View, finding: Json) -> str:
    """`Waived until 2027-03-31: known (owner: ...)`, or who accepted the audit that had it."""
    waived = str(finding["waived"])
    if waived != NOT_NEW:
        return f"Waived {waived}"
    accepted = (view.report.get("audit") or {}).get("accepted")
    if not accepted:  # against a report on this machine, which nobody signed
        return "Not new: the last accepted audit had it"
    return f"Accepted on {in_words(accepted['at'])} by {accepted['by']}: {accepted['reason']}"

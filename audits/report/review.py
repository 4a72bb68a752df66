"""What people said of an audit after its report was signed; it stands beside the report only.

The service adds it to a report that it writes in another form (`with_review`). The stored report,
its page and its PDF are signed and stay as they are.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from audits.json_types import Json
from audits.report.moments import in_words
from audits.report.view import WORDS

APART = (
    "Said after the report was signed, and kept apart from it: nothing here is covered by the "
    "report's signature. The audit's trail holds each line of it."
)
_KEY = "review"
_KINDS = {"sign_off": "Signed off", "comment": "Comment"}


@dataclass(frozen=True, slots=True)
class Line:
    """One act: what it was, by whom and when, about what, and the words."""

    kind: str
    by: str
    when: str
    about: str
    words: str


def with_review(report: Mapping[str, Any], review: Json) -> dict[str, Any]:
    """The report, whose forms end with what was said of it.

    review: `waivers` and `remarks`, each oldest first, moments as RFC 3339; `standing`: what the
    waivers would make of the gate, None where none counts; `gate`: the signed one.
    """
    return {**report, _KEY: review}


def is_reviewed(report: Mapping[str, Any]) -> bool:
    """Whether anybody said anything of it."""
    review = report.get(_KEY) or {}
    return bool(review.get("waivers") or review.get("remarks"))


def has_review(report: Mapping[str, Any]) -> bool:
    """Whether it is known what was said: a service knows, a local audit has nobody to ask."""
    return _KEY in report


def lines(report: Mapping[str, Any]) -> Iterator[Line]:
    """Sign-offs first, then waivers, then comments."""
    review = report.get(_KEY) or {}
    remarks = review.get("remarks", ())
    yield from (_remark(each) for each in remarks if each["kind"] == "sign_off")
    yield from map(_waiver, review.get("waivers", ()))
    yield from (_remark(each) for each in remarks if each["kind"] != "sign_off")


def standing(report: Mapping[str, Any]) -> str:
    """What the gate would be with the waivers that count; empty where none does."""
    review = report.get(_KEY) or {}
    would = review.get("standing")
    if not would:
        return ""
    blocks = "would still block" if would["blocking"] else "would not block"
    return (
        f"The signed gate is {_gate(review['gate'])} and stays. With the waivers that count it "
        f"would be {_gate(would['gate'])} and {blocks}."
    )


def _gate(gate: str) -> str:
    return WORDS.get(gate, gate).lower()


def _remark(remark: Json) -> Line:
    about = [f"finding {remark['finding']}"] if remark.get("finding") else []
    if remark.get("sha256"):
        about.append(f"report sha256 {remark['sha256'][:12]}")
    return Line(_KINDS[remark["kind"]], remark["by"], in_words(remark["at"]), ", ".join(about),
                remark["said"])  # fmt: skip


def _waiver(waiver: Json) -> Line:
    about = f"finding {waiver['finding']}"
    if waiver.get("sentence"):
        about += f" ({waiver['sentence'].rstrip('.')})"
    if waiver.get("withdrawn_at"):
        ended = f"Withdrawn by {waiver['withdrawn_by']}, {in_words(waiver['withdrawn_at'])}."
    else:
        ended = "It counts." if waiver["counts"] else "It has ended."
    reason = waiver["reason"].rstrip(".")
    words = f"{waiver['owner']} answers for it until {waiver['until']}, because: {reason}. {ended}"
    return Line("Waived", waiver["by"], in_words(waiver["at"]), about, words)

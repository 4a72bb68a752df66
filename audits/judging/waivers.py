"""Waivers: findings that are accepted for a while. One that waives nothing is said, not dropped."""

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from audits.specification.policy_document import PolicySpec


class Identified(Protocol):
    """Anything with a finding's stable id."""

    @property
    def id(self) -> str:
        """The id that waivers name."""
        ...


def waived(policy: PolicySpec, finding: str, today: date) -> str | None:
    """Until when and why the finding is waived today; None where it is not."""
    for waiver in policy.waivers:
        if waiver.finding == finding and today <= date.fromisoformat(waiver.until):
            return f"until {waiver.until}: {waiver.reason}"
    return None


def idle_waivers(
    policy: PolicySpec, findings: Sequence[Identified], today: date | None
) -> tuple[str, ...]:
    """A sentence for each waiver that waives nothing: no such finding, or its time is over."""
    known = {finding.id for finding in findings}
    sentences = []
    for waiver in policy.waivers:
        if waiver.finding not in known:
            sentences.append(
                f"The waiver of {waiver.finding!r} matches no finding of this audit and waives "
                "nothing. Take the id from the report's findings (it changes with the rule, the "
                "metric and the group), or remove the waiver."
            )
        elif today is not None and today > date.fromisoformat(waiver.until):
            sentences.append(
                f"The waiver of {waiver.finding!r} ended on {waiver.until}: the finding counts "
                "again. Renew it with a new date and reason, or remove it."
            )
    return tuple(sentences)

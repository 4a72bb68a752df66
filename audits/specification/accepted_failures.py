"""Numbers of the failures that the last accepted audit had, by which a worse one is known."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from audits.specification.verdicts import Verdict


@dataclass(frozen=True, slots=True)
class AcceptedFailure:
    """What was judged. lower, upper: for all comparisons of its policy at once; None: unbounded."""

    value: float
    lower: float | None
    upper: float | None

    def to_json(self) -> list[float | None]:
        """As a plan keeps it."""
        return [self.value, self.lower, self.upper]


def accepted_failures(
    findings: Iterable[Mapping[str, Any]], measurements: Sequence[Mapping[str, Any]]
) -> dict[str, AcceptedFailure]:
    """By finding; those without a number or an interval are left out.

    findings, measurements: as a report has them; a finding names its measurement by the index.
    """
    failures = {}
    for finding in findings:
        index, interval = finding.get("measurement"), finding.get("interval_adjusted")
        if finding["verdict"] != Verdict.FAIL or index is None or not interval:
            continue
        measured = finding.get("judged") or measurements[index]
        if "value" in measured:
            failures[str(finding["id"])] = AcceptedFailure(float(measured["value"]), *interval)
    return failures

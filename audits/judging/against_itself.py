"""A group that passes against itself is no check: its ratio to the reference, itself, is 1."""

from collections.abc import Sequence

from audits.judging.findings import Finding
from audits.judging.rule_scope import Placed
from audits.specification.heads import HEAD
from audits.specification.verdicts import Verdict

REASON = "one group alone is left, and none is compared with itself"
REMEDY = "relax `except` or `smallest_share`, or give data with two groups or more"


def checks_alone(findings: Sequence[Finding], placed: Sequence[Placed]) -> list[Finding]:
    """The findings without groups that passed against themselves.

    Where the interval of such a group does not keep the limit another group may stand higher, and
    where a rule names the group it is asked about: both are checks, and stay. A rule that has
    nothing else is NOT RUN: a pass of it would say that groups were compared.
    """
    of_itself = [_is_of_itself(finding, placed) for finding in findings]
    checked = {
        _asked(finding)
        for finding, is_itself in zip(findings, of_itself, strict=True)
        if not is_itself
    }
    checks = []
    for finding, is_itself in zip(findings, of_itself, strict=True):
        if not is_itself:
            checks.append(finding)
        elif _asked(finding) not in checked:
            checked.add(_asked(finding))
            checks.append(_nobody_compared(finding))
    return checks


def _asked(finding: Finding) -> tuple[int, str | None]:
    """The rule, and the head that it is asked of: one head's groups compare nobody of another."""
    return id(finding.rule), dict(finding.group).get(HEAD)


def _nobody_compared(finding: Finding) -> Finding:
    head = tuple((key, value) for key, value in finding.group if key == HEAD)
    return Finding(
        finding.rule, finding.metric, head, Verdict.NOT_RUN, reason=REASON, remedy=REMEDY,
        parameters=finding.parameters,
    )  # fmt: skip


def _is_of_itself(finding: Finding, placed: Sequence[Placed]) -> bool:
    if finding.verdict is not Verdict.PASS or finding.rule.group or finding.measurement is None:
        return False
    measured = finding.judged or placed[finding.measurement].measurement
    return measured.reference is not None and measured.reference == measured.group

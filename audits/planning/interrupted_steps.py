"""The steps of an audit that was ended at its limit: what was measured stands, the rest says why.

Runs in the process that watches the audit, so it needs neither numpy nor the probes.
"""

from collections.abc import Collection, Iterator
from typing import Any

from audits.planning.plan import Plan, Step
from audits.planning.step_costs import in_order
from audits.specification.durations import about

REMEDY = (
    "raise the limit of an audit (EVENHAND_AUDIT_SECONDS in the service; on one's own machine it "
    "is twice `settings.budget`), or give fewer rows"
)


def cut_short(
    plan: Plan, ended: Collection[int], *, running: str | None, limit: float
) -> Iterator[dict[str, Any]]:
    """`StepResult.to_json` of every step that has not ended, NOT RUN with its reason.

    running: the probe that was at work. limit: in seconds.
    """
    for step in in_order(plan.steps, plan.policy):
        if step.index in ended:
            continue
        if step.reason is not None:
            yield not_run(step, step.reason, step.remedy or "")
        elif step.probe == running:
            running = None  # the same probe may stand again with other parameters
            yield not_run(step, f"cut at the limit of {about(limit)}", REMEDY)
        else:
            yield not_run(step, f"the audit reached its limit of {about(limit)} before", REMEDY)


def not_run(step: Step, reason: str, remedy: str) -> dict[str, Any]:
    """A step without numbers, as `audits.running.step_result.StepResult.to_json` writes it."""
    return {
        "step": step.index,
        "probe": step.probe,
        "version": step.version,
        "status": "not_run",
        "reason": reason,
        "remedy": remedy,
        "measurements": [],
        "exhibits": [],
        "warnings": [],
        "seconds": 0.0,
    }

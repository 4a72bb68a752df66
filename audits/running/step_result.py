"""What one step of a plan gave, as it is stored."""

from dataclasses import dataclass
from typing import Any

from audits.measurement import Exhibit, Measurement, measurement_to_json
from audits.planning.plan import Step


@dataclass(frozen=True)
class StepResult:
    """What one step gave. `status` is ran, not_run or error; the last two have a reason.

    no_room: whether only the budget kept it from running.
    """

    step: Step
    status: str
    measurements: tuple[Measurement, ...] = ()
    exhibits: tuple[Exhibit, ...] = ()
    reason: str | None = None
    remedy: str | None = None
    warnings: tuple[str, ...] = ()
    seconds: float = 0.0
    no_room: bool = False

    def to_json(self) -> dict[str, Any]:
        """Plain JSON; measurements carry the key (probe, step, metric, group)."""
        key = {
            "probe": self.step.probe,
            "probe_version": self.step.version,
            "step": self.step.index,
        }
        return {
            "step": self.step.index,
            "probe": self.step.probe,
            **({} if self.step.head is None else {"head": self.step.head}),
            "version": self.step.version,
            "status": self.status,
            "reason": self.reason,
            "remedy": self.remedy,
            "measurements": [key | measurement_to_json(item) for item in self.measurements],
            "exhibits": [key | item.to_json() for item in self.exhibits],
            "warnings": list(self.warnings),
            "seconds": round(self.seconds, 3),
        }

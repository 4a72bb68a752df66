"""The stages of an audit, in the order people see them, from what the worker reports."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

Progress = Mapping[str, Any]

NAMES = {
    "plan": "Check and plan",
    "wait": "Wait for a worker",
    "open": "Open the model",
    "read": "Read the data",
    "measure": "Measure",
    "judge": "Judge and write the report",
}
# What workers report as `stage`; a probe's name means that it is being measured.
_REPORTED = {
    "opening the model": "open",
    "reading the data": "read",
    "judging": "judge",
    "reporting": "judge",
    "done": "judge",
}


@dataclass(frozen=True, slots=True)
class Stage:
    """One line of the list."""

    key: str
    name: str
    state: Literal["done", "now", "todo"]


def current_stage(state: str, progress: Progress, *, has_started: bool = True) -> str:
    """Key of the stage an audit is at, or stopped at. has_started: a worker took it once."""
    reported = str(progress.get("stage") or "")
    if state == "completed":
        return "judge"
    if reported in _REPORTED:
        return _REPORTED[reported]
    if "." in reported:
        return "measure"
    return "wait" if state == "queued" or not has_started else "read"


def stages(
    state: str, progress: Progress, *, has_model: bool, has_started: bool = True
) -> tuple[Stage, ...]:
    """Every stage with its state; without a model there is none to open."""
    keys = [key for key in NAMES if has_model or key != "open"]
    here = current_stage(state, progress, has_started=has_started)
    here = here if here in keys else "read"
    position = keys.index(here)
    all_stages = []
    for index, key in enumerate(keys):
        if state == "completed" or index < position:
            all_stages.append(Stage(key, NAMES[key], "done"))
        elif index == position and state in ("queued", "running"):
            all_stages.append(Stage(key, NAMES[key], "now"))
        else:
            all_stages.append(Stage(key, NAMES[key], "todo"))
    return tuple(all_stages)


def percent_of(state: str, progress: Progress) -> float:
    """0 to 100 for the whole audit; 100 only once it is completed."""
    if state == "completed":
        return 100.0
    percent = progress.get("percent")
    return min(max(float(percent), 0.0), 99.0) if isinstance(percent, int | float) else 0.0


def step_note(progress: Progress) -> str:
    """Which step of how many, and what it says about itself."""
    parts = []
    if progress.get("step") and progress.get("of"):
        parts.append(f"step {progress['step']} of {progress['of']}")
    stage = str(progress.get("stage") or "")
    if "." in stage:
        parts.append(stage)
    if progress.get("note"):
        parts.append(str(progress["note"])[:300])
    return ", ".join(parts)

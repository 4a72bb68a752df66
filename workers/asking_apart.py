"""Inputs that may end a process, each asked in a sandboxed child of its own.

For `robustness.malformed`: the child that measures cannot start others, so they are asked before it
runs and it is given what became of them.
"""

import time
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

from audits.json_types import JsonObject
from audits.planning.plan import Plan, Step
from workers.endings import raise_unless_done
from workers.sandbox import Limits, Outcome, run_sandboxed

PROBE = "robustness.malformed"
Send = Callable[[dict[str, Any]], None]
# A child that takes so many times as long as the one before it took to open the model is slow,
# not hung.
OPENING = 3.0
_HUNG = frozenset({"timeout", "cpu_limit"})
# Ends that say nothing of the input.
_NOT_ITS_DOING = frozenset({"sandbox_unavailable", "cancelled"})


def next_apart(plan: Plan, done: Collection[int] = ()) -> Step | None:
    """The step of the plan that needs children, if it is still to run."""
    steps = (s for s in plan.steps if s.probe == PROBE and s.reason is None)
    return next((step for step in steps if step.index not in done), None)


def ask_apart(
    plan: Plan,
    step: Step,
    payload: Mapping[str, Any],
    *,
    read_only: Sequence[Path],
    scratch: Path,
    limits: Limits,
    on_progress: Callable[[JsonObject], None],
    should_stop: Callable[[], bool],
) -> JsonObject:
    """`kinds`, how many fit, and `asked`: `audits.robustness.malformed_asking.Asked` of each.

    Fewer are asked than fit where half of the wall limit is over, or where the step's
    `most_queries` are.

    payload: what `workers.measuring.measure` is given: plan, model and dataset. The rest as of
    `run_sandboxed`. Raises `AuditFailed` where not even a good row can be read.
    """

    def child(task: str, more: Mapping[str, Any], seconds: float) -> Outcome:
        return run_sandboxed(
            f"workers.asking_apart:{task}", {**payload, **more}, read_only=read_only,
            scratch=scratch, limits=Limits.for_wall(min(seconds, limits.wall_seconds)),
            needs_models=True, ahead=["audits.robustness.malformed_asking"],
            should_stop=should_stop,
        )  # fmt: skip

    started = time.monotonic()
    first = child("good_row", {}, limits.wall_seconds)
    raise_unless_done(first)
    opening = time.monotonic() - started
    kinds = first.result["kinds"]
    most = step.parameters.get("most_queries") or len(kinds)
    asked: list[JsonObject] = []
    for index, kind in enumerate(kinds[:most]):
        on_progress({"stage": "asking malformed inputs", "percent": int(100 * index / len(kinds))})
        if should_stop() or time.monotonic() - started > limits.wall_seconds / 2:
            break
        seconds = float(step.parameters["seconds"]) + OPENING * opening
        outcome = child("one_input", {"row": first.result["row"], "kind": kind}, seconds)
        if outcome.reason in _NOT_ITS_DOING:
            raise_unless_done(outcome)
        asked.append(_became(kind, outcome))
    return {"kinds": len(kinds), "asked": asked}


def _became(kind: str, outcome: Outcome) -> JsonObject:
    if outcome.reason is None:
        return dict(outcome.result)
    fate = "hung" if outcome.reason in _HUNG else "crashed"
    detail = str(outcome.error.get("message", outcome.reason))[:160]
    return {"kind": kind, "fate": fate, "answer": "", "probability": None, "detail": detail}


def _opened(payload: Mapping[str, Any]) -> Any:
    from audits.models.opening import open_model

    plan = Plan.from_json(payload["plan"])
    assert plan.model is not None
    return open_model(Path(payload["model"]), plan.model, scratch=Path(payload["scratch"]))


def good_row(payload: Mapping[str, Any], send: Send) -> dict[str, Any]:
    """In a child: a row that the model takes, and the kinds of malformed input that fit it."""
    from audits.data.content_order import content_order
    from audits.data.reading import read_dataset
    from audits.models.preprocessing import words_read
    from audits.robustness.malformed_inputs import fitting, row_of

    plan = Plan.from_json(payload["plan"])
    model = _opened(payload)
    data = read_dataset(
        Path(payload["dataset"]), plan.columns, reads=model.reads, as_words=words_read(model),
        encoding=plan.encoding,
    )  # fmt: skip
    if not len(data):
        return {"row": {}, "kinds": []}
    row = row_of(data, model.reads, int(content_order(data, model.reads)[0]))
    return {"row": row, "kinds": list(fitting(row))}


def one_input(payload: Mapping[str, Any], send: Send) -> dict[str, Any]:
    """In a child of its own: one malformed input, asked."""
    from audits.robustness.malformed_asking import ask

    row = {name: (kind, value) for name, (kind, value) in payload["row"].items()}
    return ask(_opened(payload), row, payload["kind"]).to_json()

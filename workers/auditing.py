"""An audit from plan to report, every step of it in a child process behind the sandbox.

`carry_out` and `conclude` run in the worker or the command line and only pass messages on; what
runs in the children stands in `workers.measuring` and `workers.judging`.
"""

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from audits.json_types import JsonObject
from audits.planning.interrupted_steps import cut_short
from audits.planning.plan import Plan
from audits.specification.external_weights import weights_beside
from audits.specification.probe_manifest import entries
from audits.specification.profiles import ModelProfile
from workers import asking_apart, asking_elsewhere, device
from workers.endings import TIME_IS_UP, AuditFailed, raise_unless_done
from workers.sandbox import Limits, run_sandboxed
from workers.scratch import scratch_folder

if TYPE_CHECKING:
    from audits.specification.endpoint import Descriptor
    from workers.calling import Ask
    from workers.pairing import Pairing

NO_SECONDS: Mapping[str, Path | None] = MappingProxyType({})

__all__ = ["AuditFailed", "Conclusion", "carry_out", "conclude"]


@dataclass(frozen=True)
class Conclusion:
    """What the judging gave; `article` goes into the service's page, `page` stands alone."""

    gate: str
    blocking: bool
    report: JsonObject
    article: str
    page: str


def carry_out(
    plan: Plan,
    *,
    model: Path | None,
    dataset: Path,
    limits: Limits,
    done: Collection[int] = (),
    on_step: Callable[[JsonObject], None],
    on_context: Callable[[JsonObject], None] = lambda context: None,
    on_progress: Callable[[JsonObject], None] = lambda progress: None,
    should_stop: Callable[[], bool] = lambda: False,
    endpoint: "Descriptor | None" = None,
    allowed_hosts: Collection[str] = (),
    pairing: "Pairing | None" = None,
    called: "tuple[ModelProfile, Ask] | None" = None,
    seconds: Mapping[str, Path | None] = NO_SECONDS,
) -> tuple[str, ...]:
    """Measure in a sandboxed child; the sandbox layers achieved come back.

    called: a model that lives in this process, and the function that asks it.

    pairing: where the answers row by row are kept, and paired with an earlier audit's.

    endpoint: a model behind HTTP, asked for the child by this process; `allowed_hosts` may be
    private or speak plain http.

    seconds: files of the datasets beside the audited one, by their key in the document; None of
    what is gone.

    Raises `Refused` where model and data do not fit together, `AuditFailed` where the child
    broke, was stopped, or ran into a limit before the data were read. Steps already passed to
    `on_step` stand; at a limit of time the others are passed as NOT RUN, and there is a report.
    """
    ended, running, is_read = set(done), "", False

    def on_message(message: JsonObject) -> None:
        nonlocal running, is_read
        match message.get("kind"):
            case "progress":
                running = message["stage"]
                on_progress({key: value for key, value in message.items() if key != "kind"})
            case "context":
                used = number if message["on_gpu"] else None
                placement = {"device": device.named(used), "held_gpu": number is not None}
                is_read = True
                on_context({**message["context"], **placement})
            case "step":
                ended.add(int(message["step"]["step"]))
                on_step(message["step"])
            case "paired" if pairing is not None:
                pairing.paired = message["paired"]

    with scratch_folder() as scratch, ExitStack() as stack:
        wire = None
        if endpoint is not None:
            from workers.endpoint_proxy import Carrier

            wire = stack.enter_context(Carrier(endpoint, allowed=allowed_hosts)).wire
        elif called is not None:
            from workers.calling import Caller

            wire = stack.enter_context(Caller(called[1])).wire
        number = stack.enter_context(
            device.gpu(is_wanted=device.computes(plan), should_stop=should_stop)
        )
        shared = {
            "plan": plan.to_json(),
            "model": None if model is None else str(model),
            "dataset": str(dataset),
            "scratch": str(scratch),
        }
        apart = None
        lone = asking_apart.next_apart(plan, done)
        if lone is not None and model is not None:
            apart = asking_apart.ask_apart(
                plan, lone, shared, read_only=_uploads(model, dataset), scratch=scratch,
                limits=limits, on_progress=on_progress, should_stop=should_stop,
            )  # fmt: skip
        elsewhere = None
        if model is not None and asking_elsewhere.is_wanted(plan, done):
            elsewhere = asking_elsewhere.ask_elsewhere(
                shared, read_only=_uploads(model, dataset), scratch=scratch, limits=limits,
                on_progress=on_progress, should_stop=should_stop,
            )  # fmt: skip
        outcome = run_sandboxed(
            "workers.measuring:measure",
            {
                **shared,
                "done": sorted(done),
                "apart": apart,
                "elsewhere": elsewhere,
                "endpoint": None if endpoint is None else asdict(endpoint),
                "called": None if called is None else called[0].to_json(),
                "answers": None if pairing is None else pairing.payload,
                "limit": limits.wall_seconds,
                "seconds": {key: path and str(path) for key, path in seconds.items()},
            },
            read_only=[
                *_uploads(model, dataset),
                *(path for path in seconds.values() if path is not None),
                *(() if pairing is None else pairing.reads),
            ],
            scratch=scratch,
            limits=limits,
            on_message=on_message,
            needs_models=plan.asks_a_model and wire is None,
            ahead=[f"audits.probes.{s.probe}" for s in plan.steps if s.probe in entries()],
            gpu=number,
            should_stop=should_stop,
            wire=wire,
        )
        if outcome.reason in TIME_IS_UP and is_read:
            reached = limits.wall_seconds if outcome.reason == "timeout" else limits.cpu_seconds
            for step in cut_short(plan, ended, running=running, limit=reached):
                on_step(step)
            return outcome.layers
        raise_unless_done(outcome)
        if pairing is not None:
            pairing.take(scratch)
    return outcome.layers


def _uploads(model: Path | None, dataset: Path) -> list[Path]:
    """Files that a child reads: the data, the model, and weights that lie beside it."""
    beside = () if model is None else weights_beside(model.resolve())
    return [*(path for path in (model, dataset) if path is not None), *beside]


def conclude(
    plan: Plan,
    steps: Sequence[JsonObject],
    *,
    context: JsonObject,
    provenance: JsonObject,
    today: date,
    limits: Limits,
    earlier: JsonObject | None = None,
) -> Conclusion:
    """Judge and draw the report, in a child of its own so that the worker stays small.

    earlier: the audit to compare with: `report` (its JSON's path), `audit` (its id),
    `same_rows` and `paired` (what `carry_out` found, or None).
    """
    with scratch_folder() as scratch:
        outcome = run_sandboxed(
            "workers.judging:judge_and_report",
            {
                "plan": plan.to_json(),
                "steps": list(steps),
                "context": context,
                "provenance": provenance,
                "today": today.isoformat(),
                "scratch": str(scratch),
                "earlier": earlier,
            },
            read_only=[] if earlier is None else [Path(earlier["report"])],
            scratch=scratch,
            limits=limits,
        )
        raise_unless_done(outcome)
        report = json.loads((scratch / "report.json").read_text(encoding="utf-8"))
        return Conclusion(
            gate=report["gate"],
            blocking=report["blocking"],
            report=report,
            article=(scratch / "article.html").read_text(encoding="utf-8"),
            page=(scratch / "page.html").read_text(encoding="utf-8"),
        )

"""An audit from plan to report, every step of it in a child process behind the sandbox.

`carry_out` and `conclude` run in the worker or the command line and only pass messages on; what
runs in the children stands in `workers.measuring` and `workers.judging`.
"""

import json
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import ExitStack, nullcontext
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from audits.json_types import JsonObject
from audits.planning.interrupted_steps import cut_short
from audits.planning.plan import Plan
from audits.probing.energy_counters import readable_counters
from audits.specification.external_weights import weights_beside
from audits.specification.probe_manifest import entries
from audits.specification.profiles import ModelProfile
from workers import asking_apart, asking_elsewhere, cores, device
from workers.endings import TIME_IS_UP, AuditFailed, raise_unless_done
from workers.sandbox import Limits, run_sandboxed
from workers.scratch import scratch_folder

if TYPE_CHECKING:
    from audits.specification.endpoint import Descriptor
    from workers.calling import Ask
    from workers.endpoint_keys import EndpointKey
    from workers.pairing import Pairing

# A child that begins when the time is nearly up says so by itself.
LEAST_SECONDS = 5.0
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
    endpoint_key: "EndpointKey | None" = None,
    record: Path | None = None,
) -> tuple[str, ...]:
    """Measure in a sandboxed child; the sandbox layers achieved come back.

    called: a model that lives in this process, and the function that asks it.

    pairing: where the answers row by row are kept, and paired with an earlier audit's.

    endpoint: a model behind HTTP, asked for the child by this process; `allowed_hosts` may be
    private or speak plain http. endpoint_key: sent with each request. record: a file for what it
    is asked and answers.

    seconds: files of the datasets beside the audited one, by their key in the document; None of
    what is gone.

    Raises `Refused` where model and data do not fit together, `AuditFailed` where the child
    broke, was stopped, or ran into a limit before the data were read. Steps already passed to
    `on_step` stand; at a limit of time the others are passed as NOT RUN, and there is a report.

    What would be another number beside another audit (`Probe.alone`) is measured last, in a child
    of its own, once no other audit measures on this machine (`workers.cores`).
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
        wire = way = None
        if endpoint is not None:
            from workers.endpoint_way import EndpointWay

            way = stack.enter_context(
                EndpointWay(endpoint, allowed=allowed_hosts, key=endpoint_key, record=record)
            )
        elif called is not None:
            from workers.calling import Caller

            wire = stack.enter_context(Caller(called[1])).wire
        counters = readable_counters()
        number = stack.enter_context(
            device.gpu(is_wanted=device.computes(plan), should_stop=should_stop)
        )
        shared = {
            "plan": plan.to_json(),
            "model": None if model is None else str(model),
            "model_bytes": 0 if model is None else _size(model),
            "counters": [str(folder) for folder in counters],
            "dataset": str(dataset),
            "scratch": str(scratch),
        }
        wire_of = partial(nullcontext, wire) if way is None else way.wire
        first, *more = rounds(plan, done)
        left = limits
        for turn in (first, *more):
            begun = time.monotonic()
            with cores.hold(
                alone=turn.is_alone, on_wait=lambda: on_progress(_waiting(plan, ended)),
                should_stop=should_stop,
            ) as waited, wire_of() as wire_of_child:  # fmt: skip
                apart = None
                lone = asking_apart.next_apart(plan, turn.done)
                if lone is not None and model is not None:
                    apart = asking_apart.ask_apart(
                        plan, lone, shared, read_only=_uploads(model, dataset), scratch=scratch,
                        limits=left, on_progress=on_progress, should_stop=should_stop,
                    )  # fmt: skip
                elsewhere = None
                if model is not None and asking_elsewhere.is_wanted(plan, turn.done):
                    elsewhere = asking_elsewhere.ask_elsewhere(
                        shared, read_only=_uploads(model, dataset), scratch=scratch, limits=left,
                        on_progress=on_progress, should_stop=should_stop,
                    )  # fmt: skip
                answers = pairing.payload if pairing is not None and turn is first else None
                outcome = run_sandboxed(
                    "workers.measuring:measure",
                    {
                        **shared,
                        "done": sorted(turn.done),
                        "ended": len(ended),
                        "apart": apart,
                        "elsewhere": elsewhere,
                        **({} if way is None else way.payload),
                        "called": None if called is None else called[0].to_json(),
                        "answers": answers,
                        "limit": left.wall_seconds,
                        "seconds": {key: path and str(path) for key, path in seconds.items()},
                    },
                    read_only=[
                        *_uploads(model, dataset),
                        *counters,
                        *(() if way is None else way.reads),
                        *(path for path in seconds.values() if path is not None),
                        *(() if pairing is None else pairing.reads),
                    ],
                    scratch=scratch,
                    limits=left,
                    on_message=on_message,
                    needs_models=plan.asks_a_model and endpoint is None and called is None,
                    ahead=[
                        f"audits.probes.{step.probe}"
                        for step in plan.steps
                        if step.reason is None and step.probe in entries()
                    ],
                    gpu=number,
                    should_stop=should_stop,
                    wire=wire_of_child,
                )
            if way is not None:
                on_context({"endpoint": way.usage})
            if outcome.reason in TIME_IS_UP and is_read:
                reached = limits.wall_seconds if outcome.reason == "timeout" else limits.cpu_seconds
                for step in cut_short(plan, ended, running=running, limit=reached):
                    on_step(step)
                return outcome.layers
            raise_unless_done(outcome)
            if pairing is not None and turn is first:
                pairing.take(scratch)
            spent = time.monotonic() - begun - waited
            left = replace(left, wall_seconds=max(LEAST_SECONDS, left.wall_seconds - spent))
    return outcome.layers


@dataclass(frozen=True, slots=True)
class Round:
    """A child of its own. done: steps that it passes over. is_alone: with the cores to itself."""

    done: frozenset[int]
    is_alone: bool


def rounds(plan: Plan, done: Collection[int]) -> list[Round]:
    """What is measured with others first, then what would be another number beside others.

    done: steps that were measured before.
    """
    known = entries()
    alone = {
        step.index
        for step in plan.steps
        if step.reason is None and step.probe in known and known[step.probe].alone
    } - set(done)
    others = {step.index for step in plan.steps} - alone
    if not alone:
        return [Round(frozenset(done), False)]
    last = Round(frozenset(done) | others, True)
    return [last] if others <= set(done) else [Round(frozenset(done) | alone, False), last]


def _waiting(plan: Plan, ended: Collection[int]) -> JsonObject:
    percent = int(100 * len(ended) / max(1, len(plan.steps)))
    return {"stage": cores.WAITING, "percent": percent}


def _uploads(model: Path | None, dataset: Path) -> list[Path]:
    """Files that a child reads: the data, the model, and weights that lie beside it."""
    beside = () if model is None else weights_beside(model.resolve())
    return [*(path for path in (model, dataset) if path is not None), *beside]


def _size(model: Path) -> int:
    """Bytes of the model's files: of a folder all of them, of a file those beside it too."""
    files = model.rglob("*") if model.is_dir() else (model, *weights_beside(model.resolve()))
    return sum(file.stat().st_size for file in files if file.is_file())


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

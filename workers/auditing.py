"""An audit from plan to report, every step of it in a child process behind the sandbox.

`measure` and `judge_and_report` run in children; `inspect_files`, `carry_out` and `conclude` run
in the worker or the command line and only pass messages on.
"""

import json
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from audits.json_types import JsonObject
from audits.planning import assumptions
from audits.planning.interrupted_steps import cut_short
from audits.planning.plan import Plan, Step
from audits.specification.external_weights import weights_beside
from audits.specification.probe_manifest import entries
from workers import device
from workers.endings import TIME_IS_UP, AuditFailed, raise_unless_done
from workers.places import WIRE
from workers.sandbox import Limits, run_sandboxed
from workers.scratch import scratch_folder

if TYPE_CHECKING:
    from audits.models import Model
    from audits.specification.endpoint import Descriptor
    from workers.pairing import Pairing

__all__ = [
    "AuditFailed", "Conclusion", "carry_out", "conclude", "judge_and_report", "measure", "nothing",
]  # fmt: skip

Send = Callable[[dict[str, Any]], None]


@dataclass(frozen=True)
class Conclusion:
    """What the judging gave; `article` goes into the service's page, `page` stands alone."""

    gate: str
    blocking: bool
    report: JsonObject
    article: str
    page: str


def measure(payload: Mapping[str, Any], send: Send) -> None:
    """In the child: open the model, read the data, run the plan; every step is sent at once."""
    started = time.monotonic()
    from audits.data.group_sizes import describe
    from audits.data.reading import read_dataset
    from audits.models.preprocessing import words_read
    from audits.running.row_filter import choose
    from audits.running.run import run
    from audits.running.unknown_categories import unseen
    from workers.pairing import pair_at_end

    plan = Plan.from_json(payload["plan"])
    model: Model | None = None
    asked_on_gpu = False
    if payload.get("endpoint") is not None:
        from audits.models.endpoint.client import open_endpoint
        from audits.models.endpoint.socket_transport import SocketCarrier
        from audits.specification.endpoint import Descriptor

        assert plan.model is not None
        described = Descriptor(**payload["endpoint"])
        model = open_endpoint(described, plan.model, SocketCarrier.over(WIRE))
    elif plan.asks_a_model:
        from audits.models.huggingface.device import is_asked_on_gpu
        from audits.models.opening import open_model

        assert plan.model is not None
        send({"kind": "progress", "stage": "opening the model", "percent": 0})
        model = open_model(Path(payload["model"]), plan.model, scratch=Path(payload["scratch"]))
        asked_on_gpu = is_asked_on_gpu(model)
    send({"kind": "progress", "stage": "reading the data", "percent": 0})
    reads = () if model is None else model.reads
    path = Path(payload["dataset"])
    words = None if model is None else words_read(model)
    table = read_dataset(path, plan.columns, reads=reads, as_words=words, encoding=plan.encoding)
    selection = choose(
        table, plan.rows, plan.columns, partial(read_dataset, path, encoding=plan.encoding)
    )
    data = selection.data
    reading: list[list[str]] = []
    warned: tuple[str, ...] = ()
    known = None
    if model is not None:
        from audits.running.row_by_row_check import ask_again

        send({"kind": "progress", "stage": "asking thirty rows one by one", "percent": 0})
        again = ask_again(model, data)  # first: what it finds out belongs to the reading
        reading = [list(pair) for pair in (*getattr(model, "reading", ()), *again.reading)]
        warned, known = again.warnings, again.known
    strange, rare = unseen(data, model)
    context = {
        **describe(data),
        "in_file": selection.in_file,
        "told": [*strange, *warned, *selection.told, *table.told, *rare],
        "reading": reading,
    }
    send({"kind": "context", "context": context, "on_gpu": asked_on_gpu})
    total = max(1, len(plan.steps))
    done = frozenset(payload["done"])
    ended = len(done)  # steps do not run in the order of their numbers

    def on_progress(step: Step, fraction: float) -> None:
        send(
            {
                "kind": "progress",
                "stage": step.probe,
                "percent": int(100 * (ended + fraction) / total),
                "step": ended + 1,
                "of": total,
            }
        )

    steps = run(
        plan,
        data,
        model,
        whole=selection.whole,
        known=known,
        done=done,
        on_progress=on_progress,
        at_end=pair_at_end(plan, payload, send),
        limit=payload.get("limit"),
        started=started,
    )
    del table, selection
    for result in steps:
        ended += 1
        send({"kind": "step", "step": result.to_json()})


def nothing(payload: Mapping[str, Any], send: Send) -> None:
    """In the child: only stand behind the walls, so that they can be counted."""


def judge_and_report(payload: Mapping[str, Any], send: Send) -> None:
    """In the child: judge the measurements and draw the report into `scratch`."""
    from audits.judging.policy import judge
    from audits.report import html
    from audits.report.assemble import assemble
    from workers.pairing import compare

    plan = Plan.from_json(payload["plan"])
    steps = payload["steps"]
    judgement = judge(
        plan, steps, context=payload["context"], today=date.fromisoformat(payload["today"])
    )
    report = assemble(
        payload["plan"],
        steps,
        [finding.to_json() for finding in judgement.findings],
        _told(payload["provenance"], plan, payload["context"], judgement.warnings),
        gate=str(judgement.gate),
        blocking=judgement.blocking,
        reason=judgement.reason,
        left_out=[
            {"rule": out.rule, "metric": out.metric, "group": dict(out.group), "reason": out.reason}
            for out in judgement.left_out
        ],
    )
    if payload.get("earlier") is not None:
        report["comparison"] = compare(payload["earlier"], report)
    scratch = Path(payload["scratch"])
    (scratch / "report.json").write_text(
        json.dumps(report, ensure_ascii=False, allow_nan=False), encoding="utf-8"
    )
    article, page = html.article_and_page(report)
    (scratch / "article.html").write_text(article, encoding="utf-8")
    (scratch / "page.html").write_text(page, encoding="utf-8")


def _told(
    provenance: JsonObject, plan: Plan, context: JsonObject, warnings: Sequence[str]
) -> JsonObject:
    """The provenance with where it was computed, and with what nobody should overlook."""
    used, held_gpu = context.get("device", device.CPU), bool(context.get("held_gpu"))
    meant = provenance.get("audit", {}).get("device")
    data = dict(provenance.get("dataset", {}))
    if context.get("in_file", context.get("rows")) != context.get("rows"):
        data |= {"rows": context["in_file"], "rows_used": context["rows"]}
    return {
        **provenance,
        "dataset": data,
        "model": {**provenance.get("model", {}), "reading": context.get("reading") or None},
        "environment": {**provenance.get("environment", {}), "device": used},
        "warnings": [
            *assumptions.warnings(plan.assumed, plan.policy),
            *context.get("told", ()),
            *provenance.get("warnings", ()),
            *device.notices(plan, meant=meant, used=used, held=held_gpu),
            *warnings,
        ],
    }


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
) -> tuple[str, ...]:
    """Measure in a sandboxed child; the sandbox layers achieved come back.

    pairing: where the answers row by row are kept, and paired with an earlier audit's.

    endpoint: a model behind HTTP, asked for the child by this process; `allowed_hosts` may be
    private or speak plain http.

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
                pairing.found = message["paired"]

    with scratch_folder() as scratch, ExitStack() as stack:
        wire = None
        if endpoint is not None:
            from workers.carrying import Carrier

            wire = stack.enter_context(Carrier(endpoint, allowed=allowed_hosts)).wire
        number = stack.enter_context(
            device.gpu(wanted=device.computes(plan), should_stop=should_stop)
        )
        outcome = run_sandboxed(
            "workers.auditing:measure",
            {
                "plan": plan.to_json(),
                "model": None if model is None else str(model),
                "dataset": str(dataset),
                "scratch": str(scratch),
                "done": sorted(done),
                "endpoint": None if endpoint is None else asdict(endpoint),
                "answers": None if pairing is None else pairing.payload,
                "limit": limits.wall_seconds,
            },
            read_only=[
                *(path for path in (model, dataset) if path is not None),
                *(() if model is None else weights_beside(model.resolve())),
                *(() if pairing is None else pairing.reads),
            ],
            scratch=scratch,
            limits=limits,
            on_message=on_message,
            needs_models=plan.asks_a_model and endpoint is None,
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
    `same_rows`, `same_model` and `paired` (what `carry_out` found, or None).
    """
    with scratch_folder() as scratch:
        outcome = run_sandboxed(
            "workers.auditing:judge_and_report",
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

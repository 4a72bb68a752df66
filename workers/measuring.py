"""In the child that measures: open the model, read the data, run the plan."""

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from audits.planning.plan import Plan, Step
from audits.specification.profiles import ModelProfile
from workers.places import WIRE

if TYPE_CHECKING:
    from audits.data.dataset import Dataset
    from audits.models import Model
    from audits.models.output_reading import Reading
    from audits.probing.machine import ModelFile
    from audits.probing.subject import Subject
    from audits.running.step_result import StepResult

Send = Callable[[dict[str, Any]], None]


def measure(payload: Mapping[str, Any], send: Send) -> None:
    """In the child: open the model, read the data, run the plan; every step is sent at once."""
    started = time.monotonic()
    from audits.data.group_sizes import describe
    from audits.data.reading import read_dataset
    from audits.models.preprocessing import words_read
    from audits.probing.machine import Machine
    from audits.running.disclosure import withheld
    from audits.running.heads import of_head, rows_of, seconds_of
    from audits.running.held_by_few import HeldByFew
    from audits.running.label_sets import AnsweredHeads
    from audits.running.row_filter import choose
    from audits.running.run import run
    from audits.running.unknown_categories import unseen
    from audits.specification.roles import Role
    from workers import asking_elsewhere
    from workers.pairing import earlier_continuations, pair_at_end, remembered
    from workers.second_datasets import second_rows

    plan = Plan.from_json(payload["plan"])
    planned = plan.of_each()
    opened = _models(payload, plan, planned, send)
    model = next((one for one in opened.values() if one is not None), None)
    asked_on_gpu = False
    if model is not None and payload.get("model") is not None:
        from audits.models.huggingface.device import is_asked_on_gpu

        asked_on_gpu = is_asked_on_gpu(model)
    send({"kind": "progress", "stage": "reading the data", "percent": 0})
    reads = () if model is None else model.reads
    path = Path(payload["dataset"])
    words = None if model is None else words_read(model)
    table = read_dataset(
        path, plan.columns, reads=reads, as_words=words, encoding=plan.encoding,
        guessed_kinds=plan.guessed_kinds,
    )  # fmt: skip
    selection = choose(
        table, plan.rows, plan.columns, partial(read_dataset, path, encoding=plan.encoding),
        protect=plan.settings.disclosure == "protect",
    )  # fmt: skip
    data = selection.data
    first = {
        head: _asked_first(own, opened[head], rows_of(data, own) if head else data, send)
        for head, own in planned.items()
    }
    reading = [
        [what if head is None else f"{head}: {what}", how]
        for head, looked in first.items()
        for what, how in looked.reading
    ]
    warned = tuple(
        text if head is None else f"{head}: {text}"
        for head, looked in first.items()
        for text in looked.warnings
    )
    seconds = second_rows(plan, payload.get("seconds", {}), reads=reads, as_words=words)
    strange, rare = unseen(data, model)
    notes = [*strange, *warned, *selection.notes, *selection.of_the_file, *rare]
    rare_values = None
    if plan.settings.disclosure == "protect":
        classes = getattr(model, "classes", ())
        rare_values = HeldByFew.of(table, [plan.to_json(), list(classes)])
        # Those on words that a model never saw count single values of a column.
        notes = [
            rare_values.note(text) for text in (*warned, *selection.notes, *selection.of_the_file)
        ]
        reading = [[rare_values.words(text) for text in pair] for pair in reading]
    context = {
        **describe(data),
        "in_file": selection.in_file,
        "rows_of_parts": None if selection.whole is None else len(selection.whole),
        "told": notes,
        "reading": reading,
    }
    send({"kind": "context", "context": context, "on_gpu": asked_on_gpu})
    total = max(1, len(plan.steps))
    done = frozenset(payload["done"])
    # Steps do not run in the order of their numbers, and some that are passed over come later.
    ended = int(payload.get("ended", len(done)))

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

    answered = AnsweredHeads()
    joined = {name for one in plan.heads.values() for name in one.of}

    def at_end(head: str | None) -> "Callable[[Subject], None] | None":
        """What is done with a head's answers once its steps are over."""
        if head is not None and head in joined:
            return partial(answered.add, head)
        return pair_at_end(plan, payload, send)

    def measured() -> "Iterator[StepResult]":
        for position, (head, own) in enumerate(planned.items()):
            whole, looked = selection.whole, first[head]
            rows = rows_of(data, own) if head else data
            if head is not None and plan.heads[head].of:
                rows = answered.joined(rows, plan.heads[head].of)
            steps = run(
                own,
                rows,
                opened[head],
                whole=rows_of(whole, own) if head and whole is not None else whole,
                known=looked.known,
                done=done,
                on_progress=on_progress,
                at_end=at_end(head),
                limit=payload.get("limit"),
                started=started,
                share=1 / (len(planned) - position),
                broken=looked.broken,
                asked_apart=payload.get("apart"),
                asked_elsewhere=asking_elsewhere.asked_elsewhere(payload),
                seconds=seconds_of(seconds, own) if head else seconds,
                earlier_continuations=earlier_continuations(plan, payload, data),
                memory=remembered(payload) if head is None else None,
                model_file=_model_file(payload, own),
                machine=Machine([Path(folder) for folder in payload.get("counters", ())]),
            )
            yield from of_head(steps, head)

    del table
    protected = [column.name for column in data.having(Role.PROTECTED)]
    for result in measured():
        ended += 1
        if rare_values is not None:
            result = withheld(result, protected, rare_values)
        send({"kind": "step", "step": result.to_json()})


@dataclass(frozen=True, eq=False)
class _LookedOver:
    """What asking a few rows first gave. broken: why no number of the model means anything."""

    reading: "Reading" = ()
    warnings: tuple[str, ...] = ()
    known: Any = None
    broken: str | None = None


def _asked_first(plan: Plan, model: "Model | None", data: "Dataset", send: Send) -> _LookedOver:
    """A few rows one by one, before an audit goes on: what it finds out belongs to the reading."""
    if model is None or all(step.head and step.reason for step in plan.steps):
        return _LookedOver()
    from audits.errors import UnsteadyModel
    from audits.running.row_by_row_check import ask_again
    from workers import asking_elsewhere

    send({"kind": "progress", "stage": "asking thirty rows one by one", "percent": 0})
    try:
        again = ask_again(model, data)
    except UnsteadyModel as unsteady:  # a finding about the model: the report tells it
        words = "nothing that asks the model was measured"
        if asking_elsewhere.is_wanted(plan):
            words += ", but whether it repeats"
        reading, warnings = tuple(getattr(model, "reading", ())), (f"{words}: {unsteady}",)
        return _LookedOver(reading, warnings, broken=unsteady.finding)
    reading = (*getattr(model, "reading", ()), *again.reading)
    return _LookedOver(reading, again.warnings, again.known)


def _models(
    payload: Mapping[str, Any], plan: Plan, planned: Mapping[str | None, Plan], send: Send
) -> "dict[str | None, Model | None]":
    """The model that answers, opened once a head; None where answers are recorded."""
    if plan.heads and plan.asks_a_model:
        from audits.models.opening import open_each

        send({"kind": "progress", "stage": "opening the model", "percent": 0})
        specs = {head: own.model for head, own in planned.items() if own.model is not None}
        path, scratch = Path(payload["model"]), Path(payload["scratch"])
        models = open_each(path, list(specs.values()), scratch=scratch)
        return {**dict.fromkeys(planned), **dict(zip(specs, models, strict=True))}
    return dict.fromkeys(planned, _model(payload, plan, send))


def _model(payload: Mapping[str, Any], plan: Plan, send: Send) -> "Model | None":
    """The model, from its files, its address or the process that asked; None where recorded."""
    if payload.get("endpoint") is not None:
        from audits.models.endpoint.opening import open_endpoint
        from audits.models.endpoint.recorded import RecordedCarrier
        from audits.models.endpoint.socket_transport import SocketCarrier
        from audits.specification.endpoint import Descriptor

        assert plan.model is not None
        described, recorded = Descriptor.from_json(payload["endpoint"]), payload.get("recorded")
        carrier = (
            SocketCarrier.over(WIRE) if recorded is None else RecordedCarrier.of(Path(recorded))
        )
        return open_endpoint(described, plan.model, carrier)
    if payload.get("called") is not None:
        from audits.models.callables import open_callable
        from audits.models.endpoint.socket_transport import SocketCarrier

        assert plan.model is not None
        called = ModelProfile.from_json(payload["called"])
        return open_callable(called, plan.model, SocketCarrier.over(WIRE))
    if plan.asks_a_model:
        from audits.models.opening import open_model

        assert plan.model is not None
        send({"kind": "progress", "stage": "opening the model", "percent": 0})
        return open_model(Path(payload["model"]), plan.model, scratch=Path(payload["scratch"]))
    return None


def _model_file(payload: Mapping[str, Any], plan: Plan) -> "ModelFile | None":
    """The model as it lies on the disk; None of one that answers from elsewhere."""
    if payload.get("model") is None or plan.model is None or not plan.asks_a_model:
        return None
    from audits.models.opening import open_model
    from audits.probing.machine import ModelFile

    path, spec, scratch = Path(payload["model"]), plan.model, Path(payload["scratch"])
    return ModelFile(payload["model_bytes"], lambda: open_model(path, spec, scratch=scratch))


def nothing(payload: Mapping[str, Any], send: Send) -> None:
    """In the child: only stand behind the walls, so that they can be counted."""

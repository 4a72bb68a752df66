"""In the child that measures: open the model, read the data, run the plan."""

import time
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from audits.planning.plan import Plan, Step
from audits.specification.profiles import ModelProfile
from workers.places import WIRE

if TYPE_CHECKING:
    from audits.models import Model
    from audits.probing.machine import ModelFile

Send = Callable[[dict[str, Any]], None]


def measure(payload: Mapping[str, Any], send: Send) -> None:
    """In the child: open the model, read the data, run the plan; every step is sent at once."""
    started = time.monotonic()
    from audits.data.group_sizes import describe
    from audits.data.reading import read_dataset
    from audits.models.preprocessing import words_read
    from audits.probing.machine import Machine
    from audits.running.disclosure import withheld
    from audits.running.held_by_few import HeldByFew
    from audits.running.row_filter import choose
    from audits.running.run import run
    from audits.running.unknown_categories import unseen
    from audits.specification.roles import Role
    from workers import asking_elsewhere
    from workers.pairing import earlier_continuations, pair_at_end, remembered
    from workers.second_datasets import second_rows

    plan = Plan.from_json(payload["plan"])
    model: Model | None = None
    asked_on_gpu = False
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
        model = open_endpoint(described, plan.model, carrier)
    elif payload.get("called") is not None:
        from audits.models.callables import open_callable
        from audits.models.endpoint.socket_transport import SocketCarrier

        assert plan.model is not None
        called = ModelProfile.from_json(payload["called"])
        model = open_callable(called, plan.model, SocketCarrier.over(WIRE))
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
    table = read_dataset(
        path, plan.columns, reads=reads, as_words=words, encoding=plan.encoding,
        guessed_kinds=plan.guessed_kinds,
    )  # fmt: skip
    selection = choose(
        table, plan.rows, plan.columns, partial(read_dataset, path, encoding=plan.encoding),
        protect=plan.settings.disclosure == "protect",
    )  # fmt: skip
    data = selection.data
    reading: list[list[str]] = []
    warned: tuple[str, ...] = ()
    known = broken = None
    if model is not None:
        from audits.errors import UnsteadyModel
        from audits.running.row_by_row_check import AskedAgain, ask_again

        send({"kind": "progress", "stage": "asking thirty rows one by one", "percent": 0})
        try:
            again = ask_again(model, data)  # first: what it finds out belongs to the reading
        except UnsteadyModel as unsteady:  # a finding about the model: the report tells it
            broken = unsteady.finding
            words = "nothing that asks the model was measured"
            if asking_elsewhere.is_wanted(plan):
                words += ", but whether it repeats"
            again = AskedAgain(warnings=(f"{words}: {unsteady}",))
        reading = [list(pair) for pair in (*getattr(model, "reading", ()), *again.reading)]
        warned, known = again.warnings, again.known
    seconds = second_rows(plan, payload.get("seconds", {}), reads=reads, as_words=words)
    strange, rare = unseen(data, model)
    notes = [*strange, *warned, *selection.notes, *table.notes, *rare]
    rare_values = None
    if plan.settings.disclosure == "protect":
        classes = getattr(model, "classes", ())
        rare_values = HeldByFew.of(table, [plan.to_json(), list(classes)])
        # Those on words that a model never saw count single values of a column.
        notes = [rare_values.note(text) for text in (*warned, *selection.notes, *table.notes)]
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
        broken=broken,
        asked_apart=payload.get("apart"),
        asked_elsewhere=asking_elsewhere.asked_elsewhere(payload),
        seconds=seconds,
        earlier_continuations=earlier_continuations(plan, payload, data),
        memory=remembered(payload),
        model_file=_model_file(payload, plan),
        machine=Machine([Path(folder) for folder in payload.get("counters", ())]),
    )
    del table, selection
    protected = [column.name for column in data.having(Role.PROTECTED)]
    for result in steps:
        ended += 1
        if rare_values is not None:
            result = withheld(result, protected, rare_values)
        send({"kind": "step", "step": result.to_json()})


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

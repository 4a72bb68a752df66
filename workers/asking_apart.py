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
NOT_ITS_DOING = frozenset({"sandbox_unavailable", "cancelled"})


def next_apart(plan: Plan, done: Collection[int] = ()) -> Step | None:
    """The step of the plan that needs children, if it is still to run; none of several heads."""
    if plan.heads:
        return None
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

    `groups` has the same of a row of each protected group, as `{group: [[column, value]], asked}`.
    Each kind has a child of its own, which asks about one row after the other; where it ends, the
    rows after the one that ended it go on in another. Fewer kinds are asked than fit where half of
    the wall limit is over, or where the step's `most_queries` are.

    payload: what `workers.measuring.measure` is given: plan, model and dataset. The rest as of
    `run_sandboxed`. Raises `AuditFailed` where not even a good row can be read.
    """

    def child(task: str, more: Mapping[str, Any], seconds: float) -> tuple[Outcome, list[Any]]:
        messages: list[Any] = []
        outcome = run_sandboxed(
            f"workers.asking_apart:{task}", {**payload, **more}, read_only=read_only,
            scratch=scratch, limits=Limits.for_wall(min(seconds, limits.wall_seconds)),
            on_message=messages.append, needs_models=True,
            ahead=["audits.robustness.malformed_asking"], should_stop=should_stop,
        )  # fmt: skip
        return outcome, messages

    started = time.monotonic()
    first, _ = child("good_rows", {}, limits.wall_seconds)
    raise_unless_done(first)
    opening = time.monotonic() - started
    kinds, rows = first.result["kinds"], first.result["rows"]
    most = step.parameters.get("most_queries") or len(kinds) * len(rows)
    # The first row makes the shares of all; those of groups are made whole or not at all.
    rows_asked = rows if most >= len(kinds) * len(rows) else rows[:1]
    asked: list[list[JsonObject]] = [[] for _ in rows]
    for index, kind in enumerate(kinds[:most]):
        on_progress({"stage": "asking malformed inputs", "percent": int(100 * index / len(kinds))})
        if should_stop() or time.monotonic() - started > limits.wall_seconds / 2:
            break
        answered_rows = 0
        while answered_rows < len(rows_asked):
            left = [row["row"] for row in rows_asked[answered_rows:]]
            seconds = float(step.parameters["seconds"]) * len(left) + OPENING * opening
            outcome, answered = child("one_input", {"rows": left, "kind": kind}, seconds)
            if outcome.reason in NOT_ITS_DOING:
                raise_unless_done(outcome)
            fates = [message["asked"] for message in answered]
            if outcome.reason is not None and len(fates) < len(left):
                fates.append(_end(kind, outcome))
            for fate in fates:
                asked[answered_rows].append(fate)
                answered_rows += 1
    groups = [
        {"group": group, "asked": asked[index]}
        for index, row in enumerate(rows)
        for group in row["groups"]
    ]
    return {"kinds": len(kinds), "asked": asked[0] if asked else [], "groups": groups}


def _end(kind: str, outcome: Outcome) -> JsonObject:
    """Of the row at which a child ended."""
    fate = "hung" if outcome.reason in _HUNG else "crashed"
    detail = str(outcome.error.get("message", outcome.reason))[:160]
    return {"kind": kind, "fate": fate, "answer": "", "probability": None, "detail": detail}


def _opened(payload: Mapping[str, Any]) -> Any:
    from audits.models.opening import open_model

    plan = Plan.from_json(payload["plan"])
    assert plan.model is not None
    return open_model(Path(payload["model"]), plan.model, scratch=Path(payload["scratch"]))


def good_rows(payload: Mapping[str, Any], send: Send) -> dict[str, Any]:
    """In a child: rows that the model takes, and the kinds of malformed input that fit them.

    The first row of the data, and the first of each protected group that it is not of; of a
    translator a sentence.
    """
    from audits.data.content_order import content_order
    from audits.data.reading import read_dataset
    from audits.models import Translator
    from audits.models.preprocessing import words_read
    from audits.robustness.malformed_inputs import first_of_groups, fitting, row_of, sentence_kinds
    from audits.running.sentence_check import sentences_of

    plan = Plan.from_json(payload["plan"])
    model = _opened(payload)
    data = read_dataset(
        Path(payload["dataset"]), plan.columns, reads=model.reads, as_words=words_read(model),
        encoding=plan.encoding,
    )  # fmt: skip
    if isinstance(model, Translator):  # any sentence that it takes, which nobody is the subject of
        rows_asked = [{"row": {"sentence": ("text", one.text)}, "groups": []}
                      for one in sentences_of(model, data)[:1]]  # fmt: skip
        return {"rows": rows_asked, "kinds": sentence_kinds() if rows_asked else []}
    if not len(data):
        return {"rows": [], "kinds": []}
    groups_by_row = first_of_groups(data, content_order(data, model.reads))
    rows = {index: row_of(data, model.reads, index) for index in groups_by_row}
    return {
        "rows": [{"row": row, "groups": groups_by_row[index]} for index, row in rows.items()],
        "kinds": list(fitting(next(iter(rows.values())))),
    }


def one_input(payload: Mapping[str, Any], send: Send) -> dict[str, Any]:
    """In a child of its own: one kind of malformed input, asked about each of some rows."""
    from audits.models import Translator
    from audits.robustness.malformed_asking import ask
    from audits.running.sentence_check import languages_of

    model = _opened(payload)
    languages = languages_of(model) if isinstance(model, Translator) else None
    for some in payload["rows"]:
        row = {name: (kind, value) for name, (kind, value) in some.items()}
        asked = ask(model, row, payload["kind"], languages)
        send({"kind": "asked", "asked": asked.to_json()})
    return {}

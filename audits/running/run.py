"""Carry out a plan, step by step: what was measured is safe before the next probe starts."""

import time
from collections import deque
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace
from functools import partial
from types import MappingProxyType
from typing import Any

from audits.data.answer_scores import check_scores, of_positive
from audits.data.clusters import told_of_no_cluster
from audits.data.cut_labels import cut_labels
from audits.data.dataset import Dataset
from audits.data.second_rows import SecondRows
from audits.data.stated_threshold import check_threshold
from audits.judging.advice import advice
from audits.judging.named_groups import named_groups
from audits.measurement import WhyNot
from audits.models import Model
from audits.planning.documented import Documented
from audits.planning.plan import Plan, Step
from audits.planning.step_costs import in_order
from audits.planning.time_budget import Budget, effective
from audits.probing.array_memory import ArrayMemory
from audits.probing.machine import Machine, ModelFile
from audits.probing.probe import Subject
from audits.probing.subject import Continuations
from audits.running.budget_fitting import Fitting
from audits.running.catalog import find
from audits.running.judged_items import with_judged_items
from audits.running.picture_notes import told_of_pictures
from audits.running.sequence_notes import told_of_sequences
from audits.running.sound_notes import told_of_sounds
from audits.running.step_result import StepResult
from audits.running.step_run import carry_out
from audits.running.undecodable_images import Known, asks_every_row, leave_out
from audits.running.unused_roles import unheard

NO_ROWS = "there are no rows"
NO_SECONDS: Mapping[str, SecondRows] = MappingProxyType({})
GIVE_ROWS = "give a dataset with rows, or choose rows that it has"


def run(
    plan: Plan,
    data: Dataset,
    model: Model | None = None,
    *,
    whole: Dataset | None = None,
    known: Known | None = None,
    done: Collection[int] = (),
    on_progress: Callable[[Step, float], None] = lambda step, fraction: None,
    at_end: Callable[[Subject], None] | None = None,
    limit: float | None = None,
    clock: Callable[[], float] = time.monotonic,
    started: float | None = None,
    share: float = 1.0,
    broken: str | None = None,
    asked_apart: Mapping[str, Any] | None = None,
    asked_elsewhere: Any = None,
    seconds: Mapping[str, SecondRows] = NO_SECONDS,
    earlier_continuations: Continuations | WhyNot | None = None,
    memory: ArrayMemory | None = None,
    machine: Machine | None = None,
    model_file: ModelFile | None = None,
) -> Iterator[StepResult]:
    """Yield each step's result as soon as it is known; steps already `done` are passed over.

    Steps run in the order of `step_costs.in_order` and keep their numbers. Those that ask the model
    again share `settings.budget` (`audits.planning.time_budget`).

    known: rows whose answers the model gave before, and those answers.
    whole: the data with the other parts of its split, where only one of them is measured.
    at_end: is shown the subject with its answers after the last step.
    limit: seconds after which whoever called will end it; the budget stays below.
    clock, started: seconds, and when the audit began; left out, now. share: of the time that is
        left of the budget; the rest is for the heads after this one.
    broken: why no number of the model means anything; each probe that asks it is an error then.
    asked_apart: what became of inputs that were asked in processes of their own, beforehand.
    asked_elsewhere: what another process answered, beforehand.
    seconds: the rows of datasets beside the audited one, by their key in the document.
    earlier_continuations: what a language model made of the same rows in the audit before.
    memory: what an audit of the same bytes computed.
    machine: what times and memory are read from; left out, the one that this process runs on.
    model_file: the model's own files, where it lies in any.

    A broken probe is an error of its own and the others go on. Raises `Refused` where model
    and data turn out not to fit together, since then no number would mean anything.
    """
    joined: list[str] = []
    if model is None:
        check_scores(data)
        data = of_positive(data, joined.append)
        check_threshold(data)
        data = cut_labels(data, joined.append)
        whole = None if whole is None else _cut_rows(whole)
        seconds = {key: _cut(second) for key, second in seconds.items()}
    data = with_judged_items(data)
    whole = None if whole is None else with_judged_items(whole)
    subject = Subject(
        data,
        model,
        whole=whole,
        warnings=joined,
        seed=plan.settings.seed,
        confidence=plan.settings.confidence,
        smallest_group=plan.settings.smallest_group,
        source_language=None if plan.model is None else plan.model.source_language,
        target_language=None if plan.model is None else plan.model.target_language,
        stated_classes=_stated_classes(plan),
        advice=advice(plan.policy),
        asked_apart=asked_apart,
        asked_elsewhere=asked_elsewhere,
        named=named_groups(plan.policy),
        earlier=seconds.get("earlier"),
        members=seconds.get("members"),
        earlier_continuations=earlier_continuations,
        memory=ArrayMemory() if memory is None else memory,
        machine=machine or Machine(),
        model_file=model_file,
        documented=Documented.of(plan),
    )
    room, limited = effective(plan.settings.budget_seconds, limit)
    budget = Budget(room, clock, clock() if started is None else started, limited)
    budget.seconds -= (1 - share) * max(0.0, budget.left)
    waiting = in_order([s for s in plan.steps if s.index not in done], plan.policy)
    fitting = Fitting(subject, budget, waiting, plan.policy)
    warned, ready = 0, False
    queue, postponed = deque(waiting), set[int]()
    while queue:
        step = queue.popleft()
        if step.reason is not None:
            yield StepResult(step, "not_run", reason=step.reason, remedy=step.remedy)
            continue
        probe = find(step.probe)
        asks = asks_every_row(data, probe) or probe.model is not None
        if broken is not None and asks and not probe.asks_unsteady:
            yield StepResult(step, "error", reason=broken)
            continue
        if data.columns and not len(data):
            yield StepResult(step, "not_run", reason=NO_ROWS, remedy=GIVE_ROWS)
            continue
        if not ready:
            subject.on_progress = partial(_within, on_progress, step)
            before = clock()
            asking = [] if broken is not None else waiting
            leave_out(subject, [find(s.probe) for s in asking if s.reason is None], known)
            fitting.answered(clock() - before)
            ready = True
            # Those of another process, or of an earlier attempt, are probes of this audit too.
            running = [find(s.probe) for s in plan.steps if s.reason is None]
            subject.warnings += told_of_no_cluster(data)
            subject.warnings += told_of_pictures(data)
            subject.warnings += told_of_sounds(data)
            subject.warnings += told_of_sequences(data)
            subject.warnings += unheard(data, running, [choice.column for choice in plan.rows])
        result = carry_out(
            probe, step, subject, partial(_within, on_progress, step), warned, fitting
        )
        if result.no_room and step.index not in postponed:
            # Those after it may leave enough of their time.
            postponed.add(step.index)
            queue.append(step)
            continue
        yield result
        # Whoever asks after the step is not held to its budget.
        subject.on_progress = partial(_within, on_progress, step)
        warned = len(subject.warnings)
    if at_end is not None and broken is None and not (data.columns and not len(data)):
        if not ready:  # every step was done before this attempt
            leave_out(subject, [find(s.probe) for s in plan.steps if s.reason is None], known)
        at_end(subject)


def _cut(second: SecondRows) -> SecondRows:
    """Scores and labels of a second dataset are read as those of the audited one."""
    if not isinstance(second.rows, Dataset):
        return second
    return replace(second, rows=_cut_rows(second.rows))


def _cut_rows(rows: Dataset) -> Dataset:
    """What was told of the audited rows already is not told again."""
    return cut_labels(of_positive(rows, lambda message: None), lambda message: None)


def _stated_classes(plan: Plan) -> dict[str, str]:
    """What the plan says of the model's own classes."""
    if plan.model is None:
        return {}
    words = {"positive": plan.model.positive, "favourable": plan.model.favourable}
    return {word: value for word, value in words.items() if value is not None}


def _within(on_progress: Callable[[Step, float], None], step: Step, fraction: float) -> None:
    on_progress(step, min(max(fraction, 0.0), 1.0))

"""Carry out a plan, step by step: what was measured is safe before the next probe starts."""

import time
from collections import deque
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from types import MappingProxyType
from typing import Any

from audits.data.clusters import told_of_no_cluster
from audits.data.cut_labels import cut_labels
from audits.data.dataset import Dataset
from audits.data.second_rows import SecondRows
from audits.data.stated_threshold import check_threshold
from audits.errors import AuditError, NotApplicable, Refused
from audits.judging.advice import advice
from audits.judging.named_groups import named_groups
from audits.measurement import Estimate, Exhibit, Measurement, WhyNot, measurement_to_json
from audits.models import Model
from audits.planning.documented import Documented
from audits.planning.plan import Plan, Step
from audits.planning.step_costs import in_order
from audits.planning.time_budget import Budget, NoRoom, OutOfTime, effective, noted
from audits.probing.array_memory import ArrayMemory
from audits.probing.machine import Machine, ModelFile
from audits.probing.probe import Probe, Subject
from audits.probing.subject import Continuations
from audits.probing.unanswered import marked, unanswered_rows, unanswered_warnings
from audits.running.budget_fitting import Fitting, asks_again
from audits.running.catalog import find
from audits.running.unanswered_extremes import filled
from audits.running.undecodable_images import Known, asks_every_row, leave_out
from audits.running.unused_roles import undecidable, unheard

NO_ROWS = "there are no rows"
NO_SECONDS: Mapping[str, SecondRows] = MappingProxyType({})
GIVE_ROWS = "give a dataset with rows, or choose rows that it has"


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
            "version": self.step.version,
            "status": self.status,
            "reason": self.reason,
            "remedy": self.remedy,
            "measurements": [key | measurement_to_json(item) for item in self.measurements],
            "exhibits": [key | item.to_json() for item in self.exhibits],
            "warnings": list(self.warnings),
            "seconds": round(self.seconds, 3),
        }


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
    clock, started: seconds, and when the audit began; left out, now.
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
        check_threshold(data)
        data = cut_labels(data, joined.append)
        whole = None if whole is None else cut_labels(whole, lambda message: None)
        seconds = {key: _cut(second) for key, second in seconds.items()}
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
    waiting = in_order([s for s in plan.steps if s.index not in done], plan.policy)
    fitting = Fitting(subject, budget, waiting, plan.policy)
    warned, ready = 0, False
    queue, cut = deque(waiting), set[int]()
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
            running = [find(s.probe) for s in waiting if s.reason is None]
            subject.warnings += told_of_no_cluster(data)
            subject.warnings += unheard(data, running, [choice.column for choice in plan.rows])
        result = _carry_out(step, subject, on_progress, warned, fitting)
        if result.no_room and step.index not in cut:
            # Those after it may leave enough of their time.
            cut.add(step.index)
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
    """The labels of a second dataset are cut as those of the audited one."""
    if not isinstance(second.rows, Dataset):
        return second
    return replace(second, rows=cut_labels(second.rows, lambda message: None))


def _stated_classes(plan: Plan) -> dict[str, str]:
    """What the plan says of the model's own classes."""
    if plan.model is None:
        return {}
    words = {"positive": plan.model.positive, "favourable": plan.model.favourable}
    return {word: value for word, value in words.items() if value is not None}


def _within(on_progress: Callable[[Step, float], None], step: Step, fraction: float) -> None:
    on_progress(step, min(max(fraction, 0.0), 1.0))


def _carry_out(
    step: Step,
    subject: Subject,
    on_progress: Callable[[Step, float], None],
    warned: int,
    fitting: Fitting,
) -> StepResult:
    """warned: how many of the subject's warnings stand at other steps already."""
    report = partial(_within, on_progress, step)
    budget = fitting.budget
    started = budget.clock()
    report(0.0)
    try:
        asked = fitting.step(step)
        subject.on_progress = budget.guard(report) if asks_again(step, subject) else report
        measurements, exhibits = _collect(step, asked, subject)
    except OutOfTime as error:
        cut = budget.cut(error)
        return StepResult(step, "not_run", reason=cut.reason, remedy=cut.remedy)
    except NoRoom as full:
        return StepResult(step, "not_run", reason=full.reason, remedy=full.remedy, no_room=True)
    except NotApplicable as refusal:
        warnings = tuple(subject.warnings[warned:])
        return StepResult(
            step, "not_run", reason=refusal.reason, remedy=refusal.remedy, warnings=warnings
        )
    except Refused:
        raise
    except AuditError as error:
        return StepResult(step, "error", reason=str(error))
    except (
        ArithmeticError,
        AssertionError,
        AttributeError,
        LookupError,
        RuntimeError,
        TypeError,
        ValueError,
    ) as error:
        # A defect of the probe or an answer nobody foresaw: named, never hidden as a pass.
        return StepResult(step, "error", reason=f"{type(error).__name__}: {error}")
    for notice in getattr(subject.model, "warnings", ()):
        subject.warn(notice)
    report(1.0)
    took = budget.clock() - started
    budget.took_longer(asked, took)
    sampled = budget.sampled(step, asked)
    return StepResult(
        step,
        "ran",
        measurements,
        exhibits,
        warnings=(*((sampled,) if sampled else ()), *subject.warnings[warned:]),
        seconds=took,
    )


def _decided(
    probe: Probe, subject: Subject, parameters: dict[str, Any]
) -> Iterator[Measurement | Exhibit]:
    """What the probe yields; estimates say so where no rule may be decided on them."""
    reason = undecidable(subject.data, probe)
    for measured in probe(subject, **parameters):
        if reason is not None and isinstance(measured, Estimate):
            yield replace(measured, undecidable=reason)
        else:
            yield measured


def _measured(
    probe: Probe, subject: Subject, parameters: dict[str, Any]
) -> Iterator[Measurement | Exhibit]:
    """What the probe yields, each estimate with the rows that gave it no answer."""
    measured = list(_decided(probe, subject, parameters))
    without = unanswered_rows(subject, probe)
    if without is None:
        return iter(measured)
    for warning in unanswered_warnings(without):
        subject.warn(warning)
    return iter(filled(probe, subject, parameters, list(marked(measured, without))))


def _collect(
    step: Step, asked: Step, subject: Subject
) -> tuple[tuple[Measurement, ...], tuple[Exhibit, ...]]:
    """asked: the step with the parameters that the budget leaves it."""
    probe = find(step.probe)
    owned = {metric.name for metric in probe.metrics}
    measurements: list[Measurement] = []
    exhibits: list[Exhibit] = []
    seen: set[tuple[str, object]] = set()
    parameters = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in asked.parameters.items()
    }
    # What is timed asks rows of its own: the answers to all others would only keep it waiting.
    is_about_answered = probe.model is not None and not probe.alone and not probe.asks_unsteady
    answered = subject.of_answered_rows() if is_about_answered else subject
    if subject.data.columns and not len(answered.data):
        raise NotApplicable("the model answers no row", "give rows that it answers with numbers")
    for item in noted(_measured(probe, answered, parameters), step, asked):
        if isinstance(item, Exhibit):
            exhibits.append(item)
            continue
        key = (item.metric, frozenset(item.group))
        if key in seen:
            raise ValueError(f"{step.probe} measured {item.metric} {dict(item.group)} twice")
        if item.metric not in owned:
            raise ValueError(f"{step.probe} does not own the metric {item.metric}")
        seen.add(key)
        measurements.append(item)
    return tuple(measurements), tuple(exhibits)

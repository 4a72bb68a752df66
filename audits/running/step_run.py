"""One step of a plan, carried out: its probe is asked, and what it yields is checked."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from audits.errors import AuditError, NotApplicable, Refused
from audits.measurement import Estimate, Exhibit, Measurement
from audits.planning.plan import Step
from audits.planning.time_budget import NoRoom, OutOfTime, noted
from audits.probing.probe import Probe
from audits.probing.subject import Subject
from audits.probing.unanswered import marked, unanswered_rows, unanswered_warnings
from audits.running.budget_fitting import Fitting, asks_again
from audits.running.selected_labels import selected_labels
from audits.running.step_result import StepResult
from audits.running.unanswered_extremes import filled
from audits.running.unused_roles import undecidable


def carry_out(
    probe: Probe,
    step: Step,
    subject: Subject,
    report: Callable[[float], None],
    warned: int,
    fitting: Fitting,
) -> StepResult:
    """The step's result; a broken probe is one too. Raises `Refused` where nothing would count.

    report: is told which share of the step is done. warned: how many of the subject's warnings
    stand at other steps already.
    """
    budget = fitting.budget
    started = budget.clock()
    report(0.0)
    try:
        asked = fitting.step(step)
        subject.on_progress = budget.guard(report) if asks_again(step, subject) else report
        measurements, exhibits = _collect(probe, step, asked, subject)
    except OutOfTime as error:
        ended = budget.stopped(error)
        return StepResult(step, "not_run", reason=ended.reason, remedy=ended.remedy)
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
    selection = selected_labels(subject.data, probe)
    for measured in probe(subject, **parameters):
        if not isinstance(measured, Estimate):
            yield measured
            continue
        why = reason or (None if selection is None else selection.reason(measured))
        yield measured if why is None else replace(measured, undecidable=why)


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
    probe: Probe, step: Step, asked: Step, subject: Subject
) -> tuple[tuple[Measurement, ...], tuple[Exhibit, ...]]:
    """asked: the step with the parameters that the budget leaves it."""
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

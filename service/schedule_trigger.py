"""From a due time to an audit: once, however many schedulers run and whenever they die.

First the run's row and the schedule's next time are committed together; then the audit is made
under a key of the schedule and the due time, so that doing it twice is doing it once.
"""

import logging
import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import groupby, islice
from typing import Any

from audits.errors import Problem, Refused
from service.identity import is_id
from service.queue import Queue
from service.records.engine import DATABASE_ERRORS
from service.records.errors import NoRow
from service.records.schedules import VERSIONS
from service.records.tables import Schedule, ScheduleRun
from service.records.unit_of_work import EVERYONE, Records, UnitOfWork
from service.recurrence import due_after, latest_due, next_due
from service.submission import KeyUsedOtherwise, NotInspectedYet, QuotaReached, submit_audit

LOG = logging.getLogger(__name__)
MOST_CAUGHT_UP = 1000  # more missed times than this are not made up for, whatever the policy
PUNCTUAL_SECONDS = 60.0  # later than this, a due time was missed
GIVE_UP_SECONDS = 3600.0  # an upload that is not inspected by then never will be


def fire_due(records: Records, queue: Queue) -> int:
    """Make the runs that are due now and start their audits; how many audits were started."""
    with records.writing(EVERYONE) as unit:
        now = unit.now()
        for schedule in unit.schedules.due():
            with _alone(schedule):
                reason = queue.rows_used_up(unit.spending, schedule.tenant_id)
                _fire_times(unit, schedule, now, no_rows_left=reason)
        for _, group in groupby(unit.schedules.new_versions(), key=lambda pair: pair[0].id):
            _fire_versions(unit, list(group))
        unit.commit()
    with records.reading(EVERYONE) as unit:
        waiting = list(unit.schedules.unstarted())
    # In an order of its own for each scheduler, so that they do not trip over one another; runs
    # of one schedule stay in theirs.
    places = {schedule.id: random.random() for _, schedule in waiting}  # noqa: S311 (no secret)
    waiting.sort(key=lambda pair: places[pair[1].id])
    started = 0
    for run, schedule in waiting:
        with _alone(schedule, lambda: _give_up(records, run, schedule, now)):  # noqa: B023
            started += start(records, queue, run, schedule)
    return started


def run_now(
    records: Records, queue: Queue, tenant: str, schedule_id: str, *, by: str
) -> ScheduleRun:
    """A run outside the schedule's times, started at once. Raises what `submit_audit` raises."""
    with records.writing(tenant) as unit:
        schedule = unit.schedules.find(schedule_id)
        run = unit.schedules.fire(schedule, due_at=unit.now())
        assert run is not None  # noqa: S101 (nobody else makes a run of this instant)
        unit.log.append(tenant, by, "schedule.run", schedule_id)
        unit.commit()
    start(records, queue, run, schedule)
    with records.reading(tenant) as unit:
        return unit.schedules.find_run(run.id)


def run_for(
    records: Records,
    queue: Queue,
    tenant: str,
    schedule_id: str,
    *,
    delivery: str,
    model: tuple[str, str] | None,
) -> ScheduleRun:
    """A run that a message from outside asked for; the same delivery twice is one run.

    model: name and version label that the message names; audited in place of the document's
    model where that version was uploaded, and refused with the remedy where it was not.
    """
    message = f"message {delivery}"
    with records.writing(tenant) as unit:
        schedule = unit.schedules.find(schedule_id, for_update=True)
        earlier = unit.schedules.run_noted(schedule.id, message)
        if earlier is not None:
            return earlier
        run_of: str | None = message
        if model is not None and "model" in schedule.document:
            version = _uploaded(unit, *model)
            run_of = None if version is None else f"{version} {message}"
        run = unit.schedules.fire(schedule, due_at=unit.now(), note=run_of or message)
        assert run is not None  # noqa: S101 (the schedule's row is locked)
        unit.commit()
    if run_of is None and model is not None:
        remedy = "upload it with POST /v1/models, then send the message again"
        _refuse(records, run, schedule, f"model {model[0]} {model[1]} is not here; {remedy}")
    else:
        start(records, queue, run, schedule)
    with records.reading(tenant) as unit:
        return unit.schedules.find_run(run.id)


def start(records: Records, queue: Queue, run: ScheduleRun, schedule: Schedule) -> bool:
    """The audit of a due run; whether one was started."""
    with records.reading(EVERYONE) as unit:
        if unit.schedules.find_run(run.id).state != "due":
            return False  # another scheduler was quicker
        before = unit.schedules.unended_audit(schedule.id)
        now = unit.now()
    if before is not None and schedule.overlap == "skip":
        _settle(records, run, state="skipped", note=_because(run, f"{before} had not ended"))
        return False
    key = f"{schedule.id} {run.due_at!r}"
    try:
        audit = submit_audit(
            records,
            queue,
            tenant=schedule.tenant_id,
            by=schedule.id,
            document=_document(schedule, run),
            idempotency_key=key,
            looks_up=False,  # was, when the schedule was made; the worker does each time
        ).audit
    except NotInspectedYet as early:
        if now - run.created_at > GIVE_UP_SECONDS:
            _refuse(records, run, schedule, str(early))
        return False  # the next round tries again
    except (Refused, KeyUsedOtherwise, QuotaReached) as error:
        _refuse(records, run, schedule, str(error))
        return False
    return _settle(records, run, state="started", audit_id=audit.id, note=run.note)


@contextmanager
def _alone(schedule: Schedule, then: Callable[[], None] = lambda: None) -> Iterator[None]:
    """What breaks here is this schedule's alone: the others', and other tenants', go on."""
    try:
        yield
    except DATABASE_ERRORS:
        raise
    except Exception:
        LOG.exception("%s broke", schedule.id)
        then()


def _give_up(records: Records, run: ScheduleRun, schedule: Schedule, now: float) -> None:
    """A run that breaks each time is refused at last."""
    if now - run.created_at > GIVE_UP_SECONDS:
        _refuse(records, run, schedule, "the service could not start it; see the scheduler's log")


def _fire_times(
    unit: UnitOfWork, schedule: Schedule, now: float, *, no_rows_left: str | None = None
) -> None:
    """The runs of the times that have come.

    no_rows_left: why none may be written; each run, and each word of it to a webhook, is a row.
    """
    first = schedule.next_due_at
    if first is None or schedule.expression is None:
        return
    expression, zone = schedule.expression, schedule.zone
    if not unit.schedules.move_on(
        schedule.id, from_due=first, next_due=next_due(expression, zone, now)
    ):
        return  # another scheduler was here
    if no_rows_left is not None:
        LOG.warning("%s does not run: %s", schedule.id, no_rows_left)
        return
    later = due_after(expression, zone, first)
    times = [first]
    for due_time in islice(later, MOST_CAUGHT_UP):
        if due_time > now:
            break
        times.append(due_time)
    if len(times) > MOST_CAUGHT_UP:
        times[-1] = latest_due(expression, zone, first=times[-1], until=now)
    fired_times = times if schedule.catch_up == "all" else times[-1:]
    if schedule.catch_up == "none" and now - times[-1] > PUNCTUAL_SECONDS:
        fired_times = []
    for due_at in fired_times:
        unit.schedules.fire(schedule, due_at=due_at)
    if missed := len(times) - len(fired_times):
        last = times[missed - 1]
        LOG.warning("%s missed %d due times", schedule.id, missed)
        unit.schedules.fire(
            schedule, due_at=last, state="missed", note=f"{missed} due times passed unseen"
        )
        unit.schedules.announce_missed(
            schedule, due_at=last, reason=f"no scheduler was running at {missed} due times"
        )


def _fire_versions(unit: UnitOfWork, pairs: Sequence[tuple[Schedule, Any]]) -> None:
    """A run a version; of several only the last one that can be audited, unless all are wanted.

    One that cannot be audited is refused and told, whatever else is under way.
    """
    ready = [i for i, (_, version) in enumerate(pairs) if version.inspection == "ready"]
    for position, (schedule, version) in enumerate(pairs):
        if version.inspection != "ready":
            _refuse_version(unit, schedule, version)
            continue
        is_kept = schedule.catch_up == "all" or position == ready[-1]
        unit.schedules.fire(
            schedule,
            due_at=version.created_at,
            state="due" if is_kept else "missed",
            note=version.id,
        )


def _refuse_version(unit: UnitOfWork, schedule: Schedule, version: Any) -> None:
    problems = [Problem(**problem) for problem in version.problems]
    why = str(Refused(problems)) if problems else "its inspection failed; upload it again"
    reason = f"version {version.version} cannot be audited: {why}"[:1000]
    note = f"{reason} ({version.id})"
    due_at = version.created_at
    run = unit.schedules.fire(schedule, due_at=due_at, state="refused", note=note)
    if run is not None:  # None: another scheduler was here
        unit.schedules.announce_missed(schedule, due_at=due_at, reason=reason)


def _document(schedule: Schedule, run: ScheduleRun) -> dict[str, Any]:
    """The schedule's document, with the version that caused the run in its place."""
    version = (run.note or "").partition(" ")[0]
    for kind in VERSIONS:
        if is_id(version, kind):
            field = kind.removesuffix("_version")
            return {**schedule.document, field: _pinned(schedule, field, version)}
    return {field: _by_id(entry) for field, entry in schedule.document.items()}


def _by_id(entry: Any) -> Any:
    """Earlier releases took a `path` beside the `id`, and meant the id."""
    if not isinstance(entry, dict) or entry.get("id") is None:
        return entry
    return {key: value for key, value in entry.items() if key != "path"}


def _pinned(schedule: Schedule, field: str, version_id: str) -> dict[str, Any]:
    """What the document says of the field, about this version."""
    entry = schedule.document.get(field, {})
    names = ("id", "name", "version", "path")
    return {**{key: value for key, value in entry.items() if key not in names}, "id": version_id}


def _uploaded(unit: UnitOfWork, name: str, version: str) -> str | None:
    try:
        return unit.models.resolve(name, version).id
    except NoRow:
        return None


def _refuse(records: Records, run: ScheduleRun, schedule: Schedule, reason: str) -> None:
    LOG.warning("%s cannot run: %s", schedule.id, reason)
    with records.writing(EVERYONE) as unit:
        note = _because(run, reason[:1000])
        if unit.schedules.settle(run.id, state="refused", note=note):
            unit.schedules.announce_missed(schedule, due_at=run.due_at, reason=reason[:1000])
        unit.commit()


def _because(run: ScheduleRun, reason: str) -> str:
    """The reason, and behind it what the run came from."""
    return reason if run.note is None else f"{reason} ({run.note})"


def _settle(records: Records, run: ScheduleRun, **values: Any) -> bool:
    with records.writing(EVERYONE) as unit:
        done = unit.schedules.settle(run.id, **values)
        unit.commit()
    return done

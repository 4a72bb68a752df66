"""Audits that come again."""

import time
from uuid import uuid4

import pytest

from service.records.errors import NoRow
from tests.service.records.conftest import Home

DUE = 1_000.0


def schedule(home: Home, **fields: object) -> str:
    fields = {"name": f"schedule {uuid4()}", "document": {}, "trigger_kind": "cron",
              "expression": "0 0 * * *", "zone": "UTC", "next_due_at": DUE, **fields}  # fmt: skip
    return home.write(lambda unit: unit.schedules.add(**fields).id)


def fire(home: Home, schedule_id: str, due_at: float = DUE, **more: str) -> str | None:
    def do(unit):  # type: ignore[no-untyped-def]
        run = unit.schedules.fire(unit.schedules.find(schedule_id), due_at=due_at, **more)
        return None if run is None else run.id

    return home.everyone(do)


def test_what_is_due_is_not_paused_and_its_time_has_come(home: Home) -> None:
    first = schedule(home)
    schedule(home, paused=True)
    schedule(home, next_due_at=time.time() + 3600)
    schedule(home, next_due_at=None)
    assert [row.id for row in home.everyone(lambda unit: unit.schedules.due())] == [first]


def test_a_due_time_makes_one_run_and_moves_on_once(home: Home) -> None:
    its = schedule(home)
    assert fire(home, its) is not None
    assert fire(home, its) is None
    move = lambda unit: unit.schedules.move_on(its, from_due=DUE, next_due=2 * DUE)  # noqa: E731
    assert home.everyone(move) is True
    assert home.everyone(move) is False
    assert home.read(lambda unit: unit.schedules.find(its).next_due_at) == 2 * DUE


def test_a_run_is_settled_once_and_then_waits_no_more(home: Home) -> None:
    its = schedule(home)
    run = fire(home, its)
    assert run is not None
    ((row, of),) = home.everyone(lambda unit: unit.schedules.unstarted())
    assert (row.id, of.id) == (run, its)
    audit = home.audit()
    settle = lambda unit: unit.schedules.settle(run, state="started", audit_id=audit)  # noqa: E731
    assert home.everyone(settle) is True
    assert home.everyone(settle) is False
    assert home.everyone(lambda unit: unit.schedules.unstarted()) == []
    assert home.everyone(lambda unit: unit.schedules.unended_audit(its)) == audit
    home.write(lambda unit: unit.audits.request_cancel(audit))
    assert home.everyone(lambda unit: unit.schedules.unended_audit(its)) is None


def test_the_previous_audit_is_the_completed_one_of_the_last_run_before(home: Home) -> None:
    its = schedule(home)
    audits = []
    for at in (1.0, 2.0):
        run = fire(home, its, at)
        audit = home.completed()
        home.everyone(
            lambda unit, run=run, audit=audit: unit.schedules.settle(
                run, state="started", audit_id=audit
            )
        )
        audits.append(audit)
    before = lambda moment: home.everyone(  # noqa: E731
        lambda unit: unit.schedules.previous_audit(its, before=moment)
    )
    assert [before(3.0), before(2.0), before(1.0)] == [audits[1], audits[0], None]


@pytest.mark.parametrize(
    ("note", "cause", "same"),
    [
        ("push 12", "12", True), ("push (12)", "12", True), ("12", "12", True),
        ("by push 12)", "12", True), ("push 112", "12", False), ("12 pushes", "12", False),
        ("push 1x2", "1_2", False),
    ],
)  # fmt: skip
def test_a_run_is_found_by_its_cause_and_not_by_half_of_it(
    home: Home, note: str, cause: str, same: bool
) -> None:
    its = schedule(home)
    run = fire(home, its, state="skipped", note=note)
    found = home.everyone(lambda unit: unit.schedules.run_noted(its, cause))
    assert (found is not None and found.id == run) is same


def test_a_new_version_is_run_for_once(home: Home) -> None:
    family = home.read(lambda unit: unit.datasets.find(home.dataset).family_id)
    its = schedule(
        home, trigger_kind="dataset_version", expression="", family_id=family, next_due_at=None
    )
    waiting = lambda: home.everyone(  # noqa: E731
        lambda unit: [(s.id, v.id, v.created_at) for s, v in unit.schedules.new_versions()]
    )
    assert waiting() == []  # the version there was is older than the schedule
    newer = home.write(
        lambda unit: (
            unit.datasets.add_version(
                home.ours, name="people", sha256="c" * 64, filename="p.csv", size_bytes=1
            )[0].id
        )
    )
    assert waiting() == []  # nobody has looked into it
    held = home.everyone(
        lambda unit: unit.inspections.take(newer, worker="w", lease_seconds=30, attempts=3)
    )
    home.everyone(lambda unit: unit.inspections.end(held, "ready", profile={}))
    ((found, version, created),) = waiting()
    assert (found, version) == (its, newer)
    fire(home, its, created)
    assert waiting() == []


def test_a_refused_version_is_run_for_and_the_same_bytes_are_not(home: Home) -> None:
    family = home.read(lambda unit: unit.datasets.find(home.dataset).family_id)
    schedule(home, trigger_kind="dataset_version", expression="", family_id=family,
             next_due_at=None)  # fmt: skip
    for label, sha, end in (("2", "c", "refused"), ("3", "c", "ready"), ("4", "d", "failed")):
        version = home.write(
            lambda unit: (
                unit.datasets.add_version(
                    home.ours,
                    name="people",
                    sha256=sha * 64,  # noqa: B023
                    version=label,  # noqa: B023
                    filename="p.csv",
                    size_bytes=1,
                )[0].id
            )
        )
        held = home.everyone(
            lambda unit: unit.inspections.take(version, worker="w", lease_seconds=30, attempts=3)  # noqa: B023
        )
        home.everyone(lambda unit: unit.inspections.end(held, end))  # noqa: B023
    labels = home.everyone(lambda unit: [v.version for _, v in unit.schedules.new_versions()])
    assert labels == ["2", "4"]


def test_a_schedule_is_changed_listed_and_forgotten_by_its_own_tenant(home: Home) -> None:
    its = schedule(home)
    assert home.write(lambda unit: unit.schedules.change(its, paused=True).paused) is True
    with pytest.raises(NoRow):
        home.write(lambda unit: unit.schedules.change(its, paused=False), home.theirs)
    run = fire(home, its)
    assert [row.id for row in home.read(lambda unit: unit.schedules.runs(its).rows)] == [run]
    assert home.read(lambda unit: unit.schedules.find_run(run).state) == "due"
    home.write(lambda unit: unit.schedules.remove(its))
    assert home.read(lambda unit: unit.schedules.page().rows) == []
    with pytest.raises(NoRow):
        home.read(lambda unit: unit.schedules.find(its))

"""Schedules fire once each, whoever runs and whatever was missed."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from service.queue import Queue
from service.records.tables import Schedule, ScheduleRun
from service.records.unit_of_work import EVERYONE
from service.schedule_trigger import fire_due, run_now
from tests.integration.conftest import House
from tests.integration.servers import wait_until
from tests.local_hosts import LOCAL

pytestmark = pytest.mark.allow_hosts(LOCAL)
Make = Callable[..., House]
BERLIN = ZoneInfo("Europe/Berlin")
# Of a schedule that is due every minute another time may be due while a test runs.
YEARLY = "0 3 1 1 *"


def scheduled(house: House, name: str = "nightly", **fields: object) -> Schedule:
    with house.records.writing(house.tenant) as unit:
        found = unit.schedules.add(name=name, **{"document": house.document(1), **fields})
        unit.commit()
    return found


def runs(house: House, schedule: Schedule) -> list[ScheduleRun]:
    with house.records.reading(EVERYONE) as unit:
        return sorted(unit.schedules.runs(schedule.id, limit=1200).rows, key=lambda r: r.due_at)


def now(house: House) -> float:
    with house.records.reading(EVERYONE) as unit:
        return unit.now()


@pytest.mark.parametrize(
    ("names", "ticks"),
    [(5, 12), pytest.param(50, 20, marks=[pytest.mark.long, pytest.mark.timeout(600)])],
)
def test_three_schedulers_fire_every_due_time_exactly_once(
    make_house: Make, names: int, ticks: int
) -> None:
    house = make_house()
    since = now(house) - 60 * ticks
    every = [
        scheduled(
            house, f"s{number}", expression="* * * * *", catch_up="all", overlap="queue",
            next_due_at=since - since % 60 + 60,
        )
        for number in range(names)
    ]  # fmt: skip
    schedulers = [house.scheduler() for _ in range(3)]

    def started() -> int:
        return sum(r.state == "started" for schedule in every for r in runs(house, schedule))

    wait_until(lambda: started() >= names * ticks, 300, pause=0.5)
    for process in schedulers:  # the clock goes on: count only what nobody adds to
        process.terminate()
        process.wait(30)
    for schedule in every:
        found = runs(house, schedule)
        due = [run.due_at for run in found]
        assert len(set(due)) == len(due)
        assert [later - earlier for earlier, later in pairwise(due)] == [60.0] * (len(due) - 1)
        audits = {run.audit_id for run in found if run.state == "started"}
        assert len(audits) == sum(run.state == "started" for run in found)
    assert house.states()["queued"] == started()


def test_the_real_scheduler_fires_across_a_clock_change_at_the_hour_people_mean(
    make_house: Make,
) -> None:
    house = make_house()
    # The last change of Berlin's clocks that lies at least three days back.
    today = datetime.now(UTC) - timedelta(days=3)
    change = next(
        day
        for day in (today - timedelta(days=back) for back in range(250))
        if (day - timedelta(days=1)).astimezone(BERLIN).utcoffset()
        != day.astimezone(BERLIN).utcoffset()
    )
    first = datetime.combine(change.date() - timedelta(days=3), datetime.min.time(), BERLIN)
    first = first.replace(hour=6)
    schedule = scheduled(
        house, expression="0 6 * * *", zone="Europe/Berlin", catch_up="all", overlap="queue",
        next_due_at=first.timestamp(),
    )  # fmt: skip
    house.scheduler()
    days = 7
    wait_until(lambda: sum(r.state == "started" for r in runs(house, schedule)) >= days, 60)
    found = [datetime.fromtimestamp(run.due_at, BERLIN) for run in runs(house, schedule)[:days]]
    assert [(moment.hour, moment.minute) for moment in found] == [(6, 0)] * days
    assert [moment.date() for moment in found] == [
        first.date() + timedelta(days=number) for number in range(days)
    ]
    pauses = {later.timestamp() - earlier.timestamp() for earlier, later in pairwise(found)}
    assert len(pauses) == 2  # one day had 23 or 25 hours
    with house.records.reading(EVERYONE) as unit:
        upcoming = unit.schedules.find(schedule.id).next_due_at
    assert upcoming is not None
    assert datetime.fromtimestamp(upcoming, BERLIN).hour == 6


def test_a_document_that_an_earlier_release_took_is_fired_by_its_id(make_house: Make) -> None:
    house = make_house()
    document = house.document(0)
    document["dataset"] = {**document["dataset"], "path": "people.csv"}  # type: ignore[dict-item]
    schedule = scheduled(house, document=document, expression=YEARLY, next_due_at=now(house) - 1)
    fire_due(house.records, Queue(house.settings))
    (run,) = runs(house, schedule)
    assert (run.state, run.note) == ("started", None)


def test_a_schedule_that_breaks_costs_itself_alone(make_house: Make) -> None:
    house = make_house()
    due = now(house) - 1
    broken = scheduled(house, "a", expression="no cron", next_due_at=due - 5)
    odd = scheduled(
        house, "b", expression=YEARLY, next_due_at=due, document={"dataset": ["no mapping"]}
    )
    sound = scheduled(house, "c", expression=YEARLY, next_due_at=due)
    fire_due(house.records, Queue(house.settings))
    assert [run.state for run in runs(house, sound)] == ["started"]
    assert [run.state for run in runs(house, odd)] == ["refused"]
    assert runs(house, broken) == []


def test_after_an_outage_the_policy_says_what_is_made_up_for(make_house: Make) -> None:
    house = make_house()
    queue = Queue(house.settings)
    moment = now(house)
    hour = moment - moment % 3600
    with house.records.writing(house.tenant) as unit:
        hook = unit.webhooks.add(url="https://x", secret="s", events=["schedule_missed"])
        unit.commit()
    kept = {
        policy: scheduled(
            house, policy, expression="0 * * * *", catch_up=policy, next_due_at=hour - 4 * 3600
        )
        for policy in ("latest", "none", "all")
    }
    fire_due(house.records, queue)
    fire_due(house.records, queue)  # nothing is left to do
    found = {name: [r.state for r in runs(house, s)] for name, s in kept.items()}
    assert found["latest"] == ["missed", "started"]
    assert [run.due_at for run in runs(house, kept["latest"])] == [hour - 3600, hour]
    assert found["all"] == ["started"] + ["skipped"] * 4  # the first one's audit still waits
    if moment - hour > 61:
        assert found["none"] == ["missed"]
    with house.records.reading(EVERYONE) as unit:
        assert unit.schedules.find(kept["latest"].id).next_due_at == hour + 3600
        news = unit.deliveries.page(hook.id).rows
    assert {row.event for row in news} == {"schedule_missed"}


def test_a_run_that_a_crash_left_due_gets_one_audit(make_house: Make) -> None:
    house = make_house()
    queue = Queue(house.settings)
    schedule = scheduled(house, expression="0 3 * * *", next_due_at=now(house) + 9999)
    with house.records.writing(EVERYONE) as unit:
        unit.schedules.fire(schedule, due_at=1000.0)
        unit.commit()
    start = threading.Barrier(4)

    def round_of_another_scheduler() -> None:
        start.wait()
        fire_due(house.records, queue)

    threads = [threading.Thread(target=round_of_another_scheduler) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (run,) = runs(house, schedule)
    assert run.state == "started"
    assert house.states() == {"queued": 1}
    assert run.audit_id is not None
    assert house.audit(run.audit_id).created_by == schedule.id


def test_a_new_version_is_audited_once_and_by_its_id(make_house: Make) -> None:
    house = make_house()
    queue = Queue(house.settings)
    with house.records.reading(house.tenant) as unit:
        old = unit.datasets.find(house.dataset)
    schedule = scheduled(house, trigger_kind="dataset_version", family_id=old.family_id)
    fire_due(house.records, queue)
    assert runs(house, schedule) == []  # what was there before the schedule is not new
    with house.records.writing(house.tenant) as unit:
        new, _ = unit.datasets.add_version(
            house.tenant, name="people", sha256="b" * 64, filename="p.csv", size_bytes=3,
            profile={**(old.profile or {}), "sha256": "b" * 64},
        )  # fmt: skip
        unit.commit()
    fire_due(house.records, queue)
    assert runs(house, schedule) == []  # not looked into yet
    with house.records.writing(EVERYONE) as unit:
        held = unit.inspections.take(new.id, worker="w", lease_seconds=9, attempts=3)
        assert held is not None
        unit.inspections.end(held, "ready", profile={**(old.profile or {}), "sha256": "b" * 64})
        unit.commit()
    for _ in range(3):
        fire_due(house.records, queue)
    (run,) = runs(house, schedule)
    assert (run.state, run.note) == ("started", new.id)
    assert run.audit_id is not None
    assert house.audit(run.audit_id).dataset_version_id == new.id


def test_a_schedule_whose_data_is_gone_says_so(make_house: Make) -> None:
    house = make_house()
    document = {**house.document(1), "dataset": {"name": "gone"}}
    schedule = scheduled(house, document=document, expression="0 3 * * *")
    run = run_now(house.records, Queue(house.settings), house.tenant, schedule.id, by="tests")
    assert run.state == "refused"
    assert "there is no such dataset" in (run.note or "")


def test_a_paused_schedule_rests_and_an_overlap_is_skipped(make_house: Make) -> None:
    house = make_house()
    queue = Queue(house.settings)
    schedule = scheduled(house, expression="* * * * *", next_due_at=now(house) - 1, paused=True)
    fire_due(house.records, queue)
    assert runs(house, schedule) == []
    first = run_now(house.records, queue, house.tenant, schedule.id, by="tests")
    second = run_now(house.records, queue, house.tenant, schedule.id, by="tests")
    assert (first.state, second.state) == ("started", "skipped")
    assert first.audit_id in (second.note or "")

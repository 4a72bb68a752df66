"""What the records promise, on both databases."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import text

from service.administering import change_person
from service.identity import is_id
from service.records.claims import Claim, Outcome
from service.records.errors import ConflictingWrite, IllegalMove, LeaseLost, NoRow, ReadOnly
from service.records.inspections import Inspecting
from service.records.migrating import configured, migrate
from service.records.unit_of_work import EVERYONE, Records, UnitOfWork
from tests.integration.conftest import database_url, postgresql
from tests.local_hosts import LOCAL

__all__ = ["database_url", "postgresql"]  # fixtures

pytestmark = pytest.mark.allow_hosts(LOCAL)
SHA = "a" * 64
STEP = {
    "step": 0,
    "probe": "p",
    "status": "ran",
    "measurements": [
        {"probe": "p", "metric": "m", "group": {"sex": "f"}, "value": 0.1, "interval": [None, 1.0]}
    ],
}


class Place:
    def __init__(self, url: str) -> None:
        migrate(url)
        self.url = url
        self.records = Records(url)
        with self.records.writing(EVERYONE) as unit:
            self.tenant = unit.tenants.add("one").id
            self.stranger = unit.tenants.add("two").id
            unit.commit()
        with self.records.writing(self.tenant) as unit:
            row, _ = unit.datasets.add_version(
                self.tenant, name="people", sha256=SHA, filename="p.csv", size_bytes=1
            )
            self.dataset = row.id
            unit.commit()

    def audit(self, **fields: object) -> str:
        with self.records.writing(self.tenant) as unit:
            row = unit.audits.add(
                name="a", document={}, plan={}, dataset_version_id=self.dataset, **fields
            )
            unit.commit()
        return row.id

    def claim(self, audit_id: str, *, lease: float = 30.0, attempts: int = 3) -> Claim | None:
        with self.records.writing(EVERYONE) as unit:
            found = unit.claims.take(audit_id, worker="w", lease_seconds=lease, attempts=attempts)
            unit.commit()
        return found

    def write(self, do: Callable[[UnitOfWork], object]) -> object:
        with self.records.writing(EVERYONE) as unit:
            answer = do(unit)
            unit.commit()
        return answer


@pytest.fixture
def place(database_url: str) -> Iterator[Place]:
    found = Place(database_url)
    yield found
    found.records.close()


def outcome() -> Outcome:
    return Outcome(
        gate="pass", blocking=False, findings=[{"id": "f1", "verdict": "pass"}],
        canonical_sha256=SHA, json_sha256=SHA, article_sha256=SHA, page_sha256=SHA,
    )  # fmt: skip


def test_figures_are_those_of_the_audits_and_metrics_that_are_asked_for(place: Place) -> None:
    audits = [place.audit(), place.audit()]
    for audit in audits:
        claim = place.claim(audit)
        assert claim is not None
        place.write(lambda unit, claim=claim: unit.claims.save_step(claim, STEP, {}))  # type: ignore[misc]
    with place.records.reading(place.tenant) as unit:
        assert unit.audits.with_any(audits, ["m", "other"]) == set(audits)
        assert unit.audits.with_any(audits, ["other"]) == set()
        (entry,) = unit.audits.figures(audits[:1], ["m"])[audits[0]]
    assert (entry["value"], entry["interval"]) == (0.1, [None, 1.0])


def test_of_many_workers_at_once_one_gets_the_audit(place: Place) -> None:
    audit_id = place.audit()
    found: list[Claim | None] = []
    start = threading.Barrier(8)

    def try_it() -> None:
        start.wait()
        found.append(place.claim(audit_id))

    threads = [threading.Thread(target=try_it) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(claim is not None for claim in found) == 1


def test_a_lease_that_ran_out_is_claimed_again_and_the_old_token_is_worthless(
    place: Place,
) -> None:
    audit_id = place.audit()
    old = place.claim(audit_id, lease=0.05)
    assert old is not None
    time.sleep(0.1)
    new = place.claim(audit_id)
    assert new is not None
    assert new.attempt == 2
    for write in (
        lambda unit: unit.claims.beat(old, lease_seconds=9),
        lambda unit: unit.claims.save_progress(old, {"percent": 1}),
        lambda unit: unit.claims.save_step(old, STEP, {}),
        lambda unit: unit.claims.finish(old, outcome()),
        lambda unit: unit.claims.fail(old, "x", "y"),
        lambda unit: unit.claims.cancel(old),
        lambda unit: unit.claims.hand_back(old),
    ):
        with pytest.raises(LeaseLost):
            place.write(write)
    with place.records.reading(place.tenant) as unit:
        assert unit.audits.steps(audit_id) == []


def test_a_live_lease_is_not_claimed(place: Place) -> None:
    audit_id = place.audit()
    assert place.claim(audit_id) is not None
    assert place.claim(audit_id) is None


def test_a_step_is_saved_once_with_its_measurements(place: Place) -> None:
    audit_id = place.audit()
    claim = place.claim(audit_id)
    assert claim is not None
    for _ in range(2):  # the second is a write whose answer was lost
        place.write(lambda unit: unit.claims.save_step(claim, STEP, {"percent": 50}))
    with place.records.reading(place.tenant) as unit:
        assert unit.audits.steps(audit_id) == [STEP]
        (row,) = unit.audits.measurements(audit_id)
        assert (row.value, row.lower, row.upper, row.undetermined) == (0.1, None, 1.0, None)
        assert unit.audits.find(audit_id).progress == {"percent": 50}
    with place.records.reading(EVERYONE) as unit:
        assert unit.claims.saved_steps(claim) == {0}


def test_result_and_state_come_together(place: Place) -> None:
    audit_id = place.audit()
    claim = place.claim(audit_id)
    assert claim is not None
    with place.records.writing(EVERYONE) as unit:
        unit.claims.finish(claim, outcome())  # and no commit: the worker died here
    with place.records.reading(place.tenant) as unit:
        assert unit.audits.find(audit_id).state == "running"
        assert not unit.audits.findings(audit_id)
    place.write(lambda unit: unit.claims.finish(claim, outcome()))
    with place.records.reading(place.tenant) as unit:
        audit = unit.audits.find(audit_id)
        assert (audit.state, audit.gate, audit.blocking) == ("completed", "pass", False)
        assert [finding.finding for finding in unit.audits.findings(audit_id)] == ["f1"]
        assert unit.audits.report(audit_id).json_sha256 == SHA


def test_after_the_last_attempt_the_audit_fails_as_worker_lost(place: Place) -> None:
    audit_id = place.audit()
    for _ in range(2):
        assert place.claim(audit_id, lease=0.02, attempts=2) is not None
        time.sleep(0.05)
    assert place.claim(audit_id, attempts=2) is None
    ended = place.write(lambda unit: unit.reconciling.end_the_hopeless(attempts=2))
    assert ended == [audit_id]
    with place.records.reading(place.tenant) as unit:
        audit = unit.audits.find(audit_id)
        assert (audit.state, audit.error_code) == ("failed", "worker_lost")
        assert unit.audits.events_after(audit_id)[-1].body["state"] == "failed"


def test_a_hand_back_does_not_count_as_an_attempt(place: Place) -> None:
    audit_id = place.audit()
    claim = place.claim(audit_id)
    assert claim is not None
    place.write(lambda unit: unit.claims.hand_back(claim))
    again = place.claim(audit_id)
    assert again is not None
    assert again.attempt == 1


def test_a_queued_audit_is_cancelled_at_once_and_a_running_one_by_flag(place: Place) -> None:
    queued, running = place.audit(), place.audit()
    claim = place.claim(running)
    assert claim is not None
    for audit_id in (queued, running, queued):
        with place.records.writing(place.tenant) as unit:
            unit.audits.request_cancel(audit_id)
            unit.commit()
    with place.records.reading(place.tenant) as unit:
        assert unit.audits.find(queued).state == "cancelled"
        assert unit.audits.find(running).state == "running"
    assert place.write(lambda unit: unit.claims.beat(claim, lease_seconds=9)) is True
    place.write(lambda unit: unit.claims.cancel(claim))
    with place.records.writing(place.tenant) as unit:
        assert unit.audits.find(running).state == "cancelled"
    assert place.claim(queued) is None
    done = place.audit()
    finished = place.claim(done)
    assert finished is not None
    place.write(lambda unit: unit.claims.finish(finished, outcome()))
    with place.records.writing(place.tenant) as unit, pytest.raises(IllegalMove):
        unit.audits.request_cancel(done)


def test_another_tenants_rows_do_not_exist(place: Place) -> None:
    audit_id = place.audit()
    with place.records.writing(place.tenant) as unit:
        key, _ = unit.keys.mint("k", ["read"])
        upload = unit.uploads.open("model", "m.onnx", size_bytes=3)
        hook = unit.webhooks.add(url="https://x", secret="s", events=[])
        schedule = unit.schedules.add(name="s", document={}, trigger_kind="cron")
        unit.commit()
    with place.records.writing(place.stranger) as unit:
        for look in (
            lambda: unit.audits.find(audit_id),
            lambda: unit.audits.request_cancel(audit_id),
            lambda: unit.audits.report(audit_id),
            lambda: unit.audits.steps(audit_id),
            lambda: unit.datasets.find(place.dataset),
            lambda: unit.datasets.resolve("people"),
            lambda: unit.keys.revoke(key.id),
            lambda: unit.uploads.find(upload.id),
            lambda: unit.webhooks.remove(hook.id),
            lambda: unit.schedules.change(schedule.id, paused=True),
        ):
            with pytest.raises(NoRow):
                look()
        with pytest.raises(ConflictingWrite):
            unit.uploads.advance(upload.id, start=0, end=3)
        assert not unit.audits.page().rows
        assert not unit.audits.events_after(audit_id)
        assert not unit.keys.page().rows
        assert unit.datasets.named("people") is None
        assert unit.audits.count_by_state() == {}


def test_a_row_cannot_be_written_for_another_tenant(place: Place) -> None:
    with (
        place.records.writing(place.stranger) as unit,
        pytest.raises(ValueError, match="another tenant"),
    ):
        unit.audits.add(
            tenant_id=place.tenant, name="a", document={}, plan={},
            dataset_version_id=place.dataset,
        )  # fmt: skip


def test_versions_are_unique_and_the_same_bytes_are_the_same_version(place: Place) -> None:
    def add(sha256: str, version: str | None = None) -> tuple[str, bool]:
        with place.records.writing(place.tenant) as unit:
            row, is_new = unit.models.add_version(
                place.tenant, name="credit", sha256=sha256, version=version, filename="m",
                size_bytes=1,
            )  # fmt: skip
            unit.commit()
        return row.id, is_new

    first, is_new = add("1" * 64)
    assert is_new
    assert is_id(first, "model_version")
    assert add("1" * 64) == (first, False)
    second, _ = add("2" * 64, "2026-11")
    with pytest.raises(ConflictingWrite, match="other bytes"):
        add("3" * 64, "2026-11")
    with place.records.reading(place.tenant) as unit:
        assert unit.models.resolve("credit").id == second
        assert unit.models.find(second).parent_id == first
        assert unit.models.resolve("credit", "1" * 12).id == first


def test_keys_open_only_while_they_live(place: Place) -> None:
    with place.records.writing(place.tenant) as unit:
        key, text = unit.keys.mint("k", ["read"])
        _, short = unit.keys.mint("short", ["read"], expires_at=unit.now() - 1)
        unit.commit()
    assert text.startswith("ehk_")
    assert text.split("_", 2)[2] not in key.secret_sha256
    with place.records.reading(EVERYONE) as unit:
        found = unit.keys.verify(text)
        assert found is not None
        assert found.tenant_id == place.tenant
        for wrong in (short, text + "x", text[:-1], "", "ehk__", "ehk_a_b", text.upper()):
            assert unit.keys.verify(wrong) is None
    with place.records.writing(place.tenant) as unit:
        unit.keys.revoke(key.id)
        unit.commit()
    with place.records.reading(EVERYONE) as unit:
        assert unit.keys.verify(text) is None


def test_a_session_does_not_outlive_its_person_or_its_key(place: Place) -> None:
    def opened(**of: str) -> str:
        with place.records.writing(EVERYONE) as unit:
            _, secret = unit.sessions.open(seconds=60, scopes=["read"], tenant=place.tenant, **of)
            unit.commit()
        return secret

    def lives(secret: str) -> bool:
        with place.records.reading(EVERYONE) as unit:
            return unit.sessions.find(secret) is not None

    with place.records.writing(place.tenant) as unit:
        person = unit.users.add("ada", "hash", ["read"])
        other = unit.users.add("grace", "hash", ["read"])
        key, _ = unit.keys.mint("k", ["read"])
        unit.commit()
    of_person, of_other = opened(user_id=person.id), opened(user_id=other.id)
    of_key = opened(key_id=key.id)
    assert all(map(lives, (of_person, of_other, of_key)))
    with place.records.writing(place.tenant) as unit:
        unit.users.find(person.id).disabled_at = unit.now()  # however it came about
        unit.keys.revoke(key.id)
        unit.commit()
    assert [lives(of_person), lives(of_other), lives(of_key)] == [False, True, False]
    with place.records.writing(place.tenant) as unit:
        change_person(unit, place.tenant, other.id, by="ada", disabled=True)
        unit.commit()
        assert unit.users.named("grace") == []
    assert not lives(of_other)


def test_an_organisation_goes_whole_with_what_refers_to_what_in_it(place: Place) -> None:
    """Each table at least once, rows that refer to rows of the same table too."""
    twin, running = place.audit(), place.audit()
    claim, held = place.claim(twin), place.claim(running)
    assert claim is not None
    assert held is not None
    place.write(lambda unit: unit.claims.save_step(claim, STEP, {"percent": 50}))
    place.write(lambda unit: unit.claims.finish(claim, outcome()))
    place.audit(same_as=twin, state="completed")
    with place.records.writing(place.tenant) as unit:
        version, _ = unit.datasets.add_version(
            place.tenant, name="people", sha256="b" * 64, filename="q.csv", size_bytes=1
        )
        assert version.parent_id is not None
        person = unit.users.add("ada", "hash", ["read"])
        unit.sessions.open(seconds=60, scopes=["read"], tenant=place.tenant, user_id=person.id)
        unit.artifacts.add(place.tenant, SHA, 7)
        unit.log.append(place.tenant, "x", "did", None)
        unit.commit()
    place.write(lambda unit: unit.spending.add(place.tenant, 1.0))
    place.write(lambda unit: unit.artifacts.add(place.stranger, SHA, 7))
    said = place.write(lambda unit: unit.erasing_organisations.carry_out(place.tenant))
    assert said.rows["audits"] == 3  # type: ignore[attr-defined]
    assert (said.artifacts, said.size_bytes) == ((SHA,), 7)  # type: ignore[attr-defined]
    with place.records.reading(EVERYONE) as unit:
        assert unit.spending.rows(place.tenant) == 1  # the stored file's, until the sweep comes
        assert unit.spending.rows(place.stranger) == 1
        assert (place.tenant, SHA) in unit.retention.unreferenced()
        assert len(unit.log.all(place.tenant)[0]) == 1
        assert [row.name for row in unit.tenants.all()] == ["two"]
    with pytest.raises(LeaseLost):  # what ran for it leaves nothing
        place.write(lambda unit: unit.claims.finish(held, outcome()))
    again = place.write(lambda unit: unit.erasing_organisations.carry_out(place.tenant))
    assert again.rows == {"organisation": 1}  # type: ignore[attr-defined]


def test_a_changed_line_of_the_log_is_found(place: Place) -> None:
    for number in range(3):
        place.write(lambda unit, n=number: unit.log.append(place.tenant, "x", "did", None, n=n))
    with place.records.writing(EVERYONE) as unit:
        assert unit.log.first_broken(place.tenant) is None
        line = unit.log.append(place.tenant, "x", "did", None, n=3)
        line.details = {"n": 4}
        assert unit.log.first_broken(place.tenant) == 3


def test_pages_go_through_everything_once(place: Place) -> None:
    made = [place.audit() for _ in range(7)]
    seen: list[str] = []
    cursor = None
    with place.records.reading(place.tenant) as unit:
        while True:
            page = unit.audits.page(cursor=cursor, limit=3)
            seen += [row.id for row in page.rows]
            cursor = page.cursor
            if cursor is None:
                break
        assert unit.audits.page(state="running").rows == []
        assert len(unit.audits.page(text="A").rows) == 7
        assert unit.audits.page(text="%").rows == []
    assert seen == made[::-1]


def test_a_due_time_fires_once_for_any_number_of_schedulers(place: Place) -> None:
    with place.records.writing(place.tenant) as unit:
        schedule = unit.schedules.add(
            name="nightly", document={}, trigger_kind="cron", next_due_at=unit.now() - 5
        )
        unit.commit()
    fired: list[object] = []

    def fire() -> None:
        with place.records.writing(EVERYONE) as unit:
            due = unit.schedules.find(schedule.id)
            fired.append(unit.schedules.fire(due, due_at=1000.0, state="started"))
            unit.commit()

    threads = [threading.Thread(target=fire) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(run is not None for run in fired) == 1
    with place.records.reading(EVERYONE) as unit:
        assert [row.id for row in unit.schedules.due()] == [schedule.id]


def test_a_delivery_is_taken_by_one_sender(place: Place) -> None:
    with place.records.writing(place.tenant) as unit:
        unit.webhooks.add(url="https://x", secret="s", events=["audit_failed"])
        unit.commit()
    put = place.write(lambda unit: unit.deliveries.put(place.tenant, "audit_failed", {"a": 1}))
    assert len(put) == 1  # type: ignore[arg-type]
    first = place.write(lambda unit: unit.deliveries.take_due(lease_seconds=30))
    second = place.write(lambda unit: unit.deliveries.take_due(lease_seconds=30))
    assert len(first) == 1  # type: ignore[arg-type]
    assert second == []


def test_an_inspection_is_claimed_fenced_and_ended(place: Place) -> None:
    def take(unit: UnitOfWork) -> object:
        return unit.inspections.take(place.dataset, worker="w", lease_seconds=0.05, attempts=2)

    old = place.write(take)
    assert old is not None
    time.sleep(0.1)
    new = place.write(take)
    assert new is not None
    with pytest.raises(LeaseLost):
        place.write(lambda unit: unit.inspections.end(old, "ready", profile={}))
    time.sleep(0.1)
    assert place.write(take) is None
    with place.records.reading(place.tenant) as unit:
        row = unit.datasets.find(place.dataset)
        assert (row.inspection, row.problems[0]["code"]) == ("failed", "worker_lost")


def test_an_inspection_that_a_worker_may_have_died_of_can_be_left_alone(place: Place) -> None:
    def take(again: bool) -> Inspecting | None:
        def taken(unit: UnitOfWork) -> Inspecting | None:
            return unit.inspections.take(
                place.dataset, worker="w", lease_seconds=0.05, attempts=2, again=again
            )

        return place.write(taken)  # type: ignore[return-value]

    first = take(False)
    time.sleep(0.1)
    assert take(False) is None
    second = take(True)
    assert first is not None
    assert second is not None
    assert (first.attempt, second.attempt) == (1, 2)
    time.sleep(0.1)
    assert take(False) is None  # its attempts are used up, whoever asks
    with place.records.reading(place.tenant) as unit:
        assert unit.datasets.find(place.dataset).inspection == "failed"


def test_migrations_go_up_down_and_up_with_data(place: Place, tmp_path: Path) -> None:
    place.audit()
    place.records.close()
    command.downgrade(configured(place.url), "base")
    migrate(place.url)
    records = Records(place.url)
    assert records.is_ready()
    with records.reading(EVERYONE) as unit:
        assert unit.audits.count_by_state() == {}
    records.close()


def test_the_tables_are_those_of_the_migrations(place: Place) -> None:
    from alembic import command

    from service.records.migrating import configured

    command.check(configured(place.url))


def test_two_that_write_rows_and_then_the_log_do_not_wait_for_each_other(place: Place) -> None:
    both_wrote = threading.Barrier(2)
    done: list[str] = []

    def submit() -> None:
        with place.records.writing(place.tenant) as unit:
            row = unit.audits.add(name="a", document={}, plan={}, dataset_version_id=place.dataset)
            with suppress(threading.BrokenBarrierError):  # SQLite lets one in at a time
                both_wrote.wait(1.0)
            unit.log.append(place.tenant, "me", "audit.submitted", row.id)
            unit.commit()
        done.append(row.id)

    threads = [threading.Thread(target=submit) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(done) == 2
    with place.records.reading(place.tenant) as unit:
        assert unit.log.first_broken(place.tenant) is None


def test_a_unit_that_only_reads_keeps_nothing(place: Place) -> None:
    added: list[str] = []
    with suppress(ReadOnly), place.records.reading(place.tenant) as unit:
        added.append("about to")
        unit.audits.add(name="a", document={}, plan={}, dataset_version_id=place.dataset)
    assert added == ["about to"]
    with place.records.reading(place.tenant) as unit:
        assert unit.audits.count_queued() == 0


def test_postgresql_plans_a_statement_once_and_not_at_every_reading(place: Place) -> None:
    if place.url.startswith("sqlite"):
        pytest.skip("SQLite has no server that could keep a plan")
    audit = place.audit()
    for _ in range(20):
        with place.records.reading(place.tenant) as unit:
            unit.audits.status(audit)
    with place.records.reading(place.tenant) as unit:
        kept = unit._session.execute(text("select statement from pg_prepared_statements"))
        assert any("FROM audits" in row.statement for row in kept)

"""What stands in the records when an audit ends, however it ends."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from audits.planning.plan import make_plan
from audits.specification.parsing import parse_document
from audits.specification.profiles import DatasetProfile
from service.artifacts import open_store
from service.records.migrating import migrate
from service.records.unit_of_work import EVERYONE, Records
from service.settings import Settings
from tests.integration.servers import wait_until
from workers.auditing import AuditFailed, Conclusion
from workers.context import WorkerContext
from workers.execution import run_audit
from workers.lease_renewal import LOOK_SECONDS
from workers.metering import count

COLUMNS = {"sex": {"role": "protected"}, "hired": {"role": "prediction", "favourable": "1"}}
REPORT = {
    "schema": "evenhand.report/1", "findings": [], "canonical_sha256": "0" * 64, "plan": {},
    "model": {}, "dataset": {}, "probes": [], "measurements": [],
}  # fmt: skip


def step(number: int) -> dict[str, Any]:
    entry = {"probe": "p", "step": number, "metric": "m", "group": {}, "value": 1.0}
    return {"step": number, "probe": "p", "status": "ran", "measurements": [entry]}


@dataclass
class Auditor:
    """Gives the steps at once; what judging does is the test's."""

    steps: tuple[int, ...]
    judge: Callable[[list[dict[str, Any]]], None]

    def carry_out(self, plan: Any, *, done: Any, on_step: Any, **_: Any) -> tuple[str, ...]:
        for number in self.steps:
            if number not in done:
                on_step(step(number))
        return ("none",)

    def conclude(self, plan: Any, steps: Any, **_: Any) -> Conclusion:
        self.judge(list(steps))
        return Conclusion("pass", False, dict(REPORT), "<p>done</p>", "<p>done</p>")


class Place:
    """A home with one queued audit of one probe."""

    def __init__(self, home: Path) -> None:
        self.settings = Settings.from_environment({"EVENHAND_HOME": str(home)})
        migrate(self.settings.database_url)
        self.records = Records(self.settings.database_url)
        stored = open_store(self.settings).put(BytesIO(b"sex,hired\nf,1\nm,0\n"))
        columns = [
            {
                "name": name,
                "kind": "text",
                "role": None,
                "distinct": 2,
                "missing": 0,
                "values": values,
            }
            for name, values in (("sex", ["f", "m"]), ("hired", ["0", "1"]))
        ]
        profile = DatasetProfile.from_json(
            {"format": "csv", "rows": 2, "sha256": stored.sha256, "warnings": [],
             "columns": columns}
        )  # fmt: skip
        asked = {
            "dataset": {"path": "people.csv", "columns": COLUMNS},
            "probes": ["fairness.selection_rate"],
        }
        plan = make_plan(parse_document(asked), dataset=profile, model=None)
        with self.records.writing(EVERYONE) as unit:
            tenant = unit.tenants.add("t").id
            unit.commit()
        with self.records.writing(tenant) as unit:
            data, _ = unit.datasets.add_version(
                tenant, name="d", sha256=stored.sha256, filename="d.csv", size_bytes=18
            )
            self.audit = unit.audits.add(
                name="a", document=asked, plan=plan.to_json(), dataset_version_id=data.id
            ).id
            unit.commit()

    def run(
        self,
        judge: Callable[[list[dict[str, Any]]], None] = lambda _: None,
        *,
        steps: int = 1,
        nearly_done: Callable[[], None] = lambda: None,
        tenant_rows: int = 0,
    ) -> str:
        auditor = Auditor(tuple(range(steps)), judge)
        worker = WorkerContext(
            records=self.records, store=open_store(self.settings), auditor=auditor,
            settings=self.settings.model_copy(update={"tenant_rows": tenant_rows}),
        )  # fmt: skip
        return run_audit(self.audit, worker, nearly_done=nearly_done)

    def stored_files(self) -> int:
        with self.records.reading(EVERYONE) as unit:
            return int(unit._session.scalar(text("select count(*) from artifacts")))

    def spent(self) -> float:
        with self.records.reading(EVERYONE) as unit:
            return unit.spending.cpu_seconds(unit.audits.find(self.audit).tenant_id)

    def rows(self) -> int:
        with self.records.reading(EVERYONE) as unit:
            return unit.spending.rows(unit.audits.find(self.audit).tenant_id)

    def saved(self) -> list[int]:
        with self.records.reading(EVERYONE) as unit:
            return [found["step"] for found in unit.audits.steps(self.audit)]

    def events(self) -> list[str]:
        with self.records.reading(EVERYONE) as unit:
            return [event.kind for event in unit.audits.events_after(self.audit)]


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    found = Place(tmp_path)
    yield found
    found.records.close()


def test_a_quick_step_and_the_end_are_written_together(place: Place) -> None:
    seen: list[list[int]] = []
    assert place.run(lambda _: seen.append(place.saved())) == "completed, gate pass"
    assert seen == [[]]
    assert place.saved() == [0]
    assert place.events() == ["state", "state", "step", "state"]


def test_the_processor_time_of_children_is_booked_whatever_the_end(place: Place) -> None:
    def spend(_: object) -> None:
        count(2.5)

    def spend_and_break(_: object) -> None:
        count(1.25)
        raise AuditFailed("out_of_memory", "the memory limit was reached")

    def lose(_: object) -> None:
        count(0.25)
        with place.records.writing(EVERYONE) as unit:
            unit.audits.find(place.audit).token = "another worker's"
            unit.commit()

    def again() -> None:
        with place.records.writing(EVERYONE) as unit:
            unit.audits.find(place.audit).state = "queued"
            unit.commit()

    for judge, end, spent in (
        (spend_and_break, "failed: out_of_memory", 1.25),
        (spend, "completed, gate pass", 3.75),
    ):
        assert place.run(judge) == end
        assert place.spent() == spent
        again()
    with place.records.writing(EVERYONE) as unit:  # its first report would stand in the way
        unit._session.execute(text("delete from reports"))
        unit.commit()
    assert place.stored_files() == 3
    assert place.run(lose) == "lease lost"
    assert place.spent() == 4.0


def test_files_that_no_report_names_are_somebodys_so_that_the_sweep_finds_them(
    place: Place,
) -> None:
    def erase(_: object) -> None:
        with place.records.writing(EVERYONE) as unit:
            tenant = unit.audits.find(place.audit).tenant_id
            unit.erasing_organisations.carry_out(tenant)
            unit.commit()

    assert place.run(erase) == "lease lost"
    assert place.stored_files() == 3  # report, article and page
    with place.records.reading(EVERYONE) as unit:
        assert unit.turns.waiting(place.audit) is None


def test_a_step_is_kept_where_the_judging_breaks(place: Place) -> None:
    def break_down(_: object) -> None:
        raise AuditFailed("out_of_memory", "the memory limit was reached")

    assert place.run(break_down) == "failed: out_of_memory"
    assert place.saved() == [0]


def test_a_step_is_seen_while_the_judging_takes_its_time(place: Place) -> None:
    seen = threading.Event()

    def wait(_: object) -> None:
        wait_until(lambda: place.saved() == [0], 10 * LOOK_SECONDS)
        seen.set()

    assert place.run(wait) == "completed, gate pass"
    assert seen.is_set()
    assert place.events().count("step") == 1


def test_steps_beyond_the_plans_last_are_all_kept(place: Place) -> None:
    assert place.run(steps=3) == "completed, gate pass"
    assert place.saved() == [0, 1, 2]


def test_what_is_judged_are_the_steps_with_those_of_an_earlier_attempt(place: Place) -> None:
    with place.records.writing(EVERYONE) as unit:
        claim = unit.claims.take(place.audit, worker="w", lease_seconds=9, attempts=3)
        assert claim is not None
        unit.claims.save_step(claim, {**step(0), "status": "earlier"}, {})
        unit.claims.hand_back(claim)
        unit.commit()
    judged: list[dict[str, Any]] = []
    assert place.run(judged.extend, steps=2) == "completed, gate pass"
    assert [(found["step"], found["status"]) for found in judged] == [(0, "earlier"), (1, "ran")]
    assert all(found["measurements"][0]["metric"] == "m" for found in judged)


def test_the_bell_is_let_go_when_all_is_judged_and_before_it_is_stored(place: Place) -> None:
    told: list[str] = []

    def nearly_done() -> None:
        with place.records.reading(EVERYONE) as unit:
            told.append(unit.audits.find(place.audit).state)

    assert place.run(lambda _: told.append("judged"), nearly_done=nearly_done) == (
        "completed, gate pass"
    )
    assert told == ["judged", "running"]


def test_where_the_judging_breaks_the_bell_is_let_go_at_the_end(place: Place) -> None:
    def break_down(_: object) -> None:
        raise AuditFailed("out_of_memory", "the memory limit was reached")

    told: list[str] = []
    place.run(break_down, nearly_done=lambda: told.append("nearly done"))
    assert told == []


@pytest.mark.parametrize("left", [0, 1, 4])
def test_an_audit_that_would_write_more_rows_than_its_owner_may_have_fails_and_says_so(
    place: Place, left: int
) -> None:
    """Each step is three: the step, its number and its event."""
    most = place.rows() + left
    assert place.run(steps=9, tenant_rows=most) == "failed: quota_reached"
    with place.records.reading(EVERYONE) as unit:
        message = str(unit.audits.find(place.audit).error_message)
    assert f"{most} rows" in message
    assert "DELETE /v1/audits" in message
    # What says how it ended comes on top: the claim's event and the end's.
    assert place.rows() <= most + 2


def test_where_the_rows_suffice_the_bound_changes_nothing(place: Place) -> None:
    # A claim, a step of three, an end of two, three files.
    most = place.rows() + 9
    assert place.run(tenant_rows=most) == "completed, gate pass"
    assert place.rows() <= most

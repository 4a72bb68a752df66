"""One attempt: what is written when, and what is left where it breaks."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from service.records.unit_of_work import EVERYONE
from tests.integration.servers import wait_until
from tests.workers.one_audit import Place, step
from workers.auditing import AuditFailed
from workers.lease_renewal import LOOK_SECONDS


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


def test_datasets_beside_the_audited_one_are_fetched_and_what_is_gone_is_none(
    place: Place,
) -> None:
    with place.records.writing(EVERYONE) as unit:
        audit = unit.audits.find(place.audit)
        known = {"sha256": audit.plan["dataset_sha256"], "columns": ["sex"]}
        audit.plan = {**audit.plan, "seconds": {"earlier": known}}
        unit.commit()
    assert place.run() == "completed, gate pass"
    assert place.auditor.seconds.keys() == {"earlier"}
    assert place.auditor.seconds["earlier"] is not None


def test_a_dataset_beside_it_that_is_not_stored_any_more_fails_no_audit(place: Place) -> None:
    with place.records.writing(EVERYONE) as unit:
        audit = unit.audits.find(place.audit)
        gone = {"sha256": "9" * 64, "columns": ["sex"]}
        audit.plan = {**audit.plan, "seconds": {"earlier": gone}}
        unit.commit()
    assert place.run() == "completed, gate pass"
    assert place.auditor.seconds == {"earlier": None}

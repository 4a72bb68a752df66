"""Audits as the API sees them."""

import pytest
from sqlalchemy.orm.exc import DetachedInstanceError

from service.records.errors import IllegalMove, NoRow
from tests.service.records.conftest import SHA, Home

STEP = {
    "step": 0, "probe": "p", "status": "ran", "reason": None,
    "measurements": [
        {"probe": "p", "metric": name, "group": {}, "value": value, "interval": [0.0, 1.0]}
        for name, value in (("m", 0.1), ("n", 0.2))
    ],
}  # fmt: skip


def test_a_list_holds_no_document_and_says_so_when_asked(home: Home) -> None:
    audit = home.audit(document={"large": True})
    (row,) = home.read(lambda unit: unit.audits.page().rows)
    assert (row.id, row.state) == (audit, "queued")
    with pytest.raises(DetachedInstanceError):
        _ = row.document
    assert home.read(lambda unit: unit.audits.find(audit).document) == {"large": True}


def test_lists_are_narrowed_by_state_gate_dataset_and_text(home: Home) -> None:
    queued, done = home.audit("Weekly 100%"), home.completed("nightly", gate="fail")

    def ids(**chosen: str) -> list[str]:
        return [row.id for row in home.read(lambda unit: unit.audits.page(**chosen).rows)]

    assert ids() == [done, queued]
    assert ids(state="queued") == [queued]
    assert ids(gate="fail") == [done]
    assert ids(gate="pass") == []
    assert ids(text="weekly") == [queued]
    assert ids(text="100%") == [queued]
    assert ids(text="%") == [queued]  # a sign, not a pattern
    assert ids(dataset_id=home.dataset) == [done, queued]
    assert ids(model_id="mdl_x") == []


def test_another_tenants_audit_is_not_there(home: Home) -> None:
    audit = home.audit()
    for ask in ("find", "status", "source_of", "report"):
        with pytest.raises(NoRow):
            home.read(lambda unit, ask=ask: getattr(unit.audits, ask)(audit), home.theirs)


def test_a_queued_audit_is_cancelled_at_once_and_a_running_one_when_its_worker_hears(
    home: Home,
) -> None:
    queued, running = home.audit(), home.audit()
    claim = home.claim(running)
    assert home.write(lambda unit: unit.audits.request_cancel(queued).state) == "cancelled"
    row = home.write(lambda unit: unit.audits.request_cancel(running))
    assert (row.state, row.cancel_requested) == ("running", True)
    assert home.everyone(lambda unit: unit.claims.beat(claim, lease_seconds=9)) is True
    # Twice is once.
    assert home.write(lambda unit: unit.audits.request_cancel(queued).state) == "cancelled"
    done = home.completed()
    with pytest.raises(IllegalMove, match="completed cannot become cancelled"):
        home.write(lambda unit: unit.audits.request_cancel(done))


def test_steps_come_back_with_their_measurements_in_order(home: Home) -> None:
    audit = home.audit()
    claim = home.claim(audit)
    home.everyone(lambda unit: unit.claims.save_step(claim, STEP, {"percent": 50}))
    assert home.read(lambda unit: unit.audits.steps(audit)) == [STEP]
    rows = home.read(lambda unit: unit.audits.measurements(audit))
    assert [row.metric for row in rows] == ["m", "n"]
    after = home.read(lambda unit: unit.audits.measurements(audit, after=rows[0].id))
    assert [row.metric for row in after] == ["n"]
    assert home.read(lambda unit: unit.audits.measurements(audit, metric="n"))[0].id == rows[1].id
    assert home.read(lambda unit: unit.audits.measurements(audit, probe="q")) == []


def test_an_identical_audit_answers_and_is_followed_to_its_results(home: Home) -> None:
    first = home.completed(fingerprint="same")
    found = home.read(lambda unit: unit.audits.identical("same"))
    assert found is not None
    assert found.id == first
    assert home.read(lambda unit: unit.audits.identical("other")) is None
    copy = home.audit(same_as=first)
    assert home.read(lambda unit: unit.audits.source_of(copy)) == first
    assert home.read(lambda unit: unit.audits.report(copy)).json_sha256 == SHA
    assert [row.finding for row in home.read(lambda unit: unit.audits.findings(copy))] == ["f1"]


def test_the_previous_audit_is_the_last_completed_one_of_the_name(home: Home) -> None:
    first = home.completed()
    home.completed("another")
    home.audit()
    last = home.audit()
    assert home.read(lambda unit: unit.audits.previous(unit.audits.find(last))) == first
    assert home.read(lambda unit: unit.audits.previous(unit.audits.find(first))) is None


def test_what_waits_and_what_was_found_is_counted(home: Home) -> None:
    home.audit()
    home.audit()
    done = home.completed(gate="fail")
    assert home.read(lambda unit: unit.audits.count_queued()) == 2
    assert home.read(lambda unit: unit.audits.count_queued(), home.theirs) == 0
    assert home.read(lambda unit: unit.audits.count_by_state()) == {"queued": 2, "completed": 1}
    assert home.read(lambda unit: unit.audits.count_findings([done, "x"])) == {done: {"fail": 1}}


def test_events_are_read_from_where_one_left_off(home: Home) -> None:
    audit = home.audit()
    home.claim(audit)
    events = home.read(lambda unit: unit.audits.events_after(audit))
    assert [event.body["state"] for event in events] == ["queued", "running"]
    rest = home.read(lambda unit: unit.audits.events_after(audit, events[0].id))
    assert [event.id for event in rest] == [events[1].id]


def test_a_repeated_request_is_known_by_its_key_in_its_own_tenant(home: Home) -> None:
    audit = home.audit(idempotency_key="once")
    found = home.read(lambda unit: unit.audits.with_idempotency_key("once"))
    assert found is not None
    assert found.id == audit
    assert home.read(lambda unit: unit.audits.with_idempotency_key("once"), home.theirs) is None

"""What an audit's end puts into the outbox."""

from service.records.announcing import AUDIT_COMPLETED, AUDIT_FAILED, GATE_CHANGED, SCHEDULE_MISSED
from tests.service.records.conftest import Home

EVERYTHING = [GATE_CHANGED, AUDIT_FAILED, SCHEDULE_MISSED]


def listening(home: Home, events: list[str] | None = None) -> str:
    return home.write(
        lambda unit: (
            unit.webhooks.add(
                url="https://example.org/", secret="s", events=events or EVERYTHING, shape="json"
            ).id
        )
    )


def told(home: Home, hook: str) -> list[tuple[str, dict[str, object]]]:
    """Events and their bodies, oldest first."""
    rows = home.read(lambda unit: unit.deliveries.page(hook).rows)
    return [(row.event, row.body) for row in reversed(rows)]


def test_a_gate_is_told_when_it_differs_from_the_last_of_its_name(home: Home) -> None:
    hook = listening(home)
    first = home.completed(gate="pass")
    home.completed(gate="pass")
    home.completed("another", gate="pass")
    last = home.completed(gate="fail")
    events = told(home, hook)
    assert [(event, body["audit"], body["previous_gate"]) for event, body in events[::2]] == [
        (GATE_CHANGED, first, None),
        (GATE_CHANGED, last, "pass"),
    ]
    assert len(events) == 3  # the first of another name is told as well
    assert events[-1][1] == {
        "audit": last, "name": "nightly", "state": "completed", "gate": "fail",
        "blocking": False, "previous_gate": "pass",
    }  # fmt: skip


def test_a_failure_is_told_with_its_code(home: Home) -> None:
    hook = listening(home, [AUDIT_FAILED])
    audit = home.audit()
    claim = home.claim(audit)
    home.everyone(lambda unit: unit.claims.fail(claim, "model_failure", "it broke"))
    assert told(home, hook) == [
        (AUDIT_FAILED, {"audit": audit, "name": "nightly", "state": "failed",
                        "code": "model_failure", "message": "it broke"}),
    ]  # fmt: skip


def test_nobody_hears_what_they_did_not_ask_for_and_others_hear_nothing(home: Home) -> None:
    failures = listening(home, [AUDIT_FAILED])
    strangers = home.write(
        lambda unit: (
            unit.webhooks.add(
                url="https://example.org/", secret="s", events=EVERYTHING, shape="json"
            ).id
        ),
        home.theirs,
    )
    home.completed()
    assert told(home, failures) == []
    assert home.read(lambda unit: unit.deliveries.page(strangers).rows, home.theirs) == []


def test_a_missed_due_time_is_told_with_its_reason(home: Home) -> None:
    hook = listening(home)

    def miss(unit):  # type: ignore[no-untyped-def]
        schedule = unit.schedules.add(
            name="weekly", document={}, trigger_kind="cron", expression="0 0 * * 0", zone="UTC"
        )
        unit.schedules.announce_missed(schedule, due_at=1000.0, reason="nobody was there")
        return schedule.id

    schedule = home.write(miss)
    assert told(home, hook) == [
        (SCHEDULE_MISSED, {"schedule": schedule, "name": "weekly", "due_at": 1000.0,
                           "reason": "nobody was there"}),
    ]  # fmt: skip


def test_every_audit_that_is_through_is_told_with_the_sentence_that_decided(home: Home) -> None:
    hook = listening(home, [AUDIT_COMPLETED])
    home.completed(gate="pass")
    last = home.completed(gate="pass", findings=[
        {"id": "a", "verdict": "pass", "sentence": "No gap was found."},
        {"id": "b", "verdict": "pass", "sentence": "Another."},
    ])  # fmt: skip
    events = told(home, hook)
    assert [event for event, _ in events] == [AUDIT_COMPLETED, AUDIT_COMPLETED]
    assert events[-1][1]["audit"] == last
    assert events[-1][1]["previous_gate"] == "pass"
    assert events[-1][1]["sentence"] == "No gap was found."

"""The outbox's way out; under hostile addresses it stands in `tests/integration/test_outbox.py`."""

from types import SimpleNamespace
from typing import Any

import pytest

from service.records.unit_of_work import EVERYONE
from tests.sending import send_due
from tests.service.conftest import Place, migrated, place, settings
from workers.notifying import RETRY_SECONDS, Mail, sentence, shaped, with_link
from workers.outbound import Answered

__all__ = ["migrated", "place", "settings"]  # fixtures

BODY = {"name": "credit", "gate": "fail", "previous_gate": None, "audit": "aud_1"}


def outbox(place: Place, url: str = "https://example.com/hook", **hook: str) -> str:
    """One message of ours that is due; the webhook's id."""
    with place.records.writing(EVERYONE) as unit:
        row = unit.webhooks.add(
            url=url, secret="s", events=["gate_changed"], tenant_id=place.tenants["ours"], **hook
        )
        unit.deliveries.put_for(row, "gate_changed", BODY)
        unit.commit()
        return str(row.id)


def delivery(place: Place, hook: str) -> Any:
    with place.records.reading(place.tenants["ours"]) as unit:
        (row,) = unit.deliveries.page(hook).rows
        return row


def test_what_was_taken_is_sent_once(place: Place) -> None:
    hook, sent = outbox(place), []

    def send(url: str, body: dict[str, Any], **options: Any) -> Answered:
        sent.append((url, body["gate"], options["secret"]))
        return Answered(204, None, 0.1)

    assert send_due(place.records, send=send) == 1
    assert send_due(place.records, send=send) == 0
    assert sent == [("https://example.com/hook", "fail", "s")]
    assert delivery(place, hook).state == "sent"


def test_what_was_refused_waits_for_its_pause_with_the_attempt_written_down(place: Place) -> None:
    hook = outbox(place)
    assert send_due(place.records, send=lambda *_, **__: Answered(500, "answered 500", 0.1)) == 1
    row = delivery(place, hook)
    with place.records.reading(EVERYONE) as unit:
        now = unit.now()
    assert row.state == "waiting"
    assert row.next_at - now == pytest.approx(RETRY_SECONDS[0], abs=5)
    assert [attempt["status"] for attempt in row.attempts_log] == [500]


def test_a_sender_that_breaks_is_an_attempt_like_any_other(place: Place) -> None:
    def broken(*_: Any, **__: Any) -> Answered:
        raise RuntimeError("no such thing")

    hook = outbox(place)
    assert send_due(place.records, send=broken) == 1
    assert "RuntimeError: no such thing" in delivery(place, hook).attempts_log[0]["error"]


def test_mail_of_a_service_without_a_server_says_which_setting(place: Place) -> None:
    hook = outbox(place, "mailto:ada@example.org")
    assert send_due(place.records, mail=Mail()) == 1
    assert "EVENHAND_SMTP_URL" in delivery(place, hook).attempts_log[0]["error"]


def test_a_chat_room_is_told_in_a_line_and_a_program_in_fields() -> None:
    line = "credit: the gate is fail, it was none (aud_1)"
    chat: Any = SimpleNamespace(shape="slack")
    assert shaped(chat, "gate_changed", "dlv_1", BODY)["text"] == line
    said = {**with_link(BODY, "https://audits.example"), "sentence": "The gap is 9 points."}
    text = shaped(chat, "gate_changed", "dlv_1", said)["text"]
    assert text == f"{line}. The gap is 9 points. https://audits.example/audits/aud_1"
    program: Any = SimpleNamespace(shape="plain")
    plain = shaped(program, "gate_changed", "dlv_1", BODY)
    assert plain == {"event": "gate_changed", "delivery": "dlv_1", **BODY}


@pytest.mark.parametrize(
    ("event", "body", "line"),
    [
        ("audit_failed", {"name": "a", "message": "too slow", "audit": "aud_1"},
         "a: the audit failed, too slow (aud_1)"),
        ("audit_completed", {"name": "a", "gate": "pass"}, "a: the gate is pass"),
        ("schedule_missed", {"name": "a", "reason": "no worker"},
         "a: no audit was started, no worker"),
        ("test", {"name": "a"}, "a: test"),
    ],
)  # fmt: skip
def test_each_event_is_a_line(event: str, body: dict[str, Any], line: str) -> None:
    assert sentence(event, body) == line

"""Events in the form of the HTML standard (section 9.2, server-sent events)."""

import json

import pytest

from service.answers import events
from tests.service.conftest import Place


def test_no_text_can_end_its_own_event() -> None:
    text = events.written("progress", {"note": "one\ntwo\r\n\nevent: forged"}, 7)
    head, name, data, *rest = text.split("\n")
    assert (head, name, rest) == ("id: 7", "event: progress", ["", ""])
    assert json.loads(data.removeprefix("data: ")) == {"note": "one\ntwo\r\n\nevent: forged"}


def test_a_stream_that_was_told_all_of_it_ends_and_says_from_where_to_come_again(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A stream may be no longer than its bound, also of an audit that still waits."""
    monkeypatch.setattr(events, "LONGEST_SECONDS", 1.0)
    monkeypatch.setattr(events, "LOOK_SECONDS", 0.01)
    monkeypatch.setattr(events, "KEEP_ALIVE_SECONDS", 0.05)
    address = f"/v1/audits/{place.audit()}/events"
    answer = place.client.get(address, headers=place.headers())
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.text.startswith("retry: 1000\n\n")
    assert ": still here\n\n" in answer.text
    assert "event: end" not in answer.text


def test_a_strangers_audit_has_no_stream(place: Place) -> None:
    address = f"/v1/audits/{place.audit()}/events"
    assert place.client.get(address, headers=place.headers("stranger")).status_code == 404

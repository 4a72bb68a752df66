"""An audit's news as a stream."""

import json

from tests.service.conftest import Place


def events(text: str) -> list[tuple[str, str, dict[str, object]]]:
    found = []
    for block in text.split("\n\n"):
        lines = dict(line.split(": ", 1) for line in block.splitlines() if ": " in line)
        if "event" in lines:
            found.append((lines["id"], lines["event"], json.loads(lines["data"])))
    return found


def test_events_tell_the_story_and_go_on_after_the_last_id(place: Place) -> None:
    audit = place.completed_audit()
    answer = place.client.get(f"/v1/audits/{audit}/events", headers=place.headers())
    assert answer.mimetype == "text/event-stream"
    story = events(answer.text)
    assert [kind for _, kind, _ in story] == ["state", "state", "step", "state", "end"]
    assert [data.get("state") for _, kind, data in story if kind == "state"] == [
        "queued", "running", "completed",
    ]  # fmt: skip
    assert story[-1][2] == {"state": "completed", "gate": "fail"}
    headers = {**place.headers(), "Last-Event-ID": story[1][0]}
    again = place.client.get(f"/v1/audits/{audit}/events", headers=headers)
    assert events(again.text) == story[2:]

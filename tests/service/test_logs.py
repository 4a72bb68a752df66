"""Logs: one JSON object a line."""

import json
import logging

from service.logs import JsonLines


def record(message: str, **extra: object) -> logging.LogRecord:
    found = logging.LogRecord("workers.execution", logging.INFO, "f", 1, message, (), None)
    for name, value in extra.items():
        setattr(found, name, value)
    return found


def test_a_line_is_json_with_the_ids() -> None:
    line = JsonLines().format(record("claimed", audit_id="aud_1", attempt=2, secret="x"))
    found = json.loads(line)
    assert (found["message"], found["audit_id"], found["attempt"]) == ("claimed", "aud_1", 2)
    assert found["time"].endswith("+00:00")
    assert "secret" not in found


def test_what_a_model_says_cannot_begin_a_line_of_its_own() -> None:
    assert "\n" not in JsonLines().format(record("first\nsecond"))

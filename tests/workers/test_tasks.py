"""Between the queue's messages and the work."""

from types import SimpleNamespace

import pytest
from celery.worker import state

from workers import tasks


def test_a_message_is_acknowledged_when_its_audit_has_only_to_be_stored(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told: list[str] = []
    request = SimpleNamespace(acknowledge=lambda: told.append("acknowledged"))
    monkeypatch.setitem(state.requests, "task-1", request)

    def run_audit(audit_id: str, _: object, *, nearly_done: object) -> None:
        told.append(audit_id)
        assert callable(nearly_done)
        nearly_done()
        told.append("stored")

    monkeypatch.setattr(tasks, "run_audit", run_audit)
    monkeypatch.setattr(tasks, "desk", lambda: None)
    tasks.run_audit_task.apply(("aud_1",), task_id="task-1", throw=True)
    assert told == ["aud_1", "acknowledged", "stored"]


def test_without_a_message_there_is_nothing_to_acknowledge(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told: list[str] = []

    def run_audit(audit_id: str, _: object, *, nearly_done: object) -> None:
        assert callable(nearly_done)
        nearly_done()
        told.append("stored")

    monkeypatch.setattr(tasks, "run_audit", run_audit)
    monkeypatch.setattr(tasks, "desk", lambda: None)
    tasks.run_audit_task.apply(("aud_1",), task_id="task-2", throw=True)
    assert told == ["stored"]

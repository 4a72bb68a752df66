"""Between the queue's messages and the work."""

from types import SimpleNamespace

import pytest
from celery.worker import state

from workers import tasks


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What happens, in order; the audit itself is only noted."""
    found: list[str] = []

    def run_audit(audit_id: str, _: object, *, nearly_done: object) -> None:
        found.append(audit_id)
        assert callable(nearly_done)
        nearly_done()
        found.append("stored")

    monkeypatch.setattr(tasks, "run_audit", run_audit)
    monkeypatch.setattr(tasks, "worker_context", lambda: None)
    return found


def test_a_message_is_acknowledged_when_its_audit_has_only_to_be_stored(
    monkeypatch: pytest.MonkeyPatch, told: list[str]
) -> None:
    request = SimpleNamespace(acknowledge=lambda: told.append("acknowledged"))
    monkeypatch.setitem(state.requests, "task-1", request)
    tasks.run_audit_task.apply(("aud_1",), task_id="task-1", throw=True)
    assert told == ["aud_1", "acknowledged", "stored"]


def test_without_a_message_there_is_nothing_to_acknowledge(told: list[str]) -> None:
    tasks.run_audit_task.apply(("aud_1",), task_id="task-2", throw=True)
    assert told == ["aud_1", "stored"]

"""An audit that reaches its limit of time ends with a report of what was measured."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from audits.specification.verdicts import Verdict
from service.records.unit_of_work import EVERYONE
from tests.workers.test_comparison import Place
from workers import auditing
from workers.child_supervisor import Outcome
from workers.execution import run_audit
from workers.sandbox import Limits, run_sandboxed, shut_down


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    found = Place(tmp_path)
    yield found
    found.records.close()


@pytest.fixture(scope="module", autouse=True)
def _no_server_left() -> Iterator[None]:
    yield
    shut_down()


def cut_after(monkeypatch: pytest.MonkeyPatch, *kinds: str, reason: str = "timeout") -> None:
    """The child's messages up to the first so many of these kinds, and then its end."""

    def shortened(task: str, *given: Any, on_message: Any = None, **options: Any) -> Outcome:
        if task != "workers.measuring:measure":
            return run_sandboxed(task, *given, **options)
        wanted = list(kinds)

        def some(message: dict[str, Any]) -> None:
            if wanted:
                on_message(message)
                if message["kind"] == wanted[0]:
                    wanted.pop(0)

        outcome = run_sandboxed(task, *given, on_message=some, **options)
        assert outcome.reason is None
        return Outcome(reason, outcome.layers)

    monkeypatch.setattr(auditing, "run_sandboxed", shortened)


@pytest.mark.parametrize("reason", ["timeout", "cpu_limit"])
def test_what_was_measured_before_the_limit_makes_the_report(
    place: Place, monkeypatch: pytest.MonkeyPatch, reason: str
) -> None:
    cut_after(monkeypatch, "context", "step", "progress", reason=reason)
    audit = place.submit(0.5)
    assert run_audit(audit, place.worker) == f"completed, gate {Verdict.NOT_RUN}"
    report = place.report(audit)
    ran, cut = sorted(report["probes"], key=lambda probe: probe["status"], reverse=True)
    assert ran["status"] == "ran"
    assert cut["status"] == "not_run"
    assert cut["reason"].startswith("cut at the limit of ")
    assert "EVENHAND_AUDIT_SECONDS" in cut["remedy"]
    assert {found["probe"] for found in report["measurements"]} == {ran["name"]}
    assert report["blocking"]
    assert place.kept(audit).answers_sha256 is None


def test_a_limit_reached_before_the_data_were_read_is_a_failure(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    cut_after(monkeypatch, "progress")
    audit = place.submit(0.5)
    assert run_audit(audit, place.worker) == "failed: timeout"
    with place.records.reading(EVERYONE) as unit:
        assert unit.audits.status(audit).state == "failed"


def test_another_end_is_a_failure_as_ever(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    cut_after(monkeypatch, "context", "step", "progress", reason="segfault")
    assert run_audit(place.submit(0.5), place.worker) == "failed: segfault"


def test_processor_time_bounds_no_audit_before_the_wall_does() -> None:
    limits = Limits.for_wall(3600, memory_bytes=1 << 30)
    assert (limits.wall_seconds, limits.memory_bytes) == (3600, 1 << 30)
    assert limits.cpu_seconds >= 3600 * (os.cpu_count() or 1)

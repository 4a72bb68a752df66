"""What a child is forked from: imported, nothing run."""

from pathlib import Path

from tests.workers.test_sandbox import _tasks, ran
from workers.sandbox import Limits

__all__ = ["_tasks"]  # fixtures


def test_a_refusal_keeps_its_problems(tmp_path: Path) -> None:
    problems = ran("refuse", tmp_path).error["problems"]
    assert problems == [{"field": "model", "reason": "no", "remedy": "yes", "code": "nope"}]


def test_a_child_cannot_change_what_is_said_of_its_layers(tmp_path: Path) -> None:
    outcome = ran("boast", tmp_path)
    assert outcome.reason is None
    assert outcome.layers == ran("echo", tmp_path).layers
    assert "moat" not in outcome.layers


def test_frameworks_work_inside(tmp_path: Path) -> None:
    limits = Limits(wall_seconds=120, cpu_seconds=60)
    outcome = ran("infer", tmp_path, needs_models=True, limits=limits)
    assert outcome.reason is None, outcome
    assert outcome.result["sum"] == 64.0**3


def test_a_child_looks_for_garbage_though_the_server_does_not(tmp_path: Path) -> None:
    assert ran("collects", tmp_path).result == {"collects": True}

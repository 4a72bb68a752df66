import os
import pickle
import sys
import time
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from workers import sandbox
from workers.sandbox import Limits, Outcome, run_sandboxed

SMALL = Limits(wall_seconds=30, cpu_seconds=20, memory_bytes=1 << 30, answer_bytes=1 << 20)


@pytest.fixture(autouse=True, scope="module")
def _tasks() -> Iterator[None]:
    folder = str(Path(__file__).parent)  # the server inherits this process's import path
    sys.path.insert(0, folder)
    tasks = vars(import_module("sandbox_tasks"))
    added = {f"sandbox_tasks:{name}" for name, item in tasks.items() if callable(item)}
    sandbox.shut_down()
    sandbox.TASKS.update(added)
    yield
    sandbox.TASKS.difference_update(added)
    sandbox.shut_down()
    sys.path.remove(folder)


def ran(name: str, scratch: Path, payload: dict[str, Any] | None = None, **options: Any) -> Outcome:
    options = {"read_only": [], "limits": SMALL, **options}
    return run_sandboxed(f"sandbox_tasks:{name}", payload or {}, scratch=scratch, **options)


def test_messages_stream_and_the_result_comes_back(tmp_path: Path) -> None:
    heard: list[dict[str, Any]] = []
    outcome = ran("echo", tmp_path, {"times": 3, "say": "hello"}, on_message=heard.append)
    assert outcome.reason is None, outcome
    assert outcome.result == {"said": "hello"}
    assert heard == [{"number": 0}, {"number": 1}, {"number": 2}]


class Payload:
    """Creates a file, or runs a program, when unpickled."""

    def __init__(self, call: Any, *arguments: Any) -> None:
        self.call = (call, arguments)

    def __reduce__(self) -> tuple[Any, tuple[Any, ...]]:
        return self.call


def test_a_pickle_that_is_read_after_all_leaves_no_mark(tmp_path: Path) -> None:
    marker, given = tmp_path / "marker", tmp_path / "weights.bin"
    (tmp_path / "scratch").mkdir()
    for payload in (
        Payload(Path.touch, marker),
        Payload(os.system, f"touch {marker}"),
        Payload(os.symlink, "/etc/passwd", str(marker)),
    ):
        given.write_bytes(pickle.dumps(payload))
        outcome = ran("unpickle", tmp_path / "scratch", {"given": str(given)}, read_only=[given])
        if outcome.missing:
            pytest.skip(f"this machine lacks {outcome.missing}")
        assert not marker.is_symlink()
        assert not marker.exists()


def test_a_demanded_wall_that_is_missing_stops_the_run(tmp_path: Path) -> None:
    assert ran("echo", tmp_path, demanded=("moat",)).reason == "sandbox_unavailable"


def test_an_unknown_task_is_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="not a task"):
        run_sandboxed("os:system", {}, read_only=[], scratch=tmp_path, limits=SMALL)


def test_a_warm_child_starts_quickly(tmp_path: Path) -> None:
    ran("echo", tmp_path)
    started = time.monotonic()
    assert ran("echo", tmp_path, {"say": 1}).reason is None
    assert time.monotonic() - started < 1.0

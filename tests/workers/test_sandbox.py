import os
import pickle
import sys
import threading
import time
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from service.sandbox_layers import SANDBOX_LAYERS
from workers import forking, sandbox
from workers.metering import metered
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


def test_the_walls_stand(tmp_path: Path) -> None:
    for name in ("scratch", "others"):
        (tmp_path / name).mkdir()
    other, given = tmp_path / "others" / "secret.txt", tmp_path / "given.txt"
    other.write_text("secret")
    given.write_text("given")
    outcome = ran(
        "attempts",
        tmp_path / "scratch",
        {"other": str(other), "given": str(given), "parent": os.getpid()},
        read_only=[given],
    )
    assert outcome.reason is None, outcome
    if outcome.missing:
        pytest.skip(f"this machine lacks {outcome.missing}")
    allowed = {name for name, found in outcome.result.items() if found == "ok"}
    assert allowed == {"read_given", "write_scratch", "thread"}, outcome.result
    assert other.read_text() == "secret"
    assert [layer.split()[0] for layer in outcome.layers] == [*SANDBOX_LAYERS]


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


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("segfault", "segfault"), ("abort", "aborted"), ("memory_bomb", "out_of_memory"),
        ("leave", "no_result"), ("leave_politely", "no_result"), ("chatter", "answer_too_large"),
        ("lie", "bad_answer"), ("refuse", "refused"), ("panic", "crashed"),
    ],
)  # fmt: skip
def test_each_end_has_its_own_reason(tmp_path: Path, name: str, reason: str) -> None:
    started = time.monotonic()
    outcome = ran(name, tmp_path)
    assert outcome.reason == reason, outcome
    assert time.monotonic() - started < 15


def test_a_refusal_keeps_its_problems(tmp_path: Path) -> None:
    problems = ran("refuse", tmp_path).error["problems"]
    assert problems == [{"field": "model", "reason": "no", "remedy": "yes", "code": "nope"}]


def test_a_hang_ends_at_the_wall_limit(tmp_path: Path) -> None:
    started = time.monotonic()
    outcome = ran("hang", tmp_path, limits=Limits(wall_seconds=1.5))
    assert outcome.reason == "timeout"
    assert time.monotonic() - started < 6


def test_a_busy_loop_ends_at_the_cpu_limit_and_a_rest_costs_no_processor_time(
    tmp_path: Path,
) -> None:
    with metered() as meter:
        spun = ran("spin", tmp_path, limits=Limits(wall_seconds=20, cpu_seconds=1))
        assert spun.reason == "cpu_limit"
        assert 0.9 <= spun.cpu_seconds < 3  # what the limit was, and the start
        rested = ran("hang", tmp_path, limits=Limits(wall_seconds=1.5))
        assert rested.reason == "timeout"
        assert 0 < rested.cpu_seconds < 0.75
    assert meter.cpu_seconds == spun.cpu_seconds + rested.cpu_seconds


def test_a_run_is_cancelled_and_its_process_is_gone(tmp_path: Path) -> None:
    asked = threading.Event()
    outcome = ran("hang", tmp_path, on_message=lambda _: asked.set(), should_stop=asked.is_set)
    assert outcome.reason == "cancelled"
    # The first of the children's process numbers, which waits as long as the server does.
    assert len(_children_of(forking.server().process.pid, beside=1)) == 1


def _children_of(pid: int, *, beside: int, within_seconds: float = 3.0) -> list[str]:
    stop = time.monotonic() + within_seconds
    path = Path(f"/proc/{pid}/task/{pid}/children")
    while len(found := path.read_text().split()) > beside and time.monotonic() < stop:
        time.sleep(0.05)
    return found


def test_runs_from_many_threads_do_not_mix(tmp_path: Path) -> None:
    outcomes: dict[int, Outcome] = {}

    def run(number: int) -> None:
        folder = tmp_path / str(number)
        folder.mkdir()
        outcomes[number] = ran("echo", folder, {"times": 5, "say": number})

    threads = [threading.Thread(target=run, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {n: o.result for n, o in outcomes.items()} == {n: {"said": n} for n in range(8)}


def test_a_demanded_wall_that_is_missing_stops_the_run(tmp_path: Path) -> None:
    assert ran("echo", tmp_path, demanded=("moat",)).reason == "sandbox_unavailable"


def test_a_child_cannot_change_what_is_said_of_its_layers(tmp_path: Path) -> None:
    outcome = ran("boast", tmp_path)
    assert outcome.reason is None
    assert outcome.layers == ran("echo", tmp_path).layers
    assert "moat" not in outcome.layers


def test_an_unknown_task_is_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="not a task"):
        run_sandboxed("os:system", {}, read_only=[], scratch=tmp_path, limits=SMALL)


def test_the_server_comes_back_after_it_was_killed(tmp_path: Path) -> None:
    process = forking.server().process
    process.kill()
    process.wait()
    assert ran("echo", tmp_path, {"say": 1}).result == {"said": 1}


def test_frameworks_work_inside(tmp_path: Path) -> None:
    pytest.importorskip("torch")
    limits = Limits(wall_seconds=120, cpu_seconds=60)
    outcome = ran("infer", tmp_path, needs_models=True, limits=limits)
    assert outcome.reason is None, outcome
    assert outcome.result["sum"] == 64.0**3


def test_a_warm_child_starts_quickly(tmp_path: Path) -> None:
    ran("echo", tmp_path)
    started = time.monotonic()
    assert ran("echo", tmp_path, {"say": 1}).reason is None
    assert time.monotonic() - started < 1.0

"""The fork server, seen from outside."""

import threading
import time
from pathlib import Path

from tests.workers.test_sandbox import _tasks, ran
from workers import forking
from workers.forking import ForkServer
from workers.sandbox import Outcome

__all__ = ["_tasks"]  # fixtures


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


def test_the_server_comes_back_after_it_was_killed(tmp_path: Path) -> None:
    process = forking.server().process
    process.kill()
    process.wait()
    assert ran("echo", tmp_path, {"say": 1}).result == {"said": 1}


def test_what_children_need_is_imported_before_anybody_asks() -> None:
    server = ForkServer(["no.such.module", "sqlite3"])
    try:
        mapped = Path(f"/proc/{server.process.pid}/maps")
        ends = time.monotonic() + 20
        while "_sqlite3" not in mapped.read_text() and time.monotonic() < ends:
            time.sleep(0.05)
        assert "_sqlite3" in mapped.read_text()  # and what cannot be imported ends nothing
        assert server.is_alive
    finally:
        server.stop()

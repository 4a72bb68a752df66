"""The fork server, seen from outside."""

import threading
from pathlib import Path

from tests.workers.test_sandbox import _tasks, ran
from workers import forking
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

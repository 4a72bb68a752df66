"""What a worker works with, and how it closes."""

import time
from pathlib import Path

from service.settings import Settings
from workers.context import WorkerContext


def worker(tmp_path: Path, **environ: str) -> WorkerContext:
    settings = Settings.from_environment({"EVENHAND_HOME": str(tmp_path), **environ})
    return WorkerContext(records=None, store=None, settings=settings)  # type: ignore[arg-type]


def test_a_worker_that_is_told_to_stop_claims_nothing_and_leaves_in_time(tmp_path: Path) -> None:
    one = worker(tmp_path, EVENHAND_SHUTDOWN_SECONDS="0.2")
    assert not one.closing.is_set()
    assert one.seconds_left <= 0.2
    one.close_soon()
    assert one.closing.is_set()
    assert not one.leaving.is_set()
    first = one.seconds_left
    time.sleep(0.05)
    one.close_soon()  # a second signal gives no more time
    assert one.seconds_left < first
    assert one.leaving.wait(5)
    time.sleep(0.2)
    assert one.seconds_left == 0.0


def test_who_was_not_told_to_stop_has_all_its_time(tmp_path: Path) -> None:
    one = worker(tmp_path, EVENHAND_SHUTDOWN_SECONDS="30")
    time.sleep(0.02)
    assert one.seconds_left > 29.9


def test_a_run_fetches_into_the_services_own_folder(tmp_path: Path) -> None:
    one = worker(tmp_path)
    assert one.scratch.is_dir()
    assert tmp_path in one.scratch.parents


def test_the_auditor_and_the_inspector_offer_what_a_run_calls(tmp_path: Path) -> None:
    one = worker(tmp_path)
    assert callable(one.auditor.carry_out)
    assert callable(one.auditor.conclude)
    assert callable(one.inspector.inspect_model)
    assert callable(one.inspector.inspect_dataset)

"""The workers that are there."""

import time

from tests.service.records.conftest import Home


def beat(home: Home, name: str, *, gpu: bool = False, threads: int = 1) -> None:
    home.everyone(
        lambda unit: unit.presence.beat(
            name, queues=["audits"], devices=["cpu"], threads=threads, serves_gpu=gpu
        )
    )


def heard(home: Home, seconds: float = 60.0) -> list[tuple[str, int]]:
    rows = home.everyone(lambda unit: unit.presence.heard(within_seconds=seconds))
    return [(row.name, row.threads) for row in rows]


def test_a_worker_is_one_row_with_what_it_said_last(home: Home) -> None:
    beat(home, "b", threads=1)
    beat(home, "a", threads=2)
    beat(home, "b", threads=4)
    assert heard(home) == [("a", 2), ("b", 4)]


def test_who_falls_silent_is_heard_no_more_and_then_forgotten(home: Home) -> None:
    beat(home, "a")
    home.age("workers", "seen_at", 100)
    beat(home, "b")
    assert [name for name, _ in heard(home, 90)] == ["b"]
    home.everyone(lambda unit: unit.presence.sweep(older_than_seconds=90))
    assert [name for name, _ in heard(home, 1000)] == ["b"]


def test_when_a_worker_with_a_gpu_was_last_heard(home: Home) -> None:
    beat(home, "a")
    assert home.everyone(lambda unit: unit.presence.gpu_seen_at()) is None
    beat(home, "b", gpu=True)
    seen = home.everyone(lambda unit: unit.presence.gpu_seen_at())
    assert seen is not None
    assert abs(seen - time.time()) < 5

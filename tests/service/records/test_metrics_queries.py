"""What an operator counts."""

import time

from tests.service.records.conftest import Home


def counts(home: Home):  # type: ignore[no-untyped-def]
    return home.everyone(lambda unit: unit.metrics_queries.all())


def test_every_number_is_that_of_the_rows(home: Home) -> None:
    home.audit()
    home.audit(device="gpu")
    home.completed()
    failing = home.claim(home.audit())
    home.everyone(lambda unit: unit.claims.fail(failing, "model_failure", "it broke"))
    running = home.claim(home.audit(), lease=0.05)
    step = {"step": 0, "probe": "p", "status": "ran", "seconds": 2.5, "measurements": []}
    time.sleep(0.1)
    found = counts(home)
    assert found.states == {"queued": 2, "completed": 1, "failed": 1, "running": 1}
    assert 0 < found.oldest_queued_seconds < 60
    assert (found.workers, found.silent, found.retried, found.waiting_for_gpu) == (1, 1, 0, 1)
    assert found.failures == {"model_failure": 1}
    assert found.inspections == 1  # the dataset that nobody has looked into
    assert found.probes == {}
    again = home.claim(running.audit_id)
    home.everyone(lambda unit: unit.claims.save_step(again, step, {}))
    home.everyone(lambda unit: unit.claims.cancel(again))
    found = counts(home)
    assert found.retried == 1
    assert found.probes == {"p": (1, 2.5)}
    assert (found.workers, found.silent) == (0, 0)


def test_workers_are_counted_by_whether_they_serve_a_gpu(home: Home) -> None:
    for name, serves in (("a", True), ("b", False), ("c", False)):
        home.everyone(
            lambda unit, name=name, serves=serves: unit.presence.beat(
                name, queues=["audits"], devices=[], threads=2, serves_gpu=serves
            )
        )
    assert counts(home).present == {True: 1, False: 2}


def test_of_nothing_there_is_nothing(home: Home) -> None:
    found = counts(home)
    assert (found.states, found.failures, found.deliveries, found.probes) == ({}, {}, {}, {})
    assert found.oldest_queued_seconds == 0

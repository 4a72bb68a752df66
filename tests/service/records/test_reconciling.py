"""What workers, brokers and clients left behind."""

import time

from service.records.tables import Audit
from tests.service.records.conftest import Home


def elected(home: Home, holder: str, lease: float = 30.0) -> bool:
    return home.everyone(
        lambda unit: unit.reconciling.elect("sweeper", holder=holder, lease_seconds=lease)
    )


def test_one_holds_an_office_until_it_resigns_or_falls_silent(home: Home) -> None:
    assert elected(home, "a")
    assert elected(home, "a")
    assert not elected(home, "b")
    home.age("elections", "lease_until", 100)
    assert elected(home, "b")
    assert not elected(home, "a")
    home.everyone(lambda unit: unit.reconciling.resign("sweeper", holder="a"))
    assert not elected(home, "a")  # it was not its to resign
    home.everyone(lambda unit: unit.reconciling.resign("sweeper", holder="b"))
    assert elected(home, "a")


def test_audits_that_wait_are_those_without_a_worker_and_by_their_device(home: Home) -> None:
    plain, for_gpu, silent = home.audit(), home.audit(device="gpu"), home.audit()
    home.claim(silent, lease=0.05)
    lively = home.audit()
    home.claim(lively)
    time.sleep(0.1)

    def ask(name: str, **more: float):  # type: ignore[no-untyped-def]
        return home.everyone(lambda unit: getattr(unit.reconciling, name)(**more))

    assert ask("queued_audits", older_than_seconds=0, limit=9) == [plain]
    assert ask("queued_audits", older_than_seconds=60, limit=9) == []
    assert ask("silent_audits", limit=9) == [silent]
    ((wanting, device, _),) = ask("wanting_a_device", older_than_seconds=0, limit=9)
    assert (wanting, device) == (for_gpu, "gpu")


def test_what_every_worker_died_of_ends_and_a_cancelled_one_is_cancelled(home: Home) -> None:
    dead, unwanted, lively = home.audit(), home.audit(), home.audit()
    home.claim(dead, lease=0.05)
    home.claim(unwanted, lease=0.05)
    home.claim(lively)
    home.write(lambda unit: unit.audits.request_cancel(unwanted))
    time.sleep(0.1)
    ended = home.everyone(lambda unit: unit.reconciling.end_the_hopeless(attempts=1))
    assert sorted(ended) == sorted([dead, unwanted])

    def row(audit: str) -> Audit:
        return home.read(lambda unit: unit.audits.find(audit))

    assert (row(dead).state, row(dead).error_code) == ("failed", "worker_lost")
    assert "1 attempts" in (row(dead).error_message or "")
    assert row(unwanted).state == "cancelled"
    assert row(lively).state == "running"


def test_uploads_that_nobody_looks_into_are_found(home: Home) -> None:
    ask = lambda unit: unit.reconciling.waiting_inspections(older_than_seconds=0)  # noqa: E731
    assert home.everyone(ask) == [home.dataset]
    held = home.everyone(
        lambda unit: unit.inspections.take(home.dataset, worker="w", lease_seconds=30, attempts=3)
    )
    assert held is not None
    assert home.everyone(ask) == []

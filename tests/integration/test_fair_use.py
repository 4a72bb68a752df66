"""Two organisations and few workers: what one does costs itself alone."""

import time
from collections.abc import Callable

import pytest
from sqlalchemy import text

from service.artifacts import open_store
from service.queue import Queue
from service.records.unit_of_work import EVERYONE
from service.submission import QuotaReached, submit_audit
from tests.integration.conftest import House
from tests.integration.servers import wait_until
from workers.fairness import Fairness

pytestmark = pytest.mark.enable_socket
Make = Callable[..., House]


def stranger(house: House, content: bytes = b"sex,hired\nf,1\n", *, ready: bool = True) -> str:
    """Another organisation with a dataset like ours; the dataset's id."""
    from io import BytesIO

    stored = open_store(house.settings).put(BytesIO(content))
    with house.records.reading(house.tenant) as ours:
        profile = ours.datasets.find(house.dataset).profile
    with house.records.writing(EVERYONE) as unit:
        name = f"stranger-{time.monotonic_ns()}"
        tenant = unit.tenants.add(name).id
        unit.artifacts.add(tenant, stored.sha256, stored.size_bytes)
        unit.commit()
    with house.records.writing(tenant) as unit:
        found = {"inspection": "ready", "profile": profile} if ready else {}
        row, _ = unit.datasets.add_version(
            tenant, name="people", sha256=stored.sha256, filename="p.csv",
            size_bytes=stored.size_bytes, **found,
        )  # fmt: skip
        unit.commit()
    return row.id


def owner(house: House, dataset: str) -> str:
    with house.records.reading(EVERYONE) as unit:
        return str(unit.datasets.find(dataset).tenant_id)


def submit_for(house: House, dataset: str, seed: int = 0) -> str:
    document = {**house.document(seed)}
    document["dataset"] = {**document["dataset"], "id": dataset}  # type: ignore[dict-item]
    return submit_audit(
        house.records, Queue(house.settings), tenant=owner(house, dataset), by="test",
        document=document, again=True,
    ).audit.id  # fmt: skip


def order_of_claims(house: House, count: int, bell: str, *, threads: int) -> list[str]:
    """Whose audits are taken, one bell after another; none of them ends."""
    fairness, taken = Fairness(threads), []
    for _ in range(count):
        with house.records.writing(EVERYONE) as unit:
            meant = fairness.next(unit, bell)
            if meant is None:
                break
            claim = unit.claims.take(meant, worker="w", lease_seconds=60, attempts=3)
            assert claim is not None
            unit.commit()
        taken.append(claim.tenant)
    return taken


def test_a_hundred_bells_of_one_tenant_do_not_stand_before_anothers_one(make_house: Make) -> None:
    house = make_house()
    ours = house.submit(40)
    theirs = submit_for(house, stranger(house))
    tenant = house.tenant
    with house.records.reading(EVERYONE) as unit:
        other = unit.audits.status(theirs).tenant_id
    # Every bell names one of ours, which came first; theirs is second all the same.
    assert order_of_claims(house, 4, ours[-1], threads=8) == [tenant, other, tenant, tenant]


def test_a_tenant_leaves_one_place_to_the_others_and_its_audits_come_in_order(
    make_house: Make,
) -> None:
    house = make_house()
    ours = house.submit(9)
    dataset = stranger(house)
    fairness = Fairness(4)
    claims = []
    with house.records.writing(EVERYONE) as unit:
        while (meant := fairness.next(unit, ours[0] if not claims else ours[8])) is not None:
            claim = unit.claims.take(meant, worker="w", lease_seconds=60, attempts=3)
            assert claim is not None
            claims.append(claim)
        unit.commit()
    assert [claim.audit_id for claim in claims] == ours[:3]
    theirs = submit_for(house, dataset)
    with house.records.writing(EVERYONE) as unit:
        assert fairness.next(unit, ours[8]) == theirs
        assert fairness.follower(unit, house.tenant) is None  # it still has its share
        unit.claims.fail(claims[0], "x", "x")
        assert fairness.follower(unit, house.tenant) == ours[3]


def test_alone_a_tenant_has_every_place_and_the_bell_means_what_it_says(make_house: Make) -> None:
    house = make_house()
    ours = house.submit(5)
    with house.records.writing(EVERYONE) as unit:
        assert Fairness(2).next(unit, ours[4]) == ours[4]
        assert Fairness(2, most=1).next(unit, ours[4]) == ours[0]  # an operator's bound


def test_long_audits_of_one_tenant_do_not_hold_up_anothers(make_house: Make) -> None:
    """The real worker, two places; ours would take a minute each."""
    house = make_house(TEST_STEP_SECONDS="20", EVENHAND_WORKER_THREADS="2")
    dataset = stranger(house)
    house.submit(4)
    house.worker()
    wait_until(lambda: house.states().get("running", 0) == 1, 30)
    time.sleep(1)
    assert house.states()["running"] == 1  # a place is left
    began = time.monotonic()
    theirs = submit_for(house, dataset)

    def is_running() -> bool:
        with house.records.reading(EVERYONE) as unit:
            return unit.audits.status(theirs).state == "running"

    wait_until(is_running, 15)
    assert time.monotonic() - began < 10


def test_what_had_to_wait_follows_at_once(make_house: Make) -> None:
    house = make_house(TEST_STEP_SECONDS="0.05", EVENHAND_WORKER_THREADS="2")
    stranger(house)
    house.worker()
    began = time.monotonic()
    house.submit(12)
    house.wait_for("completed", 12, 60)  # no scheduler is there to ring again
    assert time.monotonic() - began < 45


def test_uploads_are_looked_into_while_every_place_is_taken(make_house: Make) -> None:
    house = make_house(TEST_STEP_SECONDS="20", TEST_LOOK_SECONDS="0.2", EVENHAND_WORKER_THREADS="1")
    house.submit(2)
    house.worker()
    wait_until(lambda: house.states().get("running", 0) == 1, 30)
    version = stranger(house, b"a,b\n1,2\n", ready=False)

    def inspection() -> str:
        with house.records.reading(EVERYONE) as unit:
            return str(unit.datasets.find(version).inspection)

    wait_until(lambda: inspection() == "ready", 15)
    assert house.states()["running"] == 1


def test_long_looks_of_one_tenant_leave_a_thread_to_another(make_house: Make) -> None:
    house = make_house(TEST_LOOK_SECONDS="15")
    slow = [stranger(house, b"a\n%d\n" % number, ready=False) for number in range(4)]
    first = owner(house, slow[0])
    with house.records.writing(EVERYONE) as unit:  # all of them are one tenant's
        for version in slow:
            moved = text("update dataset_versions set tenant_id = :t where id = :i")
            unit._session.execute(moved, {"t": first, "i": version})
        unit.commit()

    def states() -> list[str]:
        with house.records.reading(EVERYONE) as unit:
            return [str(unit.datasets.find(one).inspection) for one in slow]

    house.worker()
    wait_until(lambda: states().count("running") == 1, 30)
    time.sleep(1.5)
    theirs = stranger(house, b"c\n1\n", ready=False)

    def is_taken() -> bool:
        with house.records.reading(EVERYONE) as unit:
            return unit.datasets.find(theirs).inspection == "running"

    wait_until(is_taken, 8)
    assert states().count("running") == 1


def spend(house: House, seconds: float) -> None:
    with house.records.writing(EVERYONE) as unit:
        unit.spending.add(house.tenant, seconds)
        unit.commit()


def meant_by(house: House, fairness: Fairness, bell: str) -> str | None:
    with house.records.writing(EVERYONE) as unit:
        return fairness.next(unit, bell)


def test_processor_time_and_audits_of_a_tenant_are_bounded_and_its_own(make_house: Make) -> None:
    house = make_house(EVENHAND_TENANT_SECONDS="50", EVENHAND_TENANT_AUDITS="3")
    dataset = stranger(house)
    (waiting,) = house.submit(1)
    spend(house, 49.9)
    fairness = Fairness(4, most_seconds=50)
    assert meant_by(house, fairness, waiting) == waiting
    house.submit(1)
    spend(house, 0.2)
    assert meant_by(house, fairness, waiting) is None  # what waits already, waits on
    with pytest.raises(QuotaReached, match="50 seconds"):
        house.submit(1)
    for _ in range(3):
        theirs = submit_for(house, dataset)
    assert meant_by(house, fairness, waiting) is not None  # another's bell is not in vain
    assert owner_of(house, meant_by(house, fairness, theirs)) != house.tenant
    with pytest.raises(QuotaReached, match="3 audits are stored"):
        submit_for(house, dataset)


def owner_of(house: House, audit: str | None) -> str:
    assert audit is not None
    with house.records.reading(EVERYONE) as unit:
        return str(unit.audits.status(audit).tenant_id)


def test_rows_of_a_tenant_are_bounded_and_its_own(make_house: Make) -> None:
    house = make_house(EVENHAND_TENANT_ROWS="40")
    dataset = stranger(house)
    with house.records.reading(EVERYONE) as unit:
        before = unit.spending.rows(house.tenant)
    (first,) = house.submit(1)
    with house.records.reading(EVERYONE) as unit:
        # The audit and its first event; the trail's line does not count.
        assert unit.spending.rows(house.tenant) == before + 2
    with house.records.writing(house.tenant) as unit:
        row = unit.audits.find(first)
        for number in range(40):
            unit.audits.note(row, "progress", {"n": number})
        unit.commit()
    with pytest.raises(QuotaReached, match="40 rows"):
        house.submit(1)
    submit_for(house, dataset)


@pytest.mark.parametrize("again", [False, True])
def test_what_has_its_own_bell_counts_in_its_owners_share(make_house: Make, again: bool) -> None:
    """An audit that wants a device, and one that fell silent, are claimed by their own name."""
    house = make_house()
    running, other = house.submit(2)
    stranger(house)
    with house.records.writing(EVERYONE) as unit:
        claim = unit.claims.take(running, worker="w", lease_seconds=60, attempts=3)
        assert claim is not None
        if again:
            assert unit.claims.take(other, worker="v", lease_seconds=-1, attempts=3) is not None
        else:
            unit.audits.find(other).device = "gpu"
        unit.commit()
    for most, expected in ((1, None), (2, other)):
        assert meant_by(house, Fairness(8, most=most), other) == expected
    assert meant_by(house, Fairness(2), other) is None  # one of two places is another's
    with house.records.writing(EVERYONE) as unit:
        unit.claims.fail(claim, "x", "x")
        unit.commit()
    assert meant_by(house, Fairness(8, most=1), other) == other

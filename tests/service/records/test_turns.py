"""Whose turn it is, over rows as they lie."""

import pytest

from service.records.turns import is_full, share_of
from service.records.unit_of_work import EVERYONE
from tests.service.records.conftest import SHA, Home


def dataset_of(home: Home, tenant: str, letter: str) -> str:
    """Id of an upload that waits to be looked into."""
    fields = {"sha256": letter * 64, "filename": "p.csv", "size_bytes": 1}
    return home.write(
        lambda unit: unit.datasets.add_version(tenant, name=f"d-{letter}", **fields)[0].id, tenant
    )


def audit_of(home: Home, tenant: str, dataset: str, **fields: object) -> str:
    fields = {"document": {}, "plan": {}, "dataset_version_id": dataset, "name": "n", **fields}
    return home.write(lambda unit: unit.audits.add(**fields).id, tenant)


def next_audit(home: Home, share: int = 9) -> str | None:
    return home.read(lambda unit: unit.turns.next_audit(share=share), EVERYONE)


def next_upload(home: Home, share: int = 9, without: frozenset[str] = frozenset()) -> str | None:
    return home.read(
        lambda unit: unit.turns.next_inspection(share=share, without=without), EVERYONE
    )


def look_into(home: Home, version: str) -> None:
    """A worker takes the upload."""
    home.everyone(
        lambda unit: unit.inspections.take(version, worker="w", lease_seconds=30, attempts=3)
    )


def test_the_oldest_goes_first_and_then_who_has_least_running(home: Home) -> None:
    first, second = home.audit(), home.audit()
    theirs = audit_of(home, home.theirs, dataset_of(home, home.theirs, "b"))
    assert next_audit(home) == first
    home.claim(first)
    assert home.read(lambda unit: unit.turns.running(), EVERYONE) == {home.ours: 1}
    assert next_audit(home) == theirs  # ours waits longer, but has one in hand
    home.claim(theirs)
    assert next_audit(home) == second
    assert next_audit(home, share=1) is None


def test_a_lease_that_ran_out_counts_no_more(home: Home) -> None:
    first, second = home.audit(), home.audit()
    home.claim(first)
    assert next_audit(home, share=1) is None
    home.age("audits", "lease_until", 100, f"id = '{first}'")
    assert home.read(lambda unit: unit.turns.running(), EVERYONE) == {}
    assert next_audit(home, share=1) == second


def test_what_waits_for_a_device_or_is_cancelled_is_nobodys_turn(home: Home) -> None:
    device = home.audit(device="cuda:0")
    cancelled = home.audit()
    home.write(lambda unit: unit.audits.request_cancel(cancelled))
    assert next_audit(home) is None
    queued = home.audit()

    def takes_turns(audit: str) -> bool | None:
        waiting = home.read(lambda unit: unit.turns.waiting(audit), EVERYONE)
        return None if waiting is None else waiting.takes_turns

    assert [takes_turns(one) for one in (device, cancelled, queued)] == [False, None, True]
    assert home.read(lambda unit: unit.turns.next_of(home.ours), EVERYONE) == queued
    assert home.read(lambda unit: unit.turns.next_of(home.theirs), EVERYONE) is None


def test_uploads_take_turns_by_what_is_in_hand_models_and_datasets_together(home: Home) -> None:
    model = home.write(
        lambda unit: (
            unit.models.add_version(
                home.ours, name="m", sha256=SHA, filename="m.onnx", size_bytes=1
            )[0].id
        )
    )
    theirs = dataset_of(home, home.theirs, "b")
    assert next_upload(home) == home.dataset  # made before the others
    look_into(home, home.dataset)
    assert next_upload(home) == theirs
    assert next_upload(home, without=frozenset({theirs})) == model
    assert next_upload(home, share=1, without=frozenset({theirs})) is None
    look_into(home, theirs)
    assert next_upload(home) == model
    look_into(home, model)
    assert next_upload(home) is None
    home.age("dataset_versions", "lease_until", 100, f"id = '{theirs}'")
    assert next_upload(home, share=1) == theirs  # whoever had it fell silent


def test_places_are_those_of_workers_that_were_heard_within_a_minute(home: Home) -> None:
    for name, threads in (("a", 2), ("b", 3), ("c", 4)):
        home.everyone(
            lambda unit, name=name, threads=threads: unit.presence.beat(
                name, queues=["audits"], devices=[], threads=threads, serves_gpu=False
            )
        )
    places = lambda: home.read(lambda unit: unit.turns.places(), EVERYONE)  # noqa: E731
    assert places() == 9
    home.age("workers", "seen_at", 61, "name = 'b'")
    assert places() == 6
    home.age("workers", "seen_at", 61)
    assert places() == 0


def test_whether_there_is_anybody_to_be_fair_to(home: Home) -> None:
    assert home.read(lambda unit: unit.turns.has_several_tenants(), EVERYONE) is True


@pytest.mark.parametrize(
    ("places", "most", "is_shared", "share"),
    [(2, 0, True, 1), (1, 0, True, 1), (8, 0, True, 7), (8, 3, True, 3), (2, 5, False, 5)],
)
def test_the_share(places: int, most: int, is_shared: bool, share: int) -> None:
    assert share_of(places, most=most, is_shared=is_shared) == share


def test_alone_no_number_of_audits_is_too_many() -> None:
    assert share_of(2, most=0, is_shared=False) >= 1_000_000


def test_a_tenant_is_full_at_its_share() -> None:
    running = {"a": 2}
    assert [is_full(running, "a", share) for share in (1, 2, 3)] == [True, True, False]
    assert is_full(running, "b", 1) is False


def test_an_erased_organisation_is_nobody_to_be_fair_to(home: Home) -> None:
    def several() -> bool:
        return home.read(lambda unit: unit.turns.has_several_tenants(), EVERYONE)

    assert several()
    home.everyone(lambda unit: unit.erasing_organisations.carry_out(home.theirs))
    assert not several()

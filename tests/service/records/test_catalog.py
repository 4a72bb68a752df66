"""Families, versions, and who owns which bytes."""

import pytest

from service.records.errors import ConflictingWrite, NoRow
from tests.service.records.conftest import SHA, Home

OTHER = "b" * 64


def add(home: Home, sha: str, version: str | None = None, tenant: str | None = None):  # type: ignore[no-untyped-def]
    owner = tenant or home.ours
    return home.write(
        lambda unit: unit.models.add_version(
            owner, name="scorer", sha256=sha, version=version, filename="m.onnx", size_bytes=3
        ),
        owner,
    )


def test_a_version_without_a_label_is_named_after_its_bytes(home: Home) -> None:
    row, is_new = add(home, OTHER)
    assert (row.version, is_new) == (OTHER[:12], True)
    again, is_new = add(home, OTHER)
    assert (again.id, is_new) == (row.id, False)


def test_the_same_bytes_without_a_label_are_the_version_that_is_there(home: Home) -> None:
    first, _ = add(home, SHA, "1")
    add(home, OTHER, "2")
    again, is_new = add(home, SHA)
    assert (again.id, is_new) == (first.id, False)
    named, is_new = add(home, SHA, "3")  # whoever asks for a name gets it
    assert (named.version, is_new) == ("3", True)


def test_bytes_that_nobody_could_look_into_are_looked_into_again(home: Home) -> None:
    first, _ = add(home, SHA, "1")
    held = home.everyone(
        lambda unit: unit.inspections.take(first.id, worker="w", lease_seconds=30, attempts=3)
    )
    home.everyone(lambda unit: unit.inspections.end(held, "failed"))
    again, is_new = add(home, SHA)
    assert (again.id == first.id, is_new) == (False, True)


def test_a_label_that_is_taken_by_other_bytes_is_a_conflict(home: Home) -> None:
    add(home, OTHER, "1.0")
    with pytest.raises(ConflictingWrite, match=r"scorer 1\.0 exists with other bytes"):
        add(home, SHA, "1.0")


def test_a_new_version_remembers_the_one_before_and_is_the_latest(home: Home) -> None:
    first, _ = add(home, SHA, "1")
    second, _ = add(home, OTHER, "2")
    assert (first.parent_id, second.parent_id) == (None, first.id)
    assert home.read(lambda unit: unit.models.resolve("scorer").id) == second.id
    assert home.read(lambda unit: unit.models.resolve("scorer", "1").id) == first.id
    assert home.read(lambda unit: unit.models.latest(first.family_id).id) == second.id
    with pytest.raises(NoRow, match="scorer 3"):
        home.read(lambda unit: unit.models.resolve("scorer", "3"))
    rows = home.read(lambda unit: unit.models.versions(first.family_id).rows)
    assert [row.version for row in rows] == ["2", "1"]


def test_two_tenants_have_families_of_one_name_apart(home: Home) -> None:
    mine, _ = add(home, SHA)
    their, is_new = add(home, SHA, tenant=home.theirs)
    assert is_new
    assert mine.family_id != their.family_id
    with pytest.raises(NoRow):
        home.read(lambda unit: unit.models.find(their.id))
    with pytest.raises(NoRow):
        home.read(lambda unit: unit.models.find_family(their.family_id))
    assert [row.id for row in home.read(lambda unit: unit.models.page().rows)] == [mine.family_id]


def test_bytes_are_owned_by_who_brought_them_and_once(home: Home) -> None:
    home.write(lambda unit: unit.artifacts.add(home.ours, SHA, 10))
    home.write(lambda unit: unit.artifacts.add(home.ours, SHA, 10))
    assert home.read(lambda unit: unit.quotas.usage(0).stored) == 10
    assert home.read(lambda unit: unit.quotas.usage(0).stored, home.theirs) == 0


def test_loose_bytes_take_no_room_until_somebody_keeps_them(home: Home) -> None:
    home.write(lambda unit: unit.artifacts.add_loose(home.ours, OTHER, 7))
    assert home.read(lambda unit: unit.quotas.usage(0).stored) == 0
    home.write(lambda unit: unit.artifacts.add_all(home.ours, {OTHER: 7, SHA: 5}))
    assert home.read(lambda unit: unit.quotas.usage(0).stored) == 12
    # What is stored is not made loose by the same bytes coming in again.
    home.write(lambda unit: unit.artifacts.add_loose(home.ours, OTHER, 7))
    assert home.read(lambda unit: unit.quotas.usage(0).stored) == 12

"""What a tenant throws away."""

import pytest

from service.records.errors import IllegalMove, NoRow
from service.records.tables import DatasetVersion
from tests.service.records.conftest import SHA, Home


def delete_dataset(home: Home, version: str, tenant: str | None = None) -> None:
    home.write(lambda unit: unit.deleting.version(DatasetVersion, version), tenant)


def test_a_version_that_audits_name_stays_until_they_are_gone(home: Home) -> None:
    audit = home.completed()
    with pytest.raises(IllegalMove, match="1 audits were made with it"):
        delete_dataset(home, home.dataset)
    home.write(lambda unit: unit.deleting.audit(audit))
    delete_dataset(home, home.dataset)
    with pytest.raises(NoRow):
        home.read(lambda unit: unit.datasets.find(home.dataset))


def test_versions_close_ranks_over_one_that_goes(home: Home) -> None:
    def add(letter: str) -> str:
        return home.write(
            lambda unit: (
                unit.datasets.add_version(
                    home.ours, name="people", sha256=letter * 64, filename="p.csv", size_bytes=1
                )[0].id
            )
        )

    middle, last = add("b"), add("c")
    delete_dataset(home, middle)
    assert home.read(lambda unit: unit.datasets.find(last).parent_id) == home.dataset


def test_an_audit_goes_only_when_it_has_ended_and_answers_no_other(home: Home) -> None:
    running = home.audit()
    home.claim(running)
    with pytest.raises(IllegalMove, match="it is running; cancel it first"):
        home.write(lambda unit: unit.deleting.audit(running))
    first = home.completed()
    copy = home.audit(same_as=first)
    with pytest.raises(IllegalMove, match="1 later audits are answered from it"):
        home.write(lambda unit: unit.deleting.audit(first))
    home.write(lambda unit: unit.audits.request_cancel(copy))
    home.write(lambda unit: unit.deleting.audit(copy))
    home.write(lambda unit: unit.deleting.audit(first))
    with pytest.raises(NoRow):
        home.read(lambda unit: unit.audits.find(first))


def test_bytes_that_nothing_names_any_more_take_no_room_at_once(home: Home) -> None:
    home.write(lambda unit: unit.artifacts.add(home.ours, SHA, 10))
    assert home.read(lambda unit: unit.quotas.usage(0).stored) == 10
    delete_dataset(home, home.dataset)
    assert home.read(lambda unit: unit.quotas.usage(0).stored) == 0
    assert (home.ours, SHA) in home.everyone(lambda unit: unit.retention.unreferenced())


def test_others_cannot_throw_it_away(home: Home) -> None:
    audit = home.completed()
    with pytest.raises(NoRow):
        delete_dataset(home, home.dataset, home.theirs)
    with pytest.raises(NoRow):
        home.write(lambda unit: unit.deleting.audit(audit), home.theirs)

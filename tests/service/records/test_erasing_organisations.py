"""What an organisation takes with it (on both databases: `tests/contracts/test_records.py`)."""

import pytest

from service.records.erasing_organisations import SHOWN
from service.records.errors import NoRow
from service.records.spending import owned_tables
from tests.service.records.conftest import SHA, Home


def looked_at(home: Home, tenant: str) -> dict[str, int]:
    with home.records.writing("*") as unit:
        return dict(unit.erasing_organisations.carry_out(tenant).rows)


def test_it_is_counted_before_it_goes_and_looking_erases_nothing(home: Home) -> None:
    home.completed()
    home.write(lambda unit: unit.keys.mint("k", ["read"]))
    said = {"organisation": 1, "audits": 1, "datasets": 1, "versions of datasets": 1, "keys": 1}
    assert looked_at(home, home.ours) == said
    assert looked_at(home, home.ours) == said
    assert looked_at(home, home.theirs) == {"organisation": 1}


def test_what_moves_while_people_look_does_not_change_the_confirmation(home: Home) -> None:
    audit = home.audit()

    def confirmation() -> str:
        with home.records.writing("*") as unit:
            return unit.erasing_organisations.carry_out(home.ours).confirmation

    before = confirmation()
    home.write(lambda unit: unit.audits.note(unit.audits.find(audit), "progress", {}))
    home.everyone(lambda unit: unit.spending.add(home.ours, 1.0))
    home.write(lambda unit: unit.sessions.open(seconds=9, scopes=["read"], tenant=home.ours))
    assert confirmation() == before
    home.audit()
    assert confirmation() != before


def test_its_name_is_free_and_its_row_is_known_as_erased(home: Home) -> None:
    home.write(lambda unit: unit.artifacts.add(home.ours, SHA, 7))
    done = home.everyone(lambda unit: unit.erasing_organisations.carry_out(home.ours))
    assert (done.name, done.artifacts, done.size_bytes) == ("ours", (SHA,), 7)
    row = home.everyone(lambda unit: unit.tenants.find(home.ours))
    assert row.name == f"erased {home.ours}"
    assert row.erased_at is not None
    assert home.everyone(lambda unit: unit.tenants.named("ours")) is None
    assert home.everyone(lambda unit: unit.tenants.add("ours").id) != home.ours


def test_nobodys_is_not_found_and_every_kind_shown_is_a_tenants(home: Home) -> None:
    with pytest.raises(NoRow):
        looked_at(home, "ten_" + "0" * 32)
    assert set(SHOWN.values()) <= set(owned_tables())

"""Addresses at which others start a schedule's audit."""

import pytest

from service.records.errors import NoRow
from tests.service.records.conftest import Home


def hook(home: Home, name: str) -> str:
    def add(unit):  # type: ignore[no-untyped-def]
        schedule = unit.schedules.add(
            name=name, document={}, trigger_kind="cron", expression="0 0 * * *", zone="UTC"
        )
        return unit.inbound.add(name=name, kind="generic", secret="s", schedule_id=schedule.id).id

    return home.write(add)


def test_a_hook_is_found_by_its_own_tenant_until_it_is_removed(home: Home) -> None:
    first, second = hook(home, "first"), hook(home, "second")
    assert home.read(lambda unit: unit.inbound.find(first).name) == "first"
    assert [row.id for row in home.read(lambda unit: unit.inbound.page().rows)] == [second, first]
    for act in ("find", "remove"):
        with pytest.raises(NoRow):
            home.write(lambda unit, act=act: getattr(unit.inbound, act)(first), home.theirs)
    home.write(lambda unit: unit.inbound.remove(first))
    assert [row.id for row in home.read(lambda unit: unit.inbound.page().rows)] == [second]
    with pytest.raises(NoRow):
        home.write(lambda unit: unit.inbound.remove(first))

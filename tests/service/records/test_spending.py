"""Processor time by the hour, and rows by the tenant."""

import pytest

from service.records.spending import owned_tables
from service.records.unit_of_work import EVERYONE
from tests.service.records.conftest import Home


def used(home: Home, tenant: str) -> float:
    return home.read(lambda unit: unit.spending.cpu_seconds(tenant), tenant)


def test_what_is_spent_adds_up_by_tenant(home: Home) -> None:
    for tenant, seconds in (
        (home.ours, 1.5),
        (home.ours, 2.25),
        (home.theirs, 4.0),
        (home.ours, 0),
    ):
        home.everyone(lambda unit, t=tenant, s=seconds: unit.spending.add(t, s))
    assert (used(home, home.ours), used(home, home.theirs)) == (3.75, 4.0)

    def up(most: float) -> frozenset[str]:
        return home.read(lambda unit: unit.spending.used_up(most), EVERYONE)

    assert up(4.0) == {home.theirs}
    assert up(3.75) == {home.ours, home.theirs}
    assert up(4.1) == frozenset()


@pytest.mark.parametrize(("hours", "counts"), [(24, True), (25, False)])
def test_a_day_later_it_is_forgiven(home: Home, hours: int, counts: bool) -> None:
    home.everyone(lambda unit: unit.spending.add(home.ours, 5.0))
    home.age("cpu_spent", "hour", hours)
    assert used(home, home.ours) == (5.0 if counts else 0.0)
    home.everyone(lambda unit: unit.spending.forget_old())
    home.age("cpu_spent", "hour", -hours)
    assert used(home, home.ours) == 5.0  # kept as long as a bound may ask for it


def test_rows_are_those_of_every_table_but_the_trails(home: Home) -> None:
    before = home.read(lambda unit: unit.spending.rows(home.ours))
    assert before == 2  # the dataset and its version
    home.audit()  # and its first event
    home.write(lambda unit: unit.keys.mint("k", ["read"]))
    home.write(lambda unit: unit.log.append(home.ours, "x", "did", None))
    assert home.read(lambda unit: unit.spending.rows(home.ours)) == before + 3
    assert home.read(lambda unit: unit.spending.rows(home.theirs), home.theirs) == 0
    names = {table.__tablename__ for table in owned_tables()}
    assert {"audits", "measurements", "users", "sessions"} < names
    assert not names & {"audit_log", "trail_heads", "workers", "tenants"}

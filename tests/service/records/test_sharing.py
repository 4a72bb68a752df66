"""Rows of many organisations, one turn each."""

from collections.abc import Mapping, Sequence

import pytest

from service.records.sharing import in_turns
from service.records.tables import Policy
from service.records.unit_of_work import EVERYONE
from tests.service.records.conftest import Home


@pytest.fixture
def rows(home: Home) -> Home:
    """Five policies of ours, a1 to a5, then two of theirs, b1 and b2."""
    for tenant, names in ((home.ours, "a1 a2 a3 a4 a5"), (home.theirs, "b1 b2")):
        for name in names.split():
            home.write(
                lambda unit, name=name, tenant=tenant: unit.policies.add_version(
                    tenant, name=name, sha256="0" * 64, body={}
                ),
                tenant,
            )
    return home


def taken(
    rows: Home, limit: int, *, share: int | None = None, running: Mapping[str, int] | None = None
) -> Sequence[str]:
    def ask(unit):  # type: ignore[no-untyped-def]
        return in_turns(
            unit._session, Policy.name, Policy.tenant_id, where=Policy.name != "a2",
            order_by=Policy.name, limit=limit, share=share, running=running,
        )  # fmt: skip

    return rows.read(ask, EVERYONE)


def test_nobodys_many_stand_before_anothers_few(rows: Home) -> None:
    got = taken(rows, 4)
    assert sorted(got) == ["a1", "a3", "b1", "b2"]  # two turns each, oldest first; a2 is left out
    assert [name for name in got if name[0] == "a"] == ["a1", "a3"]
    assert {got[0][0], got[1][0]} == {"a", "b"}


def test_all_is_taken_where_there_is_room(rows: Home) -> None:
    assert sorted(taken(rows, 100)) == ["a1", "a3", "a4", "a5", "b1", "b2"]
    assert taken(rows, 0) == []


def test_who_has_least_in_hand_is_first(rows: Home) -> None:
    assert taken(rows, 3, running={rows.ours: 2}) == ["b1", "b2", "a1"]
    assert taken(rows, 3, running={rows.theirs: 9}) == ["a1", "a3", "a4"]


def test_nobody_takes_more_than_a_share_with_what_is_in_hand(rows: Home) -> None:
    assert sorted(taken(rows, 9, share=2)) == ["a1", "a3", "b1", "b2"]
    assert sorted(taken(rows, 9, share=3, running={rows.ours: 2})) == ["a1", "b1", "b2"]
    assert taken(rows, 9, share=2, running={rows.ours: 2, rows.theirs: 5}) == []

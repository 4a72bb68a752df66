"""Organisations as operators make, bound and list them, whichever way they came in."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask import g

from service import organisation_management as organisations
from service.auth import Caller
from service.records.errors import ConflictingWrite, NoRow
from service.records.unit_of_work import EVERYONE
from tests.service.conftest import Place


@contextmanager
def operator(place: Place) -> Iterator[str]:
    """A request of somebody who operates the service; their own organisation's id."""
    ours = place.tenants["ours"]
    with place.app.test_request_context("/v1/organisations"):
        g.caller = Caller(ours, "key_operator", frozenset({"operate"}))
        yield ours


def trail(place: Place, tenant: str) -> list[tuple[str, str]]:
    with place.records.reading(tenant) as unit:
        return [(line.action, line.actor) for line in unit.log.page(limit=9).rows]


def test_one_is_made_with_a_key_of_a_week_and_both_trails_say_by_whom(place: Place) -> None:
    with operator(place) as ours:
        row, key, expires = organisations.made("risk")
        with place.records.reading(EVERYONE) as unit:
            verified = unit.keys.verify(key)
            assert verified is not None
            assert (verified.tenant_id, unit.tenants.find(row.id).name) == (row.id, "risk")
            assert expires == pytest.approx(unit.now() + 7 * 86_400, abs=30)
    assert trail(place, ours)[0] == ("organisation.made", "key_operator")
    assert set(trail(place, row.id)) == {
        ("organisation.made", "key_operator"), ("key.made", "key_operator")
    }  # fmt: skip


def test_a_name_that_is_taken_leaves_nothing_behind(place: Place) -> None:
    with operator(place) as ours:
        before = trail(place, ours)
        with pytest.raises(ConflictingWrite):
            organisations.made("theirs")
        assert trail(place, ours) == before
        assert len(organisations.organisations(None, 9)[0]) == 2


def test_a_bound_is_kept_and_lifted_and_is_in_the_trail_of_whom_it_binds(place: Place) -> None:
    theirs = place.tenants["theirs"]
    with operator(place):
        assert organisations.bounded(theirs, 4096)["most_bytes"] == 4096
        assert organisations.bounded(theirs, None)["most_bytes"] is None
        with pytest.raises(NoRow):
            organisations.bounded("ten_" + "0" * 32, 1)
    assert trail(place, theirs)[:2] == [("tenant.bound", "key_operator")] * 2


def test_a_list_says_what_each_stores_and_goes_on_where_it_stopped(place: Place) -> None:
    place.upload(content=b"sex,label\n" * 10, name="people")
    with operator(place):
        first, cursor = organisations.organisations(None, 1)
        second, end = organisations.organisations(cursor, 1)
    assert cursor is not None
    assert end is None
    stored = {row["name"]: row["stored_bytes"] for row in [*first, *second]}
    assert stored == {"ours": 100, "theirs": 0}

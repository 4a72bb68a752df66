"""Organisations: operators make, bound and erase them; nobody else learns that they exist."""

import hashlib
import os
import time
from pathlib import Path

import pytest
from sqlalchemy import text
from werkzeug.test import TestResponse

from service.artifacts import open_store
from service.records.unit_of_work import EVERYONE
from tests.service.conftest import ORIGIN, Place
from workers.garbage_collection import sweep_old

PASSWORD = "plum lantern otter quay"
STRANGERS = ("stranger", "administers", "writes", "reads")


def ask(place: Place, method: str, path: str, key: str = "full", **options: object) -> TestResponse:
    return place.client.open(path, method=method, headers=place.headers(key), **options)


def made(place: Place, name: str = "risk") -> dict:
    answer = ask(place, "POST", "/v1/organisations", json={"name": name})
    assert answer.status_code == 201, answer.text
    place.keys[name] = answer.json["key"]
    return answer.json


def actions(place: Place, tenant: str) -> list[str]:
    with place.records.reading(tenant) as unit:
        lines, _ = unit.log.all(tenant)
        assert unit.log.first_broken(tenant) is None
    return [line.action for line in lines]


def test_the_first_key_of_a_new_organisation_administers_it_and_no_other(place: Place) -> None:
    risk = made(place)
    own = ask(place, "GET", "/v1/organisation", "risk").json
    assert (own["id"], own["name"]) == (risk["id"], "risk")
    assert ask(place, "GET", "/v1/audits", "risk").json["items"] == []
    person = {"name": "ada", "role": "administrator", "password": PASSWORD}
    assert ask(place, "POST", "/v1/people", "risk", json=person).status_code == 201
    (key,) = ask(place, "GET", "/v1/keys", "risk").json["items"]
    assert key["scopes"] == ["read", "write", "approve", "admin"]
    assert key["expires"] == risk["key_expires"]
    assert ask(place, "GET", "/v1/organisations", "risk").status_code == 403
    assert "organisation.made" in actions(place, place.tenants["ours"])
    assert actions(place, risk["id"])[:2] == ["organisation.made", "key.made"]
    listed = ask(place, "GET", "/v1/organisations").json["items"]
    assert [row["name"] for row in listed] == ["risk", "theirs", "ours"]
    assert "key" not in listed[0]


@pytest.mark.parametrize(
    ("name", "status"),
    [("theirs", 409), ("", 422), (" x", 422), ("a\nb", 422), ("x" * 200, 422),
     ("a\u202eb", 422)],
)  # fmt: skip
def test_a_name_that_does_not_fit_is_refused(place: Place, name: str, status: int) -> None:
    answer = ask(place, "POST", "/v1/organisations", json={"name": name})
    assert answer.status_code == status, answer.text
    assert len(ask(place, "GET", "/v1/organisations").json["items"]) == 2


@pytest.mark.parametrize("key", STRANGERS)
def test_who_does_not_operate_learns_nothing_of_others(place: Place, key: str) -> None:
    theirs, nobodys = place.tenants["theirs"], "ten_" + "0" * 32
    for method, path, body in (
        ("GET", "/v1/organisations", None),
        ("POST", "/v1/organisations", {"name": "theirs"}),
        ("PATCH", "/v1/organisations/{}", {"most_bytes": 1}),
        ("GET", "/v1/erasures/{}", None),
        ("POST", "/v1/erasures/{}", {"confirm": "x"}),
    ):
        options = {} if body is None else {"json": body}
        answers = [
            ask(place, method, path.format(one), key, **options)
            for one in (theirs, place.tenants["ours"], nobodys)
        ]
        assert {answer.status_code for answer in answers} <= {403, 404}
        assert len({answer.data for answer in answers}) == 1
    assert len(ask(place, "GET", "/v1/organisations").json["items"]) == 2


def test_the_bound_is_what_is_kept_to(place: Place) -> None:
    risk = made(place)
    path = f"/v1/organisations/{risk['id']}"
    assert ask(place, "PATCH", path, json={"most_bytes": 10}).json["most_bytes"] == 10
    assert ask(place, "POST", "/v1/datasets", "risk", data=b"x" * 11).status_code == 413
    assert ask(place, "PATCH", path, json={"most_bytes": None}).json["most_bytes"] is None
    assert ask(place, "POST", "/v1/datasets", "risk", data=b"x" * 11).status_code == 201
    assert ask(place, "GET", "/v1/organisations").json["items"][0]["stored_bytes"] == 11
    assert ask(place, "PATCH", path, json={"most_bytes": -1}).status_code == 422
    assert ask(place, "PATCH", path, json={}).status_code == 422
    assert ask(place, "PATCH", path, json={"most_bytes": True}).status_code == 422
    nobodys = "/v1/organisations/ten_" + "0" * 32
    assert ask(place, "PATCH", nobodys, json={"most_bytes": 1}).status_code == 404


def tables_with_rows_of(place: Place, tenant: str) -> set[str]:
    with place.records._engine.connect() as connection:
        named = connection.execute(text("select name from sqlite_master where type = 'table'"))
        return {
            table
            for (table,) in named.all()
            if "tenant_id" in str(connection.execute(text(
                "select sql from sqlite_master where name = :t"), {"t": table}).scalar())
            and connection.execute(
                text(f"select count(*) from {table} where tenant_id = :t"), {"t": tenant}
            ).scalar()
        }  # fmt: skip


def test_erasing_takes_all_that_is_its_own_and_leaves_the_trail(place: Place) -> None:
    ours = place.tenants["ours"]
    place.completed_audit()
    place.audit()
    shared = b"both have these bytes"
    for key in ("full", "stranger"):
        ask(place, "POST", "/v1/datasets", key, data=shared)
    ask(place, "POST", "/v1/datasets", data=b"ours alone")
    person = {"name": "ada", "role": "author", "password": PASSWORD}
    ask(place, "POST", "/v1/people", json=person)
    place.signed_in("reads")
    with place.records.writing(EVERYONE) as unit:  # somebody of another organisation operates
        _, place.keys["house"] = unit.keys.mint(
            "house", ["read", "admin", "operate"], tenant=place.tenants["theirs"]
        )
        unit.commit()
    own = ask(place, "GET", f"/v1/erasures/{ours}").json
    assert "your own" in own["blocked"]
    said = ask(place, "GET", f"/v1/erasures/{ours}", "house").json
    assert (said["kind"], said["name"], said["blocked"]) == ("organisation", "ours", None)
    assert said["goes_at_once"]["audits"] == 2
    assert said["goes_at_once"]["people"] == 1
    wrong = {"json": {"confirm": "0" * 16}}
    assert ask(place, "POST", f"/v1/erasures/{ours}", "house", **wrong).status_code == 422
    assert ask(place, "GET", "/v1/audits").status_code == 200
    right = {"json": {"confirm": said["confirm"]}}
    done = ask(place, "POST", f"/v1/erasures/{ours}", "house", **right)
    assert done.status_code == 200, done.text
    for key in ("full", "reads", "administers"):
        assert ask(place, "GET", "/v1/audits", key).status_code == 401
    assert tables_with_rows_of(place, ours) <= {"audit_log", "trail_heads", "artifacts"}
    assert actions(place, ours)[-1] == "organisation.erased"
    assert "organisation.erased" in actions(place, place.tenants["theirs"])
    (left,) = ask(place, "GET", "/v1/organisations", "house").json["items"]
    assert left["name"] == "theirs"
    again = {"json": {"name": "ours"}}
    assert ask(place, "POST", "/v1/organisations", "house", **again).status_code == 201
    assert len(ask(place, "GET", "/v1/datasets", "stranger").json["items"]) == 1
    _grow_old(place)
    store = open_store(place.settings)
    sweep_old(place.records, store, keep_days=0)
    stored = [hashlib.sha256(content).hexdigest() in store for content in (shared, b"ours alone")]
    assert stored == [True, False]


def _grow_old(place: Place) -> None:
    for path in Path(place.settings.artifacts_url).rglob("*"):
        if path.is_file():
            os.utime(path, (time.time() - 86_400,) * 2)


def test_a_person_is_erased_with_their_sessions_and_no_name_is_written_anew(place: Place) -> None:
    body = {"name": "Ada Lovelace", "role": "author", "password": PASSWORD}
    person = ask(place, "POST", "/v1/people", json=body).json["id"]
    client = place.app.test_client()
    sent = {"tenant": "ours", "name": "Ada Lovelace", "password": PASSWORD}
    assert client.post("/login", data=sent, headers={"Origin": ORIGIN}).status_code == 303
    said = ask(place, "GET", f"/v1/erasures/{person}").json
    assert (said["kind"], said["goes_at_once"]) == ("person", {"person": 1, "sessions": 1})
    assert ask(place, "GET", f"/v1/erasures/{person}", "stranger").status_code == 404
    right = {"json": {"confirm": said["confirm"]}}
    assert ask(place, "POST", f"/v1/erasures/{person}", "stranger", **right).status_code == 404
    assert ask(place, "POST", f"/v1/erasures/{person}", **right).status_code == 200
    assert client.get("/audits").status_code == 401
    assert ask(place, "GET", "/v1/people").json["items"] == []
    trail = ask(place, "GET", "/v1/trail")
    assert trail.json["items"][0]["action"] == "person.erased"
    assert "Lovelace" not in trail.text


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/v1/keys", {"name": "k", "scopes": ["read", "operate"]}),
        ("POST", "/v1/people", {"name": "o", "role": "operator", "password": PASSWORD}),
        ("PATCH", "/v1/people/{author}", {"role": "operator"}),
        ("PATCH", "/v1/people/{operator}", {"password": "another lantern otter quay"}),
        ("PATCH", "/v1/people/{operator}", {"role": "viewer"}),
    ],
)
def test_an_administrator_makes_nobody_an_operator_and_takes_none_over(
    place: Place, method: str, path: str, body: dict
) -> None:
    people = {
        role: ask(place, "POST", "/v1/people", json={
            "name": role, "role": role, "password": PASSWORD}).json["id"]
        for role in ("author", "operator")
    }  # fmt: skip
    refused = ask(place, method, path.format(**people), "administers", json=body)
    assert refused.status_code == 422, refused.text
    assert refused.json["problems"][0]["code"] == "needs_operator"
    erased = ask(place, "GET", f"/v1/erasures/{people['operator']}", "administers").json
    assert "operator" in erased["blocked"]
    done = ask(place, method, path.format(**people), json=body)
    assert done.status_code in (200, 201), done.text

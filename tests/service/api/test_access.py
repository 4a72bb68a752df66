"""People, keys and sessions: made, changed and ended by route, page and command."""

import pytest
from flask.testing import FlaskClient

from service.records.unit_of_work import EVERYONE
from tests.service.conftest import DOCUMENT_COLUMNS, ORIGIN, Place

PASSWORD = "plum lantern otter quay"
WAIVER = {"finding": "f" * 12, "until": "2099-01-31", "reason": "agreed by the board"}
LENIENT = {"rules": [{"metric": "accuracy", "at_least": 0.5}], "waivers": [WAIVER]}


def person(place: Place, name: str = "ada", role: str = "viewer") -> str:
    body = {"name": name, "role": role, "password": PASSWORD}
    answer = place.client.post("/v1/people", json=body, headers=place.headers())
    assert answer.status_code == 201, answer.text
    return str(answer.json["id"])


def browser(place: Place, name: str = "ada", password: str = PASSWORD) -> FlaskClient | None:
    client = place.app.test_client()
    said = {"tenant": "ours", "name": name, "password": password}
    answer = client.post("/login", data=said, headers={"Origin": ORIGIN})
    return client if answer.status_code == 303 else None


@pytest.mark.parametrize(
    ("role", "may"),
    [("viewer", {"/audits"}), ("author", {"/audits", "/audits/new"}),
     ("approver", {"/audits", "/audits/new"}),
     ("administrator", {"/audits", "/audits/new", "/access", "/trail"})],
)  # fmt: skip
def test_a_role_is_what_its_person_may(place: Place, role: str, may: set[str]) -> None:
    person(place, role=role)
    client = browser(place)
    assert client is not None
    pages = ("/audits", "/audits/new", "/access", "/trail")
    assert {page for page in pages if client.get(page).status_code == 200} == may


def test_another_role_password_or_none_counts_at_once(place: Place) -> None:
    found = person(place, role="administrator")
    for change in ({"role": "viewer"}, {"password": "another lantern otter quay"}):
        client = browser(place)
        assert client is not None
        answer = place.client.patch(f"/v1/people/{found}", json=change, headers=place.headers())
        assert answer.status_code == 200, answer.text
        assert client.get("/audits").status_code == 401
    assert browser(place) is None
    client = browser(place, password="another lantern otter quay")
    assert client is not None
    assert client.get("/access").status_code == 403
    for disabled in (True, False):
        answer = place.client.patch(
            f"/v1/people/{found}", json={"disabled": disabled}, headers=place.headers()
        )
        assert answer.json["disabled"] is disabled
        assert (browser(place, password="another lantern otter quay") is None) is disabled


@pytest.mark.parametrize(
    ("body", "status", "field"),
    [
        ({"name": "ada", "role": "viewer", "password": "short"}, 422, "password"),
        ({"name": "ada", "role": "king", "password": PASSWORD}, 422, "role"),
        ({"name": " ada", "role": "viewer", "password": PASSWORD}, 422, "name"),
        ({"name": "a\u0000da", "role": "viewer", "password": PASSWORD}, 400, None),
        ({"name": "", "role": "viewer", "password": PASSWORD}, 422, "name"),
        ({"name": "grace", "role": "viewer", "password": PASSWORD}, 409, None),
    ],
)
def test_what_does_not_fit_is_refused_by_name(
    place: Place, body: dict[str, str], status: int, field: str | None
) -> None:
    person(place, "grace")
    answer = place.client.post("/v1/people", json=body, headers=place.headers())
    assert answer.status_code == status, answer.text
    if field:
        assert answer.json["problems"][0]["field"] == field
    assert "plum" not in answer.text


def test_a_compromised_key_is_revoked_over_http(place: Place) -> None:
    made = place.client.post(
        "/v1/keys", json={"name": "ci", "scopes": ["read"], "days": 30}, headers=place.headers()
    ).json
    headers = {"Authorization": f"Bearer {made['key']}"}
    client = place.app.test_client()
    client.post("/login", data={"key": made["key"]}, headers={"Origin": ORIGIN})
    assert place.client.get("/v1/audits", headers=headers).status_code == 200
    assert client.get("/audits").status_code == 200
    answer = place.client.delete(f"/v1/keys/{made['id']}", headers=place.headers())
    assert answer.status_code == 204
    assert place.client.get("/v1/audits", headers=headers).status_code == 401
    assert client.get("/audits").status_code == 401
    again = place.client.delete(f"/v1/keys/{made['id']}", headers=place.headers())
    assert again.status_code == 404
    listed = place.client.get("/v1/keys", headers=place.headers()).json["items"]
    (row,) = [key for key in listed if key["id"] == made["id"]]
    assert (row["state"], row["key"]) == ("revoked", None)


def test_sessions_are_listed_and_ended(place: Place) -> None:
    person(place)
    client = browser(place)
    assert client is not None
    listed = place.client.get("/v1/sessions", headers=place.headers()).json["items"]
    (session,) = listed
    assert session["name"] == "ada"
    assert session["address"] == "127.0.0.1"
    path = f"/v1/sessions/{session['id']}"
    assert place.client.delete(path, headers=place.headers("stranger")).status_code == 404
    assert place.client.delete(path, headers=place.headers()).status_code == 204
    assert client.get("/audits").status_code == 401


def test_waivers_may_be_the_approvers_alone(place: Place) -> None:
    """By default whoever writes may waive, as before; with the setting, approvers."""
    object.__setattr__(place.settings, "waivers", "approvers")
    data = place.upload()
    document = {"dataset": {"id": data, "columns": DOCUMENT_COLUMNS}, "policy": LENIENT}
    sent = [
        ("/v1/policies", {"name": "lenient", "policy": LENIENT}),
        ("/v1/audits", document),
        ("/v1/schedules", {"name": "n", "document": document, "expression": "0 3 * * *"}),
    ]
    with place.records.writing(EVERYONE) as unit:
        _, text = unit.keys.mint(
            "approves", ["read", "write", "approve"], tenant=place.tenants["ours"]
        )
        unit.commit()
    place.keys["approves"] = text
    for path, body in sent:
        refused = place.client.post(path, json=body, headers=place.headers("writes"))
        assert refused.status_code == 422, path
        assert refused.json["problems"][0]["code"] == "needs_approver"
        done = place.client.post(path, json=body, headers=place.headers("approves"))
        assert done.status_code < 300, done.text
    named = {**document, "policy": "lenient"}  # stored by an approver: anybody may use it
    used = place.client.post("/v1/audits", json=named, headers=place.headers("writes"))
    assert used.status_code == 202, used.text
    object.__setattr__(place.settings, "waivers", "authors")
    again = {"name": "mine", "policy": LENIENT}
    done = place.client.post("/v1/policies", json=again, headers=place.headers("writes"))
    assert done.status_code == 201

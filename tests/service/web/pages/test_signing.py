"""Signing in and out."""

import pytest

from service.records.unit_of_work import EVERYONE
from service.web.pages.signing import local_address
from tests.service.api.test_access import person
from tests.service.conftest import ORIGIN, Place
from tests.service.web.forms import token


def test_signing_in_with_a_key_opens_the_pages_and_out_closes_them(place: Place) -> None:
    browser = place.client
    wrong = browser.post("/login", data={"key": "ehk_0_wrong"}, headers={"Origin": ORIGIN})
    assert wrong.status_code == 401
    assert "unknown, expired or revoked" in wrong.text
    right = browser.post(
        "/login", data={"key": place.keys["full"], "next": "/models"}, headers={"Origin": ORIGIN}
    )
    assert (right.status_code, right.headers["Location"]) == (303, "/models")
    cookie = right.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert place.keys["full"] not in cookie
    page = browser.get("/audits")
    out = browser.post("/logout", data={"csrf": token(page.text)}, headers={"Origin": ORIGIN})
    assert out.status_code == 303
    browser.set_cookie("evenhand_session", cookie.split("=")[1].split(";")[0])
    assert browser.get("/audits").status_code == 401


def test_signing_in_with_a_password(place: Place) -> None:
    from argon2 import PasswordHasher

    hashed = PasswordHasher(memory_cost=1024, time_cost=1).hash("correct horse")
    with place.records.writing(place.tenants["ours"]) as unit:
        unit.users.add("ada", hashed, ["read"])
        unit.commit()
    for tenant, name, password, status in (
        ("ours", "ada", "correct horse", 303),
        ("ours", "ada", "wrong", 401),
        ("theirs", "ada", "correct horse", 401),
        ("ours", "nobody", "correct horse", 401),
    ):
        form = {"tenant": tenant, "name": name, "password": password}
        answer = place.client.post("/login", data=form, headers={"Origin": ORIGIN})
        assert answer.status_code == status, (tenant, name)


def test_the_organisation_is_asked_for_only_where_there_are_several(place: Place) -> None:
    from argon2 import PasswordHasher

    hashed = PasswordHasher(memory_cost=1024, time_cost=1).hash("correct horse")
    with place.records.writing(place.tenants["ours"]) as unit:
        unit.users.add("ada", hashed, ["read"])
        unit.commit()
    form = {"name": "ada", "password": "correct horse"}
    assert 'name="tenant"' in place.client.get("/login").text
    assert place.client.post("/login", data=form, headers={"Origin": ORIGIN}).status_code == 401
    with place.records.writing(EVERYONE) as unit:
        unit.tenants.find(place.tenants["theirs"]).erased_at = 1.0
        unit.commit()
    assert 'name="tenant"' not in place.client.get("/login").text
    wrong = place.client.post("/login", data={**form, "password": "x"}, headers={"Origin": ORIGIN})
    assert "Name and password do not belong together" in wrong.text
    assert place.client.post("/login", data=form, headers={"Origin": ORIGIN}).status_code == 303


@pytest.mark.parametrize("headers", [{}, {"Origin": "null"}, {"Origin": "http://evil.example"},
                                     {"Sec-Fetch-Site": "cross-site"}])  # fmt: skip
def test_a_form_from_another_site_is_refused(place: Place, headers: dict[str, str]) -> None:
    browser = place.signed_in()
    csrf = token(browser.get("/policies").text)
    answer = browser.post(
        "/policies", data={"csrf": csrf, "name": "p", "rules": "rules: []"}, headers=headers
    )
    assert (answer.status_code, answer.json["code"]) == (403, "cross_site")
    assert place.client.post("/login", data={"key": "x"}, headers=headers).status_code == 403


def test_a_form_needs_its_own_sessions_token(place: Place) -> None:
    browser, other = place.signed_in(), place.signed_in()
    for csrf in ("", "x", token(other.get("/policies").text)):
        form = {"csrf": csrf, "name": "p", "rules": "rules: []"}
        answer = browser.post("/policies", data=form, headers={"Origin": ORIGIN})
        assert answer.status_code == 403


@pytest.mark.parametrize(
    ("wanted", "kept"),
    [("/models", "/models"), ("/audits?q=a", "/audits?q=a"), ("//evil.example", "/audits"),
     ("https://evil.example", "/audits"), ("/\\evil.example", "/audits"), ("", "/audits"),
     ("/a\r\nSet-Cookie: x", "/audits")],
)  # fmt: skip
def test_signing_in_leads_only_to_our_own_addresses(wanted: str, kept: str) -> None:
    assert local_address(wanted) == kept


def test_the_form_for_people_comes_first_once_there_are_some(place: Place) -> None:
    page = place.client.get("/login").text
    assert page.index("With a key") < page.index("With your name")
    assert "An administrator of your organisation lets you in" in page
    person(place)
    page = place.client.get("/login").text
    assert page.index("With your name") < page.index("With a key")

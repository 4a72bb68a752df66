"""People, keys and sessions as pages."""

import pytest
from flask.testing import FlaskClient

from service import guarding, noting
from service.limiting import Rate
from tests.service.api.test_access import PASSWORD, browser, person
from tests.service.api.test_trail import lines
from tests.service.conftest import ORIGIN, Place


def form(client: FlaskClient, path: str, page: str = "/access", **values: object):
    import re

    csrf = re.search(r'name="csrf" value="([^"]+)"', client.get(page).text)
    assert csrf is not None
    return client.post(path, data={**values, "csrf": csrf[1]}, headers={"Origin": ORIGIN})


def test_the_pages_do_what_the_routes_do(place: Place) -> None:
    client = place.signed_in()
    made = form(client, "/access/people", name="ada", role="author", password=PASSWORD)
    assert made.status_code == 303, made.text
    weak = form(client, "/access/people", name="bob", role="author", password="password1234")
    assert weak.status_code == 422
    assert "password" in weak.text
    shown = form(client, "/access/keys", name="ci", scopes=["read"], days="30")
    assert shown.status_code == 200
    assert "ehk_" in shown.text
    assert "ehk_" not in client.get("/access").text
    with place.records.reading(place.tenants["ours"]) as unit:
        ada = unit.users.named("ada")[0].id
        (key,) = [row.id for row in unit.keys.page().rows if row.name == "ci"]
    own = browser(place)
    assert own is not None
    assert form(client, f"/access/keys/{key}/revoke").headers["Location"].endswith("revoked#keys")
    gone = form(client, f"/access/people/{ada}", disabled="yes")
    assert gone.headers["Location"] == "/access?done=shut-out#people"
    assert "They are let in no more" in client.get("/access?done=shut-out").text
    assert own.get("/account").status_code == 401
    page = client.get("/access").text
    assert "let in no more" in page
    assert "revoked" in page


def test_people_change_their_own_password_and_end_their_own_sessions(place: Place) -> None:
    person(place)
    first, second = browser(place), browser(place)
    assert first is not None
    assert second is not None
    page = first.get("/account").text
    assert page.count("Sign it out") == 2
    with place.records.reading(place.tenants["ours"]) as unit:
        sessions = [row.id for row in unit.sessions.page().rows]
    strangers = place.signed_in("reads")
    for session in sessions:  # somebody else's are not theirs to end
        assert form(strangers, f"/account/sessions/{session}/end", "/account").status_code == 404
    assert form(second, f"/account/sessions/{sessions[1]}/end", "/account").status_code == 303
    assert first.get("/account").status_code == 401
    wrong = form(second, "/account/password", "/account", present="x", password="y" * 20)
    assert wrong.status_code == 422
    done = form(
        second, "/account/password", "/account", present=PASSWORD, password="quay otter plum 77"
    )
    assert done.status_code == 303, done.text
    assert second.get("/account").status_code == 401
    assert browser(place) is None
    assert browser(place, password="quay otter plum 77") is not None


def test_guesses_of_the_present_password_are_slowed_and_noted(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever finds a browser signed in guesses no faster here than at the sign-in."""
    monkeypatch.setattr(guarding, "WRONG_PASSWORDS", tuple(
        Rate(rate.name, 2, rate.seconds) for rate in guarding.WRONG_PASSWORDS
    ))  # fmt: skip
    monkeypatch.setattr(noting, "_repeats", noting.Repeats())
    person(place)
    own = browser(place)
    assert own is not None
    guesses = [
        form(own, "/account/password", "/account", present=f"guess {n}", password="y" * 20)
        for n in range(3)
    ]
    assert [answer.status_code for answer in guesses] == [422, 422, 429]
    right = form(own, "/account/password", "/account", present=PASSWORD, password="y" * 20)
    assert right.status_code == 429
    (line,) = lines(place, "?action=password")
    assert line["action"] == "password.refused"
    assert line["actor"] == line["object"]

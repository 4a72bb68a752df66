"""Sessions by key and by password: whose they are, how long they last, what the trail says."""

import pytest
from flask import Response

from service import noting, sessions
from service.auth import cookie_name
from service.records.unit_of_work import EVERYONE
from tests.service.api.test_access import PASSWORD, person
from tests.service.api.test_trail import lines
from tests.service.conftest import Place


@pytest.fixture(autouse=True)
def nothing_was_refused_before(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(noting, "_repeats", noting.Repeats())


def session_of(place: Place, secret: str):
    with place.records.reading(EVERYONE) as unit:
        return unit.sessions.find(secret)


def test_a_live_key_opens_a_session_with_its_own_scopes(place: Place) -> None:
    with place.app.test_request_context("/login", headers={"User-Agent": "a browser " * 40}):
        secret = sessions.sign_in_with_key(f" {place.keys['writes']}\n")
        assert secret is not None
        assert sessions.token_of(secret) == session_of(place, secret).csrf
    session = session_of(place, secret)
    assert (session.tenant_id, list(session.scopes)) == (place.tenants["ours"], ["write"])
    assert len(session.agent) == 200
    (line,) = lines(place, "?action=session.opened")
    assert (line["object"], line["details"]["by"]) == (session.id, "key")


@pytest.mark.parametrize("key", ["expired", "revoked"])
def test_a_key_that_is_live_no_more_opens_none_and_stands_in_the_trail(
    place: Place, key: str
) -> None:
    with place.app.test_request_context("/login"):
        assert sessions.sign_in_with_key(place.keys[key]) is None
        assert sessions.sign_in_with_key("ehk_0_" + "x" * 300) is None
    assert [line["action"] for line in lines(place, "?action=key")] == ["key.refused"]


def test_a_password_opens_a_session_in_its_own_organisation_alone(place: Place) -> None:
    ada = person(place)
    with place.app.test_request_context("/login"):
        assert sessions.sign_in_with_password("theirs", "ada", PASSWORD) is None
        assert sessions.sign_in_with_password("nowhere", "ada", PASSWORD) is None
        assert sessions.sign_in_with_password("ours", "ada", PASSWORD[:-1]) is None
        secret = sessions.sign_in_with_password("ours", "ada", PASSWORD)
    assert secret is not None
    assert session_of(place, secret).user_id == ada
    # Nobody of that name is there in the other organisation, whose trail is another.
    assert [line["actor"] for line in lines(place, "?action=session.refused")] == [ada]


def test_what_is_no_secret_has_no_token(place: Place) -> None:
    with place.app.test_request_context("/login"):
        assert sessions.token_of("no secret of ours") == ""


@pytest.mark.parametrize(
    ("address", "name", "secure"),
    [("http://localhost:8080", "evenhand_session", False),
     ("https://audits.example", "__Host-evenhand", True)],
)  # fmt: skip
def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(
    place: Place, monkeypatch: pytest.MonkeyPatch, address: str, name: str, secure: bool
) -> None:
    """RFC 6265bis, 4.1.3.2: a name with `__Host-` goes with Secure, Path=/ and no Domain."""
    settings = place.settings.model_copy(update={"public_url": address})
    assert cookie_name(settings) == name
    with place.app.test_request_context("/login"):
        provided = sessions.services()
        monkeypatch.setattr(
            sessions, "services", lambda: type(provided)(
                settings, provided.records, provided.store, provided.queue, provided.streams,
                provided.limiter,
            ),
        )  # fmt: skip
        response = Response()
        sessions.set_cookie(response, "a secret")
    cookie = response.headers["Set-Cookie"]
    assert cookie.startswith(f'{name}="a secret"') or cookie.startswith(f"{name}=a secret")
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))
    assert ("Secure" in cookie.split("; ")) is secure
    assert "Domain" not in cookie
    assert f"Max-Age={int(settings.session_seconds)}" in cookie

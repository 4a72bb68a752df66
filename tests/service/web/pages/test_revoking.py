"""A key revoked, a person let in no more: asked first, on a page that says what goes."""

from tests.service.api.test_access import PASSWORD, browser
from tests.service.conftest import Place
from tests.service.web.pages.test_access import form


def test_a_key_is_revoked_after_a_page_that_says_what_goes(place: Place) -> None:
    client = place.signed_in()
    with place.records.reading(place.tenants["ours"]) as unit:
        keys = {row.name: row.id for row in unit.keys.page().rows}
    listed = client.get("/access").text
    assert f'href="/access/keys/{keys["reads"]}/revoke"' in listed
    assert f'action="/access/keys/{keys["reads"]}/revoke"' not in listed
    page = client.get(f"/access/keys/{keys['reads']}/revoke").text
    assert "Revoke the key “reads”?" in page
    assert "signed out at once" not in page
    own = client.get(f"/access/keys/{keys['full']}/revoke").text
    assert "You are signed in with this key: you are signed out at once." in own
    assert "Nobody else may administer" not in own  # the key `administers` may
    assert place.signed_in("reads").get(f"/access/keys/{keys['full']}/revoke").status_code == 403
    stranger = place.signed_in("stranger").get(f"/access/keys/{keys['full']}/revoke")
    assert stranger.status_code == 404
    form(client, f"/access/keys/{keys['administers']}/revoke")
    assert "It is revoked already." in client.get(f"/access/keys/{keys['administers']}/revoke").text
    last = client.get(f"/access/keys/{keys['full']}/revoke").text
    assert "Nobody else may administer this organisation" in last
    assert "The key was revoked." in client.get("/access?done=revoked").text


def test_a_person_is_let_in_no_more_after_a_page_that_says_what_goes(place: Place) -> None:
    client = place.signed_in()
    form(client, "/access/people", name="ada", role="author", password=PASSWORD)
    with place.records.reading(place.tenants["ours"]) as unit:
        ada = unit.users.named("ada")[0].id
    own = browser(place)
    assert own is not None
    assert f'href="/access/people/{ada}/shut-out"' in client.get("/access").text
    page = client.get(f"/access/people/{ada}/shut-out").text
    for text in ("Let ada in no more?", "1 browser is signed out", 'name="disabled" value="yes"'):
        assert text in page
    assert own.get("/account").status_code == 200  # nothing was done yet
    assert own.get(f"/access/people/{ada}/shut-out").status_code == 403

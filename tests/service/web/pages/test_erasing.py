"""The page that erases: what goes, by when, what stays; done once the name was typed."""

import re

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.service.conftest import ORIGIN, Place

MARKUP = "<script>alert(1)</script>"
PASSWORD = "plum lantern otter quay"


def form(client: FlaskClient, path: str, page: str, **values: object) -> TestResponse:
    csrf = re.search(r'name="csrf" value="([^"]+)"', client.get(page).text)
    assert csrf is not None
    return client.post(path, data={**values, "csrf": csrf[1]}, headers={"Origin": ORIGIN})


def sent(place: Place, path: str, **body: object) -> str:
    answer = place.client.post(path, json=body, headers=place.headers())
    assert answer.status_code == 201, answer.text
    return str(answer.json["id"])


def confirmation(page: str) -> str:
    found = re.search(r'name="confirm" value="([^"]+)"', page)
    assert found is not None
    return found[1]


@pytest.mark.parametrize("by_id", [False, True])
def test_an_organisation_goes_for_who_types_its_name_or_number(place: Place, by_id: bool) -> None:
    client = place.signed_in()
    risk = sent(place, "/v1/organisations", name=MARKUP)
    page = f"/erase/{risk}"
    shown = client.get(page).text
    assert "Goes at once" in shown
    assert MARKUP not in shown
    confirm = confirmation(shown)
    typed = risk[-8:] if by_id else MARKUP
    for name, given in (("wrong", confirm), (typed, "0" * 16), ("", confirm)):
        refused = form(client, page, page, name=name, confirm=given)
        assert refused.status_code == 422
        assert "Nothing was erased" in refused.text
    done = form(client, page, page, name=typed, confirm=confirm)
    assert (done.status_code, "was erased" in done.text) == (200, True)
    assert risk not in client.get("/organisations").text
    own = client.get(f"/erase/{place.tenants['ours']}").text
    assert "your own organisation" in own
    assert 'name="confirm"' not in own


def test_an_audit_and_a_person_are_erased_by_page(place: Place) -> None:
    client = place.signed_in()
    person = sent(place, "/v1/people", name="ada", role="author", password=PASSWORD)
    audit, waiting = place.completed_audit(), place.audit()
    assert f"/erase/{person}" in client.get("/access").text
    assert f"/erase/{audit}" in client.get(f"/audits/{audit}").text
    for object_id in (audit, person):
        page = f"/erase/{object_id}"
        shown = client.get(page).text
        name = re.search(r'confirm: <b class="wrap-anywhere"><bdi>([^<]+)</bdi></b>', shown)
        assert name is not None
        done = form(client, page, page, name=name[1], confirm=confirmation(shown))
        assert done.status_code == 200, done.text
        assert client.get(page).status_code == 404
    blocked = client.get(f"/erase/{waiting}").text
    assert "cancel it first" in blocked
    assert 'name="confirm"' not in blocked


def test_who_does_not_administer_sees_no_such_page(place: Place) -> None:
    audit = place.completed_audit()
    client = place.signed_in("reads")
    assert "/erase/" not in client.get(f"/audits/{audit}").text
    assert client.get(f"/erase/{audit}").status_code == 403
    strangers = place.signed_in("stranger")
    assert strangers.get(f"/erase/{audit}").status_code == 404


def test_what_audits_hold_back_leads_to_them(place: Place) -> None:
    audit, client = place.completed_audit(), place.signed_in()
    with place.records.reading(place.tenants["ours"]) as unit:
        dataset = unit.audits.find(audit).dataset_version_id
    page = client.get(f"/erase/{dataset}").text
    assert "audits were made with it" in page
    assert "DELETE /v1" not in page
    assert f'href="/audits/{audit}"' in page
    assert f'href="/erase/{audit}"' in page

"""The page of all organisations: operators' alone, and it does what the routes do."""

import re

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from service.records.unit_of_work import EVERYONE
from tests.service.conftest import ORIGIN, Place

MARKUP = "<script>alert(1)</script>"


def form(client: FlaskClient, path: str, page: str, **values: object) -> TestResponse:
    csrf = re.search(r'name="csrf" value="([^"]+)"', client.get(page).text)
    assert csrf is not None
    return client.post(path, data={**values, "csrf": csrf[1]}, headers={"Origin": ORIGIN})


def test_the_page_makes_and_bounds(place: Place) -> None:
    client = place.signed_in()
    shown = form(client, "/organisations", "/organisations", name=MARKUP)
    assert shown.status_code == 200
    assert re.search(r"ehk_[0-9a-f]{32}_", shown.text)
    assert MARKUP not in shown.text
    assert "ehk_" not in client.get("/organisations").text
    taken = form(client, "/organisations", "/organisations", name="theirs")
    assert (taken.status_code, "already" in taken.text) == (422, True)
    with place.records.reading(EVERYONE) as unit:
        risk = unit.tenants.named(MARKUP)
    assert risk is not None
    bound = f"/organisations/{risk.id}/bound"
    assert form(client, bound, "/organisations", gib="2").status_code == 303
    assert form(client, bound, "/organisations", gib="two").status_code == 422
    with place.records.reading(EVERYONE) as unit:
        assert unit.tenants.find(risk.id).most_bytes == 2 * 1024**3
    assert f"/erase/{risk.id}" in client.get("/organisations").text
    assert f"/erase/{place.tenants['ours']}" not in client.get("/organisations").text


@pytest.mark.parametrize("key", ["stranger", "administers", "reads"])
def test_the_pages_are_operators_alone(place: Place, key: str) -> None:
    client = place.signed_in(key)
    assert client.get("/organisations").status_code == 403
    assert client.get(f"/erase/{place.tenants['ours']}").status_code in (403, 404)
    if key == "stranger":
        assert "/organisations" not in client.get("/audits").text

"""Refusals in the words of who reads them."""

from tests.service.api.test_access import PASSWORD, browser, person
from tests.service.conftest import Place

PAGE = {"Accept": "text/html"}


def test_people_read_of_roles_and_whom_to_ask(place: Place) -> None:
    person(place, name="boss", role="administrator")
    person(place, name="vera", role="viewer")
    vera = browser(place, name="vera", password=PASSWORD)
    assert vera is not None
    refused = vera.get("/audits/new", headers=PAGE)
    assert refused.status_code == 403
    for text in (
        "Your role may not do that", "Your role viewer", "Author or approver", "(boss)", "Sign out",
    ):  # fmt: skip
        assert text in refused.text
    assert "This key" not in refused.text
    assert "Start an audit" not in vera.get("/audits", headers=PAGE).text
    organisations = vera.get("/organisations", headers=PAGE).text
    assert "Ask an operator" in organisations


def test_who_came_in_with_a_key_reads_of_its_scopes(place: Place) -> None:
    refused = place.signed_in("reads").get("/audits/new", headers=PAGE)
    assert refused.status_code == 403
    assert "a key that may read; this needs the scope write" in refused.text
    by_program = place.client.post("/v1/schedules", json={}, headers=place.headers("reads"))
    assert by_program.json["title"] == "This key may not do that"

"""Refusals in the words of who reads them."""

import io

from tests.service.api.test_access import PASSWORD, browser, person
from tests.service.conftest import ORIGIN, Place
from tests.service.web.forms import token

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


def test_an_empty_upload_leads_back_to_the_form(place: Place) -> None:
    client = place.signed_in()
    csrf = token(client.get("/audits/new").text)
    sent = client.post(
        "/audits/new/dataset",
        data={"csrf": csrf, "file": (io.BytesIO(b""), "empty.csv")},
        headers={"Origin": ORIGIN, **PAGE},
    )
    assert sent.status_code == 422
    for text in ("The file was not taken", "the file is empty", "Choose another file",
                 'href="/audits/new">Back to the form'):  # fmt: skip
        assert text in sent.text
    assert "bytes" not in sent.text

"""Webhooks: their secret, their test, and where they may lead."""

from dataclasses import replace

import pytest

from service import context
from tests.local_hosts import LOCAL
from tests.service.conftest import Place

# Addresses are looked up before they are told anything.
pytestmark = pytest.mark.allow_hosts(LOCAL)


def test_a_webhook_shows_its_secret_once_and_can_be_tested(place: Place) -> None:
    made = place.client.post(
        "/v1/webhooks", json={"url": "https://93.184.215.14/x"}, headers=place.headers()
    )
    assert made.status_code == 201, made.text
    assert len(made.json["secret"]) > 40
    (listed,) = place.client.get("/v1/webhooks", headers=place.headers()).json["items"]
    assert listed["secret"] is None
    address = made.headers["Location"]
    assert place.client.post(f"{address}/test", headers=place.headers()).status_code == 202
    log = place.client.get(f"{address}/deliveries", headers=place.headers()).json["items"]
    assert [(found["event"], found["state"]) for found in log] == [("test", "waiting")]


@pytest.mark.parametrize(
    "url",
    ["https://127.0.0.1/x", "https://10.0.0.1/x", "http://93.184.215.14/x", "https://[::1]/x",
     "https://169.254.169.254/latest", "ftp://93.184.215.14/", "mailto:ops@example.org",
     "https://user:pass@93.184.215.14/"],
)  # fmt: skip
def test_an_address_that_may_not_be_told_is_refused(place: Place, url: str) -> None:
    answer = place.client.post("/v1/webhooks", json={"url": url}, headers=place.headers())
    assert answer.status_code == 422
    assert [problem["field"] for problem in answer.json["problems"]] == ["url"]


def test_mail_is_taken_where_the_service_sends_it(place: Place) -> None:
    found = place.app.extensions["evenhand"]
    settings = found.settings.model_copy(update={"smtp_url": "smtp://localhost:2525"})
    context.provide(place.app, replace(found, settings=settings))
    for url, status in (("mailto:ops@example.org", 201), ("mailto:ops@example.org,b@c.d", 422)):
        answer = place.client.post("/v1/webhooks", json={"url": url}, headers=place.headers())
        assert answer.status_code == status

"""Addresses that tenants name: refused when they are handed in, with field and remedy."""

import pytest

from tests.service.conftest import Place

ODD = [
    "https://[::1", "https://[", "https://a.org/\n", "https://a.org/\r\nX: y", "https://a.org:x/",
    "http://127.0.0.1/", "https://127.0.0.1:8443/", "https://169.254.169.254/latest/meta-data/",
    "https://[fd00:ec2::254]/", "https://[64:ff9b:1::1]/", "https://[::127.0.0.1]/",
    "https://[fec0::1]/", "https://user@a.org/", "https://2130706433/", "https://0x7f.1/",
]  # fmt: skip


@pytest.mark.enable_socket
@pytest.mark.parametrize("url", ODD)
def test_a_webhook_to_it_is_refused(place: Place, url: str) -> None:
    body = {"url": url, "events": ["gate_changed"]}
    answer = place.client.post("/v1/webhooks", json=body, headers=place.headers())
    assert answer.status_code == 422, answer.text
    (problem,) = answer.json["problems"]
    assert problem["field"] == "url"
    assert problem["code"] == "address_refused"
    assert "EVENHAND_WEBHOOK_HOSTS" in problem["remedy"]


@pytest.mark.parametrize(
    "url", ["mailto:a@b.org\nBcc: c@d.org", "mailto:a@b", "mailto:@b.org", "mailto:a@b.org?cc=x"]
)
def test_mail_to_it_is_refused(place: Place, url: str) -> None:
    body = {"url": url, "events": ["gate_changed"]}
    answer = place.client.post("/v1/webhooks", json=body, headers=place.headers())
    assert answer.status_code == 422

"""What may leave the service, and how it is signed."""

import hashlib
import hmac
import json
import threading
from collections.abc import Collection
from http.server import BaseHTTPRequestHandler, HTTPServer

import httpx
import pytest

from tests.local_hosts import LOCAL
from workers.outbound import AddressRefused, check, is_public, post, signature


def at(*addresses: str) -> object:
    def look_up(host: str, port: int) -> Collection[str]:
        return addresses

    return look_up


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "192.168.0.1", "172.16.5.5", "169.254.169.254", "0.0.0.0",
        "100.64.0.1", "224.0.0.1", "255.255.255.255", "192.0.2.1", "::1", "::", "fe80::1",
        "fe80::1%eth0", "fc00::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
        "64:ff9b::7f00:1", "2002:7f00:1::", "2001:db8::1",
    ],
)  # fmt: skip
def test_addresses_that_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "1.1.1.1", "2606:4700::1111", "64:ff9b::808:808"])
def test_addresses_that_are_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/", "ftp://example.org/", "https://", "https://user:pw@example.org/",
        "https://example.org:99999/", "file:///etc/passwd", "javascript:alert(1)",
    ],
)  # fmt: skip
def test_addresses_that_are_not_spoken_to(url: str) -> None:
    with pytest.raises(AddressRefused):
        check(url, look_up=at("8.8.8.8"))  # type: ignore[arg-type]


def test_one_private_address_among_public_ones_is_enough_to_refuse() -> None:
    with pytest.raises(AddressRefused, match=r"10\.0\.0\.1"):
        check("https://example.org/", look_up=at("8.8.8.8", "10.0.0.1"))  # type: ignore[arg-type]


def test_the_connection_goes_to_the_checked_address_under_the_hosts_name() -> None:
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(302, headers={"Location": "https://127.0.0.1/"})

    done = post(
        "https://hooks.example.org/x?y=1", {"a": 1}, secret="s", event="audit_failed",
        delivery_id="dlv_1", look_up=at("8.8.8.8"), transport=httpx.MockTransport(answer),
    )  # fmt: skip
    assert len(seen) == 1  # the redirect was not followed
    assert str(seen[0].url) == "https://8.8.8.8/x?y=1"
    assert seen[0].headers["Host"] == "hooks.example.org"
    assert seen[0].extensions["sni_hostname"] == "hooks.example.org"
    assert (done.status, done.error) == (302, "answered 302")


def test_a_refused_address_is_an_answer_and_no_crash() -> None:
    done = post("https://x/", {}, secret="s", event="e", delivery_id="d", look_up=at("::1"))  # type: ignore[arg-type]
    assert done.status is None
    assert "not public" in (done.error or "")


def test_the_signature_is_hmac_sha256_over_time_and_body() -> None:
    # RFC 4231 has no such input; this is the definition, spelled with the standard library.
    expected = hmac.new(b"secret", b'17.{"a":1}', hashlib.sha256).hexdigest()
    assert signature("secret", 17, b'{"a":1}') == f"t=17,v1={expected}"


@pytest.mark.allow_hosts(LOCAL)
def test_a_real_server_receives_a_body_it_can_check() -> None:
    received: list[tuple[dict[str, str], bytes]] = []

    class Hook(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            received.append((dict(self.headers), body))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Hook) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        done = post(
            f"http://localhost:{server.server_port}/hook", {"gate": "fail"}, secret="s",
            event="gate_changed", delivery_id="dlv_1", allowed={"localhost"},
            look_up=at("127.0.0.1"),
        )  # fmt: skip
        server.shutdown()
        thread.join()
    assert (done.status, done.error) == (204, None)
    ((headers, body),) = received
    assert json.loads(body) == {"gate": "fail"}
    sent_at, _, found = headers["Evenhand-Signature"].partition(",v1=")
    signed = sent_at.removeprefix("t=").encode() + b"." + body
    assert hmac.compare_digest(found, hmac.new(b"s", signed, hashlib.sha256).hexdigest())

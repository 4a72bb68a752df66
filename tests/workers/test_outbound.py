"""What may leave the service, and how it is signed."""

import hashlib
import hmac
import json
import threading
from collections.abc import Collection
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, HTTPServer

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

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
        # What Python 3.11.7 takes for global, or what embeds another address.
        "64:ff9b:1::808:808", "::127.0.0.1", "::8.8.8.8", "fec0::1", "fd00:ec2::254", "3fff::1",
        "5f00::1", "100::1", "2001:0:808:808::1", "2002:a9fe:a9fe::1", "2002:a00:1::1",
        "64:ff9b::a9fe:a9fe", "::ffff:169.254.169.254", "192.0.0.192", "192.88.99.1",
        "168.63.129.16", "100.100.100.200", "198.18.0.1", "240.0.0.1", "ff0e::1", "4000::1",
        "no address", "", "1.2.3", "[::1]",
    ],
)  # fmt: skip
def test_addresses_that_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "8.8.8.8",
        "1.1.1.1",
        "2606:4700::1111",
        "64:ff9b::808:808",
        "2002:808:808::1",
        "::ffff:8.8.8.8",
        "2a00:1450:4001::1",
    ],
)
def test_addresses_that_are_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/", "ftp://example.org/", "https://", "https://user:pw@example.org/",
        "https://example.org:99999/", "file:///etc/passwd", "javascript:alert(1)", "https://[::1",
        "https://[", "https://]", "https://[::1]x/", "https://[v1.x]/", "https://example.org:x/",
        "https://example.org:0/", "https://example.org:-1/", "https://example.org:٤٤٣/", "https:///x",
        "https://exa mple.org/", "https://example.org/a b", "https://example.org/\n", "\nhttps://a.org",
        "https://example.org/\r\nHost: x", "https://example.org\t/", "https://example.org\\@evil.org/",
        "https://@example.org/", "https://:@example.org/", "https://\x00/", "https://example.org/\x7f",
        "https://example.org/\u2028", "https://example.org/\ud800", "", " ", ":", "//",
        "https:",
        "x" * 3_000,
        "https://example.org/" + "x" * 3_000, "https://\u2100.org/", "https://example。org℀/",
    ],
)  # fmt: skip
def test_addresses_that_are_not_spoken_to(url: str) -> None:
    with pytest.raises(AddressRefused):
        check(url, look_up=at("8.8.8.8"))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "host",
    [
        "a" * 64 + ".org",
        "a" * 300,
        "..",
        ".",
        "xn--" + "a" * 60,
        "ex..org",
        "%00",
        "%",
        "1.2.3.4.5",
    ],
)
def test_a_name_that_cannot_be_looked_up_is_refused_and_nothing_else(host: str) -> None:
    def look_up(name: str, port: int) -> Collection[str]:
        name.encode("idna")  # what the resolver does first, and what fails there
        raise OSError("unknown")

    with pytest.raises(AddressRefused):
        check(f"https://{host}/", look_up=look_up)


@given(
    st.text(max_size=60), st.sampled_from(["", "https://", "https://[", "http://a:", "https://a@"])
)
def test_any_text_is_an_address_or_refused(text: str, prefix: str) -> None:
    with suppress(AddressRefused):
        check(prefix + text, look_up=at("8.8.8.8"))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("entry", "reaches"),
    [
        ("hook.lan", {("http", 80), ("https", 443)}),
        ("hook.lan:8080", {("http", 8080), ("https", 8080)}),
        ("HOOK.lan:443", {("https", 443), ("http", 443)}),
        ("hook.lan:*", {(s, p) for s in ("http", "https") for p in (80, 443, 8080)}),
        ("other.lan:*", set()),
    ],
)
def test_an_allowed_host_names_its_port(entry: str, reaches: set[tuple[str, int]]) -> None:
    seen = set()
    for scheme in ("http", "https"):
        for port in (80, 443, 8080):
            with suppress(AddressRefused):
                check(f"{scheme}://hook.lan:{port}/", allowed=[entry], look_up=at("10.0.0.1"))  # type: ignore[arg-type]
                seen.add((scheme, port))
    assert seen == reaches


def test_an_address_of_six_is_allowed_with_and_without_a_port() -> None:
    for entry in ("[::1]:8080", "[::1]:*"):
        assert check("http://[::1]:8080/", allowed=[entry], look_up=at("::1")).port == 8080  # type: ignore[arg-type]
    for entry in ("::1", "[::1]"):
        assert check("http://[::1]/", allowed=[entry], look_up=at("::1")).port == 80  # type: ignore[arg-type]


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
            event="gate_changed", delivery_id="dlv_1", allowed={f"localhost:{server.server_port}"},
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

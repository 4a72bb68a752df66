"""What the loop gathers before a thread is taken, and for how long."""

from http import HTTPStatus

import pytest

from service.app import create_app
from service.arriving import (
    BODY_BYTES,
    BODY_SECONDS,
    HEAD_BYTES,
    HEAD_SECONDS,
    LEAST_BYTES_PER_SECOND,
    PUBLIC_BODIES,
    Arrival,
    Lane,
)
from service.auth import access_of
from service.settings import Settings

KEY = b"Authorization: Bearer ehk_a_b\r\n"


def arrived(data: bytes, *, at: float = 0.0) -> Arrival:
    found = Arrival(0.0, 10.0)
    found.feed(data, at)
    return found


def head(line: bytes, *fields: bytes) -> bytes:
    return line + b" HTTP/1.1\r\nHost: localhost\r\n" + b"".join(fields) + b"\r\n"


@pytest.mark.parametrize(
    ("line", "lane"),
    [
        (b"GET /healthz", Lane.HEALTH),
        (b"HEAD /healthz?x=1", Lane.HEALTH),
        (b"GET /readyz", Lane.CHECKS),
        (b"GET /metrics", Lane.CHECKS),
        (b"GET /healthzzz", Lane.REQUESTS),
        (b"GET /v1/audits", Lane.REQUESTS),
    ],
)
def test_a_read_is_whole_with_its_head_whatever_body_it_announces(line: bytes, lane: Lane) -> None:
    found = arrived(head(line, b"Content-Length: 1000\r\n"))
    assert (found.lane, found.is_whole) == (lane, True)


def test_a_head_byte_by_byte_is_whole_with_its_last_byte() -> None:
    found = Arrival(0.0, 10.0)
    text = head(b"GET /v1/audits")
    for number, byte in enumerate(text):
        assert not found.is_whole
        found.feed(bytes([byte]), float(number))
    assert found.is_whole


def test_a_document_is_gathered_to_its_end() -> None:
    found = arrived(head(b"POST /v1/audits", KEY, b"Content-Length: 5\r\n") + b"1234")
    assert (found.lane, found.is_whole, found.credential) == (
        Lane.REQUESTS, False, b"Bearer ehk_a_b",
    )  # fmt: skip
    found.feed(b"5", 1.0)
    assert found.is_whole


@pytest.mark.parametrize(
    "fields",
    [b"Transfer-Encoding: chunked\r\n", b"Content-Length: %d\r\n" % (BODY_BYTES + 1),
     b"Content-Length: -1\r\n"],
)  # fmt: skip
def test_what_cannot_be_gathered_is_an_upload_with_a_key_and_unread_without(fields: bytes) -> None:
    with_key = arrived(head(b"POST /v1/models", KEY, fields))
    assert (with_key.lane, with_key.is_whole) == (Lane.UPLOADS, True)
    without = arrived(head(b"POST /v1/models", fields))
    assert (without.lane, without.is_whole) == (Lane.REQUESTS, True)


def test_without_a_key_a_body_is_gathered_only_where_a_public_route_wants_one() -> None:
    length = b"Content-Length: 9\r\n"
    assert arrived(head(b"POST /v1/audits", length)).is_whole
    assert not arrived(head(b"POST /login", length)).is_whole
    assert not arrived(head(b"POST /v1/inbound/inb_1/messages", length)).is_whole


def test_every_public_route_that_takes_a_body_is_known_to_the_loop() -> None:
    app = create_app(Settings.from_environment({"EVENHAND_HOME": "/nonexistent"}))
    writes = {
        rule.rule
        for rule in app.url_map.iter_rules()
        if {"POST", "PUT", "PATCH"} & (rule.methods or set())
        and access_of(app, rule.endpoint) == "public"
    }
    assert writes
    assert all(rule.encode().startswith(PUBLIC_BODIES) for rule in writes)


def test_deadlines_of_a_first_byte_a_head_and_a_body() -> None:
    assert Arrival(5.0, 10.0).deadline == 15.0
    begun = arrived(b"GET /", at=7.0)
    begun.feed(b"x", 12.0)  # one more byte gains no time
    assert begun.deadline == 7.0 + HEAD_SECONDS
    body = arrived(head(b"POST /login", b"Content-Length: 99\r\n"), at=3.0)
    allowed = 3.0 + BODY_SECONDS + len(body.data) / LEAST_BYTES_PER_SECOND
    assert body.deadline == allowed


def test_a_head_that_never_ends_is_refused() -> None:
    assert arrived(b"x" * HEAD_BYTES).refusal is None
    assert arrived(b"x" * (HEAD_BYTES + 1)).refusal == HTTPStatus.REQUEST_URI_TOO_LONG
    endless = b"GET / HTTP/1.1\r\nX: " + b"x" * HEAD_BYTES
    assert arrived(endless).refusal == HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE

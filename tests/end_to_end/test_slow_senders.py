"""Clients without a key that send little and hold on: the server as it runs, real sockets."""

import http.client
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing

import httpx
import pytest

from benchmarks import slow_senders
from tests.end_to_end.running import Running, api

SECONDS = 15.0


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with api(tmp_path_factory.mktemp("service")) as found:
        yield found


def exchange(running: Running, *sent: bytes, seconds: float = 10) -> bytes:
    """Everything that comes back on one connection."""
    address = ("127.0.0.1", running.settings.port)
    with socket.create_connection(address, seconds) as link:
        for data in sent:
            link.sendall(data)
        return b"".join(iter(lambda: link.recv(65_536), b""))


def test_five_hundred_slow_senders_leave_health_and_reads_as_they_were(running: Running) -> None:
    senders = subprocess.Popen(
        [sys.executable, slow_senders.__file__, str(running.settings.port), "400", "60", "40",
         str(SECONDS)], stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert senders.stdout is not None
    assert senders.stdout.readline() == "ready\n"
    beats: list[float] = []
    reads: list[int] = []
    over = threading.Event()

    def read() -> None:
        with closing(http.client.HTTPConnection("127.0.0.1", running.settings.port)) as link:
            while not over.is_set():
                link.request("GET", "/v1/audits", headers=running.headers)
                answer = link.getresponse()
                answer.read()
                reads.append(answer.status)

    readers = [threading.Thread(target=read) for _ in range(4)]
    for reader in readers:
        reader.start()
    ends = time.monotonic() + SECONDS - 3
    while time.monotonic() < ends:
        began = time.perf_counter()
        assert httpx.get(f"{running.url}/healthz", timeout=30).status_code == 200
        beats.append(time.perf_counter() - began)
        time.sleep(0.05)
    over.set()
    for reader in readers:
        reader.join()
    senders.communicate(timeout=60)
    assert senders.returncode == 0
    assert set(reads) == {200}
    # A tenth of what benchmarks/bench_slow_senders.py asks for on an idle machine: others may be
    # at work here. Before, every read waited for as long as the senders stayed.
    assert len(reads) / (SECONDS - 3) >= 10
    assert sorted(beats)[len(beats) // 2] <= 0.5
    assert max(beats) <= 5


@pytest.mark.parametrize("sent", slow_senders.HALF_SENT)
def test_a_half_sent_request_is_answered_or_sent_away_in_its_time(
    running: Running, sent: bytes
) -> None:
    began = time.monotonic()
    got = exchange(running, sent, seconds=60)
    assert time.monotonic() - began < 25
    assert got.startswith(b"HTTP/1.1 ")
    status = int(got[9:12])
    assert status in (200, 401, 408)
    assert b"Connection: close" in got


def test_an_idle_connection_is_closed_without_a_word(running: Running) -> None:
    began = time.monotonic()
    assert exchange(running, seconds=30) == b""
    assert 8 < time.monotonic() - began < 15


@pytest.mark.parametrize("path", ["/healthz", "/openapi.json", "/v1/audits"])
def test_a_body_that_nobody_wants_is_not_waited_for(running: Running, path: str) -> None:
    head = f"GET {path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n"
    began = time.monotonic()
    got = exchange(running, head.encode())
    assert time.monotonic() - began < 4
    assert b"Connection: close" in got


def test_a_refusal_reaches_who_is_still_sending(running: Running) -> None:
    head = b"POST /v1/models HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2000000\r\n\r\n"
    got = exchange(running, head, bytes(1_000_000), bytes(1_000_000))
    assert got.startswith(b"HTTP/1.1 401 ")
    assert b"Connection: close" in got
    assert b'"code": "unauthenticated"' in got


def test_a_gathered_body_that_nobody_read_keeps_the_connection(running: Running) -> None:
    key = f"Authorization: Bearer {running.key}\r\n".encode()
    head = b"POST /v1/nothing HTTP/1.1\r\nHost: localhost\r\n" + key
    unread = head + b"Content-Length: 5\r\n\r\n12345"
    health = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    got = exchange(running, unread + health)
    assert [part[:3] for part in got.split(b"HTTP/1.1 ")[1:]] == [b"404", b"200"]


def test_a_public_route_takes_no_body_without_a_length(running: Running) -> None:
    head = b"POST /login HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab"
    got = exchange(running, head)
    assert got.startswith(b"HTTP/1.1 411 ")
    assert b"length_required" in got


def test_a_body_whose_sender_stops_ends_the_upload_and_not_the_thread(running: Running) -> None:
    head = (
        f"POST /v1/datasets HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {running.key}\r\n"
        "Transfer-Encoding: chunked\r\n\r\n3\r\na,b\r\n"
    )
    got = exchange(running, head.encode(), seconds=60)
    assert got.startswith(b"HTTP/1.1 408 ")
    assert b'"code": "too_slow"' in got


def test_an_expectation_is_answered_before_the_body_comes(running: Running) -> None:
    head = (
        f"POST /v1/audits HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {running.key}\r\n"
        "Content-Type: application/json\r\nExpect: 100-continue\r\nContent-Length: 2\r\n"
        "Connection: close\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", running.settings.port), 10) as link:
        link.sendall(head.encode())
        assert link.recv(65_536) == b"HTTP/1.1 100 Continue\r\n\r\n"
        link.sendall(b"{}")
        rest = b"".join(iter(lambda: link.recv(65_536), b""))
    assert b"HTTP/1.1 422 " in rest

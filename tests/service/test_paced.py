"""A socket that waits for nobody for ever, on real socket pairs."""

import socket
import threading
import time
from collections.abc import Iterator

import pytest

from service import paced
from service.paced import PacedSocket, TooSlow


@pytest.fixture
def pair(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[PacedSocket, socket.socket]]:
    monkeypatch.setattr(paced, "GRACE_SECONDS", 0.4)
    ours, theirs = socket.socketpair()
    mine = PacedSocket(ours.family, ours.type, ours.proto, ours.detach())
    mine.begin(b"")
    with mine, theirs:
        yield mine, theirs


def test_what_was_gathered_is_read_first(pair: tuple[PacedSocket, socket.socket]) -> None:
    mine, theirs = pair
    mine.begin(b"abcdef")
    theirs.sendall(b"gh")
    assert (mine.recv(4), mine.unread_bytes) == (b"abcd", 2)
    assert (mine.take_unread(), mine.unread_bytes, mine.recv(9)) == (b"ef", 0, b"gh")


@pytest.mark.parametrize("drips", [False, True])
def test_a_sender_that_pauses_or_drips_is_given_up(
    pair: tuple[PacedSocket, socket.socket], drips: bool
) -> None:
    mine, theirs = pair
    over = threading.Event()

    def drip() -> None:
        while drips and not over.wait(0.05):
            theirs.send(b"x")

    thread = threading.Thread(target=drip)
    thread.start()
    began = time.monotonic()
    with pytest.raises(TooSlow):
        _read_for_ever(mine)
    over.set()
    thread.join()
    assert 0.35 < time.monotonic() - began < 2


def test_a_receiver_that_takes_nothing_counts_as_gone(
    pair: tuple[PacedSocket, socket.socket],
) -> None:
    mine, _ = pair
    began = time.monotonic()
    with pytest.raises(ConnectionResetError):
        mine.sendall(bytes(8 << 20))
    assert time.monotonic() - began < 8


def test_a_brisk_sender_is_waited_for_as_long_as_it_takes(
    pair: tuple[PacedSocket, socket.socket],
) -> None:
    mine, theirs = pair

    def send() -> None:
        for _ in range(12):
            theirs.sendall(bytes(4096))
            time.sleep(0.06)

    thread = threading.Thread(target=send)
    thread.start()
    got = 0
    while got < 12 * 4096:
        got += len(mine.recv(65_536))
    thread.join()
    assert got == 12 * 4096


def _read_for_ever(link: PacedSocket) -> None:
    while True:
        link.recv(1024)

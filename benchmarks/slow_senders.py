"""Senders that take connections and give little: idle ones, dripping ones, half-sent requests.

    python -m benchmarks.slow_senders PORT IDLE DRIPPING HALF_SENT SECONDS

One process of one loop. Whoever is sent away comes back a second later, so the numbers hold. None
has a key. Prints `ready` when all are connected, then how many had to come back.
"""

import selectors
import socket
import sys
import time
from collections import deque
from dataclasses import dataclass

HEAD = b"GET /v1/audits HTTP/1.1\r\nHost: localhost\r\n"
HALF_SENT = (
    b"GET /v1/aud",
    HEAD,
    HEAD + b"Authorization: Bearer ehk_nobody_x\r\n",
    b"POST /v1/audits HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n{",
    b"POST /login HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\nkey=",
    b"POST /v1/models HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer x\r\n"
    b"Transfer-Encoding: chunked\r\n\r\n5\r\nab",
    b"POST /v1/models HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999\r\n\r\nab",
    b"POST /v1/inbound/inb_x/messages HTTP/1.1\r\nHost: localhost\r\nContent-Length: 900\r\n\r\n{",
    b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5000\r\n\r\n",
)
DRIP = HEAD + b"X-Drip: " + b"a" * 100_000
DRIP_SECONDS = 1.0
PAUSE_SECONDS = 1.0


@dataclass
class Sender:
    """One connection: what it has to say, and how much of it was said."""

    text: bytes
    drips: bool = False
    said: int = 0
    link: socket.socket | None = None


def besiege(port: int, senders: list[Sender], seconds: float) -> int:
    """Keep all of them connected for so long; how often one had to come back."""
    with selectors.DefaultSelector() as selector:

        def connect(sender: Sender) -> None:
            sender.said = 0
            sender.link = socket.create_connection(("127.0.0.1", port), 10)
            sender.link.setblocking(False)
            selector.register(sender.link, selectors.EVENT_READ, sender)
            say(sender)

        def say(sender: Sender) -> None:
            end = sender.said + 1 if sender.drips else len(sender.text)
            assert sender.link is not None
            try:
                sender.said += sender.link.send(sender.text[sender.said : end])
            except OSError:
                return  # its end is read in a moment

        for sender in senders:
            connect(sender)
        print("ready", flush=True)
        away: deque[tuple[float, Sender]] = deque()
        came_back, ends = 0, time.monotonic() + seconds
        next_drip = time.monotonic()
        while time.monotonic() < ends:
            for key, _ in selector.select(0.1):
                sender = key.data
                try:
                    is_over = not sender.link.recv(65_536)
                except BlockingIOError:
                    continue
                except OSError:
                    is_over = True
                if is_over:
                    selector.unregister(sender.link)
                    sender.link.close()
                    away.append((time.monotonic() + PAUSE_SECONDS, sender))
            while away and away[0][0] <= time.monotonic():
                connect(away.popleft()[1])
                came_back += 1
            if time.monotonic() >= next_drip:
                next_drip += DRIP_SECONDS
                for sender in senders:
                    if sender.drips and sender.link.fileno() >= 0:
                        say(sender)
        return came_back


def crowd(idle: int, dripping: int, half_sent: int) -> list[Sender]:
    """So many of each."""
    return [
        *(Sender(b"") for _ in range(idle)),
        *(Sender(DRIP, drips=True) for _ in range(dripping)),
        *(Sender(HALF_SENT[number % len(HALF_SENT)]) for number in range(half_sent)),
    ]


if __name__ == "__main__":
    port, idle, dripping, half_sent = map(int, sys.argv[1:5])
    print(besiege(port, crowd(idle, dripping, half_sent), float(sys.argv[5])), "came back")

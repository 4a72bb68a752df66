"""The child's end of the wire: JSON lines out and back, over the descriptor it was given.

A line begins with its number and a blank; the answer to it begins with the same. Several may be on
their way, and answers come in whatever order.
"""

import json
import socket
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import count
from typing import Any

from audits.errors import ModelFailure
from audits.models.endpoint.carrying import Reply

# Of a line: an answer of control characters takes six bytes for each.
MOST_BYTES = 32 << 20
LOST = "the connection to the endpoint was lost"


class SocketCarrier:
    """Speaks over a connected pair of Unix sockets, which is given: a child can make none."""

    def __init__(self, connection: socket.socket) -> None:
        self._socket = connection
        self._received = bytearray()
        self._numbers = count()

    @classmethod
    def over(cls, descriptor: int) -> "SocketCarrier":
        """The wire that a child finds at this descriptor."""
        return cls(socket.socket(socket.AF_UNIX, socket.SOCK_STREAM, 0, descriptor))

    def __call__(self, body: Mapping[str, Any], *, seconds: float | None = None) -> tuple[int, str]:
        """Status and text of the answer; `ModelFailure` where there was none.

        seconds: wait no longer than that, where the other end would wait longer. Half characters
        and NaN are carried too: what an endpoint makes of them may be what is asked.
        """
        number = self._send(dict(body) if seconds is None else [dict(body), seconds])
        while True:
            answered, reply = self._reply()
            if answered == number:  # another is to a request that nobody waits for any more
                return reply.taken()

    def many(
        self,
        bodies: Sequence[Mapping[str, Any]],
        *,
        window: int,
        stop: Callable[[], bool] = lambda: False,
    ) -> Iterator[tuple[int, Reply]]:
        """Each body's place with its reply, as they come.

        bodies: of the requests. window: so many are sent ahead of replies. stop: says that no
        more are to be sent; replies to those that were still come. `ModelFailure` where the wire is
        lost.
        """
        waiting: dict[int, int] = {}
        following = iter(enumerate(bodies))
        is_over = False
        while waiting or not is_over:
            while not is_over and len(waiting) < window:
                index, body = (-1, {}) if stop() else next(following, (-1, {}))
                is_over = index < 0
                if not is_over:
                    waiting[self._send(dict(body))] = index
            if waiting:
                number, reply = self._reply()
                if number in waiting:
                    yield waiting.pop(number), reply

    def _send(self, asked: Any) -> int:
        number = next(self._numbers)
        line = json.dumps(asked, ensure_ascii=False).encode(errors="surrogatepass")
        try:
            self._socket.sendall(b"%d %b\n" % (number, line))
        except OSError as error:
            raise ModelFailure(LOST) from error
        return number

    def _reply(self) -> tuple[int, Reply]:
        number, _, content = self._line().partition(b" ")
        try:
            return int(number), Reply.from_json(json.loads(content))
        except (ValueError, KeyError, TypeError) as error:
            raise ModelFailure(LOST) from error

    def _line(self) -> bytes:
        start = 0
        while (end := self._received.find(b"\n", start)) < 0:
            start = len(self._received)
            try:
                piece = self._socket.recv(1 << 18)
            except OSError as error:
                raise ModelFailure(LOST) from error
            self._received += piece
            if not piece or len(self._received) > MOST_BYTES:
                raise ModelFailure(LOST)
        line = bytes(self._received[:end])
        del self._received[: end + 1]
        return line

"""The child's end of the wire: one JSON line out, one back, over the descriptor it was given."""

import json
import socket
from collections.abc import Mapping
from typing import Any

from audits.errors import ModelFailure, NoAnswerInTime

MOST_BYTES = 8 << 20


class SocketCarrier:
    """Speaks over a connected pair of Unix sockets, which is given: a child can make none."""

    def __init__(self, connection: socket.socket) -> None:
        self._socket = connection
        self._held = b""

    @classmethod
    def over(cls, descriptor: int) -> "SocketCarrier":
        """The wire that a child finds at this descriptor."""
        return cls(socket.socket(socket.AF_UNIX, socket.SOCK_STREAM, 0, descriptor))

    def __call__(self, body: Mapping[str, Any], *, seconds: float | None = None) -> tuple[int, str]:
        """Status and text of the answer; `ModelFailure` where there was none.

        seconds: wait no longer than that, where the other end would wait longer. Half characters
        and NaN are carried too: what an endpoint makes of them may be what is asked.
        """
        asked: Any = dict(body) if seconds is None else [dict(body), seconds]
        line = json.dumps(asked, ensure_ascii=False).encode(errors="surrogatepass")
        try:
            self._socket.sendall(line + b"\n")
        except OSError as error:
            raise ModelFailure("the connection to the endpoint was lost") from error
        answer = json.loads(self._line())
        if "error" in answer:
            kind = NoAnswerInTime if answer.get("timed_out") else ModelFailure
            raise kind(str(answer["error"]))
        return int(answer["status"]), str(answer["text"])

    def _line(self) -> bytes:
        while b"\n" not in self._held:
            piece = self._socket.recv(1 << 16)
            if not piece or len(self._held) > MOST_BYTES:
                raise ModelFailure("the connection to the endpoint was lost")
            self._held += piece
        line, _, self._held = self._held.partition(b"\n")
        return line

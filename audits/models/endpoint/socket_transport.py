"""The child's end of the wire: one JSON line out, one back, over a Unix socket."""

import json
import socket
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from audits.errors import ModelFailure

MOST_BYTES = 8 << 20


class SocketCarrier:
    """A connection is made with the first request and kept."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._socket: socket.socket | None = None
        self._held = b""

    def __call__(self, body: Mapping[str, Any]) -> tuple[int, str]:
        """Status and text of the answer; `ModelFailure` where there was none."""
        if self._socket is None:
            self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            self._socket.connect(str(self._path))
        self._socket.sendall(json.dumps(dict(body), ensure_ascii=False).encode() + b"\n")
        answer = json.loads(self._line())
        if "error" in answer:
            raise ModelFailure(str(answer["error"]))
        return int(answer["status"]), str(answer["text"])

    def _line(self) -> bytes:
        assert self._socket is not None
        while b"\n" not in self._held:
            piece = self._socket.recv(1 << 16)
            if not piece or len(self._held) > MOST_BYTES:
                raise ModelFailure("the connection to the endpoint was lost")
            self._held += piece
        line, _, self._held = self._held.partition(b"\n")
        return line

"""The parent's end of a pair of sockets that a child asks through: a JSON line in, one back.

The child is handed `wire` and can open no socket of its own, so whatever it asks for passes here.
A line begins with its number and a blank, and so does the answer to it; where several are answered
at once, answers come in whatever order.
"""

import contextlib
import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Any, ClassVar, Self

Answer = Callable[[bytes], dict[str, Any]]


class Wire:
    """Serves one child until it is closed, in a thread of its own; a subclass answers."""

    most_request_bytes: ClassVar[int] = 1 << 20

    def __init__(self) -> None:
        self._ours, self.wire = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        self._thread = threading.Thread(target=self._serve, daemon=True, name=type(self).__name__)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.wire.close()
        # Closing alone does not wake a thread that waits in recv().
        with contextlib.suppress(OSError):
            self._ours.shutdown(socket.SHUT_RDWR)
        self._thread.join(timeout=2)
        self._ours.close()

    @contextmanager
    def _answering(self) -> Iterator[Answer]:
        """What answers each line; the result is sent as JSON. `{"error": ...}` says why not."""
        raise NotImplementedError
        yield

    def _serve(self) -> None:
        most = self.most_request_bytes
        with (
            contextlib.suppress(OSError),  # the child, or this side, has gone
            self._answering() as answer,
            self._ours.makefile("rwb") as wire,
        ):
            while line := wire.readline(most + 1):
                number, content = numbered(line)
                if len(line) <= most:
                    answered = answer(content)
                else:
                    answered = {"error": f"a request of more than {most:,} bytes"}
                    while line and not line.endswith(b"\n"):  # the rest of it is no request
                        line = wire.readline(most + 1)
                wire.write(answer_line(number, answered))
                wire.flush()


def numbered(line: bytes) -> tuple[bytes, bytes]:
    """A line's number, as it stands there, and the rest."""
    number, _, content = line.partition(b" ")
    return number[:20], content


def answer_line(number: bytes, answer: dict[str, Any]) -> bytes:
    """The line that goes back."""
    return number + b" " + json.dumps(answer).encode() + b"\n"

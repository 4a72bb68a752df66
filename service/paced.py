"""A socket on which no thread waits for ever: each exchange has a grace and a least rate."""

import errno
import io
import socket
import time
from typing import Any

from service.errors import ServiceError

GRACE_SECONDS = 20.0
LEAST_BYTES_PER_SECOND = 16 * 1024
BLOCK_BYTES = 256 * 1024


class TooSlow(ServiceError):
    """The body comes slower than is waited for."""

    status = 408
    code = "too_slow"
    title = "The body came too slowly"
    hint = (
        f"Send at least {LEAST_BYTES_PER_SECOND} bytes a second. What arrived of a resumable "
        "upload is kept: GET /v1/uploads/{id} says where to go on."
    )


class _Patience:
    """Seconds that may be spent waiting, one way: a grace, and more for every byte that moved."""

    def __init__(self) -> None:
        self._waited, self._moved = 0.0, 0

    @property
    def left(self) -> float:
        return GRACE_SECONDS + self._moved / LEAST_BYTES_PER_SECOND - self._waited

    def note(self, began: float, moved: int) -> None:
        self._waited += time.monotonic() - began
        self._moved += moved


class PacedSocket(socket.socket):
    """A connection that a thread reads and writes under patience, and a loop without waiting."""

    def begin(self, pending: bytes) -> None:
        """A new exchange; `pending` was received already and is read first."""
        self._pending = io.BytesIO(pending)
        self._unread = len(pending)
        self._reading, self._writing = _Patience(), _Patience()

    @property
    def unread_bytes(self) -> int:
        """Bytes that were received and that nobody has read."""
        return self._unread

    def take_unread(self) -> bytes:
        """Those bytes; afterwards there are none."""
        self._unread = 0
        return self._pending.read()

    def poll(self, size: int) -> bytes | None:
        """What is there now, in the loop; empty at the end of the connection, None for nothing."""
        try:
            return super().recv(size)
        except (BlockingIOError, InterruptedError):
            return None

    def recv(self, size: int, flags: int = 0, /) -> bytes:
        """As a blocking socket's. Raises `TooSlow`."""
        if self._unread:
            data = self._pending.read(size)
            self._unread -= len(data)
            return data
        left = self._reading.left
        if left <= 0:
            raise TooSlow()
        self.settimeout(left)
        began = time.monotonic()
        try:
            data = super().recv(size, flags)
        except TimeoutError:
            raise TooSlow() from None
        self._reading.note(began, len(data))
        return data

    def sendall(self, data: Any, flags: int = 0, /) -> None:
        """As a blocking socket's. A receiver that does not take it counts as gone."""
        rest = memoryview(data)
        while rest:
            block, rest = rest[:BLOCK_BYTES], rest[BLOCK_BYTES:]
            left = self._writing.left
            self.settimeout(max(left, 0.001))
            began = time.monotonic()
            try:
                super().sendall(block, flags)
            except TimeoutError:
                raise ConnectionResetError(errno.ECONNRESET, "the receiver is too slow") from None
            self._writing.note(began, len(block))

    def sendfile(self, file: Any, offset: int = 0, count: int | None = None) -> int:
        """The file's bytes, under the same patience."""
        file.seek(offset)
        sent = 0
        while count is None or sent < count:
            block = file.read(BLOCK_BYTES if count is None else min(BLOCK_BYTES, count - sent))
            if not block:
                break
            self.sendall(block)
            sent += len(block)
        return sent

    def setblocking(self, flag: bool, /) -> None:
        """Blocking means waiting for a bounded time here."""
        self.settimeout(GRACE_SECONDS if flag else 0.0)

"""What has come of a request so far: gathered without a thread, until a thread has what it needs.

Only *when* a thread takes the request up is decided here, and which one. What the bytes mean is the
server's own reader's decision; where the two understood a request differently, a thread would wait
for bytes under the socket's own deadline (`service.paced`), and nothing worse.
"""

from dataclasses import dataclass, field
from enum import Enum
from http import HTTPStatus

HEAD_BYTES = 32 * 1024
HEAD_SECONDS = 10.0
# A body up to here is gathered before a thread is taken: a document may have no more.
BODY_BYTES = 1 << 20
BODY_SECONDS = 10.0
LEAST_BYTES_PER_SECOND = 16 * 1024
# Routes that answer without a key and want a body all the same.
PUBLIC_BODIES = (b"/login", b"/v1/inbound/")

_END = b"\r\n\r\n"
_WRITES = (b"POST", b"PUT", b"PATCH")
_HEALTH = b"/healthz"
_CHECKS = (b"/readyz", b"/metrics")


class Lane(Enum):
    """Which threads answer. `HEALTH` asks nothing; `CHECKS` asks the database."""

    HEALTH = "health"
    CHECKS = "checks"
    REQUESTS = "requests"
    UPLOADS = "uploads"


@dataclass(slots=True)
class Arrival:
    """One request on its way in. Times are `time.monotonic()`.

    began: when it began to be waited for. idle_seconds: how long its first byte may take.
    lane: None until the head is whole. credential: what the sender says who it is, unchecked.
    """

    began: float
    idle_seconds: float
    data: bytearray = field(default_factory=bytearray)
    lane: Lane | None = None
    credential: bytes = b""
    continues: bool = False
    _end: int = 0
    _scanned: int = 0

    def feed(self, data: bytes, now: float) -> None:
        """More bytes of it."""
        if not self.data:
            self.began = now
        self.data += data
        if self.lane is None:
            end = self.data.find(_END, max(0, self._scanned - len(_END) + 1))
            self._scanned = len(self.data)
            if end >= 0:
                self.began = now
                self._read_head(bytes(self.data[:end]), end + len(_END))

    @property
    def is_whole(self) -> bool:
        """Whether a thread can answer without waiting for the sender (uploads excepted)."""
        return self.lane is not None and len(self.data) >= self._end

    @property
    def refusal(self) -> HTTPStatus | None:
        """Why nothing more of it is read."""
        if self.lane is not None or len(self.data) <= HEAD_BYTES:
            return None
        if b"\r\n" not in self.data:
            return HTTPStatus.REQUEST_URI_TOO_LONG
        return HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE

    @property
    def deadline(self) -> float:
        """When it is too late for what is missing."""
        if not self.data:
            return self.began + self.idle_seconds
        if self.lane is None:
            return self.began + HEAD_SECONDS
        return self.began + BODY_SECONDS + len(self.data) / LEAST_BYTES_PER_SECOND

    def _read_head(self, head: bytes, body_at: int) -> None:
        line, *fields = head.split(b"\r\n")
        method, _, rest = line.partition(b" ")
        path = rest.partition(b" ")[0].partition(b"?")[0]
        self.lane, self._end = Lane.REQUESTS, body_at
        if method not in _WRITES:
            if path == _HEALTH:
                self.lane = Lane.HEALTH
            elif path in _CHECKS:
                self.lane = Lane.CHECKS
            return  # a body that stands here all the same is not wanted
        named = {}
        for one in fields:
            name, _, value = one.partition(b":")
            named[name.lower()] = value.strip()
        self.credential = named.get(b"authorization") or named.get(b"cookie") or b""
        if not self.credential and not path.startswith(PUBLIC_BODIES):
            return  # the answer is 401, whatever the body says
        length = named.get(b"content-length", b"0")
        if b"transfer-encoding" in named or not length.isdigit() or int(length) > BODY_BYTES:
            # No public route takes such a body; with a credential it is read as it comes.
            self.lane = Lane.UPLOADS if self.credential else Lane.REQUESTS
            return
        self._end = body_at + int(length)
        self.continues = named.get(b"expect", b"").lower() == b"100-continue"

"""One request to the plan's endpoint: to an address that was checked, with bounds on all of it."""

import asyncio
import time
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlencode

import httpx

from audits.specification.endpoint import Descriptor
from service.addresses import Checked, Resolve, check
from workers.endpoint_keys import EndpointKey
from workers.endpoint_traffic import as_json

MOST_ANSWER_BYTES = 4 << 20
FORM = "application/x-www-form-urlencoded"
CSV = "text/csv"
# The name is looked up again after so long. Until then connections go to the very address that was
# checked, whatever the name points to meanwhile.
LOOKED_UP_SECONDS = 5.0


class Unsent(Exception):
    """There is no answer: the connection failed, or what came is more than is read."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What came back. retry_after: seconds that the server asks to wait."""

    status: int
    text: str
    retry_after: float | None = None


@asynccontextmanager
async def opened(descriptor: Descriptor, **options: Any) -> AsyncIterator["Requests"]:
    """What sends requests to this endpoint, with as many connections as go at once.

    descriptor: says where, and how many at once. options: as of `Requests`.
    """
    async with OneConnectionEach() as connections:
        yield Requests(connections, descriptor, **options)


class Requests:
    """Sends what it is given to the one endpoint, over connections that are used again."""

    def __init__(
        self,
        connections: httpx.AsyncBaseTransport,
        descriptor: Descriptor,
        *,
        allowed: Collection[str],
        look_up: Resolve,
        key: EndpointKey | None = None,
    ) -> None:
        self._connections, self._descriptor = connections, descriptor
        self._allowed, self._look_up, self._key = allowed, look_up, key
        self._target: tuple[float, httpx.URL, httpx.Headers, dict[str, Any]] | None = None

    def content(self, body: dict[str, Any]) -> bytes:
        """The bytes that are sent. body: what the child asks."""
        match self._kind:
            case "form":
                # Half a character becomes the bytes that it would have had.
                return urlencode(body, errors="surrogatepass").encode()
            case "csv":
                return str(body.get("csv", "")).encode(errors="replace")
            case _:
                return as_json(body)

    @property
    def _kind(self) -> str:
        if self._descriptor.form == "apertium":
            return "form"
        return "csv" if self._descriptor.layout == "csv" else "json"

    async def send(self, content: bytes, seconds: float) -> Sent:
        """The answer; redirects are not followed.

        content: the body. seconds: for all of it. Raises `TimeoutError`, `Unsent`, and
        `AddressRefused` where the address may not be spoken to.
        """
        try:
            return await self._sent(content, seconds)
        except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError) as error:
            if isinstance(error, TimeoutError):
                raise
            raise Unsent(f"{type(error).__name__}: {error}"[:300]) from error

    async def _sent(self, content: bytes, seconds: float) -> Sent:
        async with asyncio.timeout(seconds):
            url, headers, extensions = await self._checked()
            if self._key is not None:
                headers = headers.copy()
                headers.update(self._key.headers(self._descriptor.url, headers, content))
            request = httpx.Request(
                "POST", url, headers=headers, content=content, extensions=extensions
            )
            answer = await self._connections.handle_async_request(request)
            try:
                received = bytearray()
                async for piece in answer.aiter_bytes():
                    received += piece
                    if len(received) > MOST_ANSWER_BYTES:
                        raise Unsent(f"an answer of more than {MOST_ANSWER_BYTES:,} bytes")
            finally:
                await answer.aclose()
        text = received.decode("utf-8", errors="replace")
        wait = _seconds_of(answer.headers.get("retry-after", ""))
        return Sent(answer.status_code, text if self._key is None else self._key.hide(text), wait)

    async def _checked(self) -> tuple[httpx.URL, httpx.Headers, dict[str, Any]]:
        """Where to connect, and how: the address was checked just now, or a moment ago."""
        now = time.monotonic()
        if self._target is None or self._target[0] < now:
            destination = await asyncio.to_thread(
                check, self._descriptor.url, allowed=self._allowed, look_up=self._look_up
            )
            url = httpx.URL(self._descriptor.url).copy_with(host=destination.address)
            headers = httpx.Headers(self._headers(destination))
            extensions = {"sni_hostname": destination.host}
            self._target = (now + LOOKED_UP_SECONDS, url, headers, extensions)
        _, url, headers, extensions = self._target
        return url, headers, dict(extensions)

    def _headers(self, destination: Checked) -> list[tuple[str, str]]:
        host = f"[{destination.host}]" if ":" in destination.host else destination.host
        kinds = {"form": FORM, "csv": CSV}
        return [
            ("Host", host if destination.port in (80, 443) else f"{host}:{destination.port}"),
            ("User-Agent", "Evenhand"),
            ("Accept", CSV if self._kind == "csv" else "application/json"),
            ("Accept-Encoding", "identity"),
            ("Content-Type", kinds.get(self._kind, "application/json")),
        ]


class OneConnectionEach(httpx.AsyncBaseTransport):
    """As many connections as requests were ever under way at once; the last one used goes next.

    Each has a pool of its own: one of httpcore looks at each of its connections for every request,
    so that a request took three times the processor with 32 at once that it took with 8.
    How many that may be is for the caller to bound (`workers.endpoint_traffic`).
    """

    def __init__(self) -> None:
        self._limits = httpx.Limits(max_connections=1, max_keepalive_connections=1)
        self._certificates = httpx.create_ssl_context(trust_env=False)
        self._free: list[httpx.AsyncHTTPTransport] = []
        self._all: list[httpx.AsyncHTTPTransport] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send it over a connection that nobody uses, which is free again with the answer read."""
        connection = self._free.pop() if self._free else self._another()
        try:
            response = await connection.handle_async_request(request)
        except BaseException:
            self._free.append(connection)
            raise
        assert isinstance(response.stream, httpx.AsyncByteStream)
        response.stream = _Lent(response.stream, self._free, connection)
        return response

    async def aclose(self) -> None:
        """Close every connection."""
        for connection in self._all:
            await connection.aclose()

    def _another(self) -> httpx.AsyncHTTPTransport:
        connection = httpx.AsyncHTTPTransport(
            verify=self._certificates, trust_env=False, limits=self._limits
        )
        self._all.append(connection)
        return connection


class _Lent(httpx.AsyncByteStream):
    """An answer that gives its connection back when it is closed."""

    def __init__(
        self,
        stream: httpx.AsyncByteStream,
        free: list[httpx.AsyncHTTPTransport],
        connection: httpx.AsyncHTTPTransport,
    ) -> None:
        self._stream, self._free, self._connection = stream, free, connection
        self._is_closed = False

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for piece in self._stream:
            yield piece

    async def aclose(self) -> None:
        try:
            await self._stream.aclose()
        finally:
            if not self._is_closed:
                self._is_closed = True
                self._free.append(self._connection)


def _seconds_of(retry_after: str) -> float | None:
    """Of a `Retry-After` header, which holds seconds or a date (RFC 9110)."""
    text = retry_after.strip()
    if text.replace(".", "", 1).isdecimal() and text.isascii():
        return float(text)
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError):
        return None
    return max(0.0, moment.timestamp() - time.time())

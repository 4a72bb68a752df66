"""Connections to one endpoint, each with a pool of its own.

A pool of httpcore looks at each of its connections for every request, with a system call for those
that wait, so that a request took three times the processor with 32 at once that it took with 8.
"""

from collections.abc import AsyncIterator

import httpx


class OneConnectionEach(httpx.AsyncBaseTransport):
    """As many connections as requests were ever under way at once; the last one used goes next.

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

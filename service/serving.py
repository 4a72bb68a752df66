"""gunicorn's worker of threads, in which no sender can hold a thread by sending slowly.

gunicorn gives a connection a thread with its first byte, and reads on from there for as long as it
takes. Here the loop gathers a request (`service.arriving`) until a thread can answer it without
waiting. Uploads, which no loop could gather, have threads of their own, and deadlines
(`service.paced`); so have health checks. See docs/decisions/no-thread-waits-for-a-sender.md.
"""

import errno
import resource
import selectors
import socket
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from http import HTTPStatus
from typing import Any

from gunicorn.util import write_nonblock
from gunicorn.workers.gthread import STOP_KEEPALIVE_LINGER, TConn, ThreadWorker

from service.arriving import Arrival, Lane
from service.loading import load, share_one_heap
from service.paced import PacedSocket, TooSlow
from service.refused_unread import answer, refusal_of
from service.turns import Turns

IDLE_SECONDS = 10.0  # for the first byte of a new connection
LINGER_SECONDS = 2.0
LINGER_BYTES = 4 << 20
SWEEP_SECONDS = 0.5
READ_BYTES = 64 * 1024
# All bodies together that the loop gathers; beyond it the one that takes longest gives way.
GATHERED_BYTES = 32 << 20
# Descriptors for the database, files and threads' own sockets.
OTHER_FILES = 256


def upload_threads(threads: int) -> int:
    """How many uploads are read at once, beside so many threads for requests."""
    return max(2, threads // 2)


class Worker(ThreadWorker):  # type: ignore[misc]  # gunicorn has no types
    """As `gthread`, in the project's words, and with a thread only for who needs none to wait."""

    def init_process(self) -> None:
        """Raise the bound on open files, and serve."""
        _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
        if most != resource.RLIM_INFINITY:
            self.worker_connections: int = max(
                64, min(self.cfg.worker_connections, most - OTHER_FILES)
            )
        self._arriving: dict[Any, Arrival] = {}
        self._leaving: dict[Any, float] = {}
        self._gathered = 0
        self._next_sweep = 0.0
        uploads = upload_threads(self.cfg.threads)
        self._turns: Turns[Any] = Turns(uploads, share=uploads - 1)
        self._lanes = {
            lane: ThreadPoolExecutor(threads, thread_name_prefix=lane.value)
            for lane, threads in (
                (Lane.HEALTH, 1),
                (Lane.CHECKS, 1),
                (Lane.REQUESTS, self.cfg.threads),
                (Lane.UPLOADS, uploads),
            )
        }
        super().init_process()

    def get_thread_pool(self) -> ThreadPoolExecutor:
        """The threads for ordinary requests; the other lanes' stop with the process."""
        return self._lanes[Lane.REQUESTS]

    def load_wsgi(self) -> None:
        """The application, which says `Connection: close` where the sender is not read out."""
        share_one_heap()
        load(super().load_wsgi)
        self.wsgi: Any = _closing_honestly(self.wsgi)

    # What the loop does.

    def accept(self, listener: socket.socket) -> None:
        """A new connection; where there are too many, who waits longest gives way."""
        try:
            client, address = listener.accept()
        except OSError as error:
            if error.errno in (errno.EMFILE, errno.ENFILE):
                self._make_room()
                return
            if error.errno not in (errno.EAGAIN, errno.ECONNABORTED, errno.EWOULDBLOCK):
                raise
            return
        self.nr_conns += 1
        paced = PacedSocket(client.family, client.type, client.proto, client.detach())
        paced.begin(b"")
        conn = TConn(self.cfg, paced, address, listener.getsockname())
        conn.data_ready = True
        if self.nr_conns >= self.worker_connections:
            self._make_room()
        self._await(conn, Arrival(time.monotonic(), IDLE_SECONDS))

    def murder_keepalived(self, force: bool = False) -> None:
        """End what is too late; with `force`, everything that waits."""
        now = time.monotonic()
        if now < self._next_sweep and not force:
            return
        self._next_sweep = now + SWEEP_SECONDS
        for conn in [c for c, until in self._leaving.items() if force or until <= now]:
            self._forget(conn)
        for conn, arrival in list(self._arriving.items()):
            if not force and arrival.deadline > now:
                continue
            if arrival.data and not force:
                self._refuse(conn, HTTPStatus.REQUEST_TIMEOUT)
            else:
                self._forget(conn)

    def _cap_keepalive(self, deadline: float) -> None:
        now = time.monotonic()
        for arrival in self._arriving.values():
            if not arrival.data:
                arrival.began, arrival.idle_seconds = now, max(0.0, deadline - now)

    def _await(self, conn: Any, arrival: Arrival) -> None:
        """Gather the connection's next request."""
        conn.sock.setblocking(False)
        self._arriving[conn] = arrival
        self._gathered += len(arrival.data)
        self.poller.register(conn.sock, selectors.EVENT_READ, partial(self._gather, conn))
        if arrival.data:
            self._decide(conn, arrival)

    def _gather(self, conn: Any, client: PacedSocket) -> None:
        arrival = self._arriving[conn]
        try:
            data = client.poll(READ_BYTES)
        except OSError:
            data = b""
        if data is None:
            return
        if not data:
            self._forget(conn)
            return
        self._gathered += len(data)
        arrival.feed(data, time.monotonic())
        self._decide(conn, arrival)
        if self._gathered > GATHERED_BYTES:
            self._make_room(least_bytes=READ_BYTES)

    def _decide(self, conn: Any, arrival: Arrival) -> None:
        refused = arrival.refusal
        if refused is not None:
            self._refuse(conn, refused)
        elif arrival.lane is not None and arrival.is_whole:
            self._release(conn)
            conn.sock.begin(bytes(arrival.data))
            if arrival.lane is Lane.UPLOADS:
                self._start_uploads(self._turns.ask(arrival.credential, conn))
            else:
                self._start(conn, self._lanes[arrival.lane], self.finish_request)
        elif arrival.continues:
            arrival.continues = False
            conn.sock.send(b"HTTP/1.1 100 Continue\r\n\r\n")

    def _start(self, conn: Any, pool: ThreadPoolExecutor, end: Callable[..., None]) -> None:
        pool.submit(self.handle, conn).add_done_callback(
            lambda done: self.method_queue.defer(end, conn, done)
        )

    def _start_uploads(self, ready: list[tuple[Any, Any]]) -> None:
        for owner, conn in ready:
            self._start(conn, self._lanes[Lane.UPLOADS], partial(self._finish_upload, owner))

    def _finish_upload(self, owner: Any, conn: Any, done: Future[bool]) -> None:
        self.finish_request(conn, done)
        self._start_uploads(self._turns.leave(owner))

    def finish_request(self, conn: Any, fs: Future[bool]) -> None:
        """A thread is through with it: the connection's next request, or its end."""
        if fs.cancelled() or fs.exception() is not None or not fs.result():
            self._leave(conn)
            return
        rest = conn.parser.unreader.take_buffered() + conn.sock.take_unread()
        now = time.monotonic()
        patience = self.cfg.keepalive if self.alive else STOP_KEEPALIVE_LINGER
        arrival = Arrival(now, min(patience, self.cfg.keepalive))
        if rest:
            arrival.feed(rest, now)
        self._await(conn, arrival)

    def _refuse(self, conn: Any, status: HTTPStatus) -> None:
        self._release(conn)
        try:
            conn.sock.send(answer(status))
        except OSError:
            self.log.debug("Failed to send the refusal.")
        self._leave(conn)

    def _leave(self, conn: Any) -> None:
        """Close so that the answer arrives: what still comes is read for a moment, by the loop."""
        try:
            conn.sock.setblocking(False)
            conn.sock.shutdown(socket.SHUT_WR)
            self.poller.register(
                conn.sock, selectors.EVENT_READ, partial(self._discard, conn, [LINGER_BYTES])
            )
        except (OSError, ValueError):
            self._forget(conn)
        else:
            self._leaving[conn] = time.monotonic() + LINGER_SECONDS

    def _discard(self, conn: Any, left: list[int], client: PacedSocket) -> None:
        try:
            data = client.poll(READ_BYTES)
        except OSError:
            data = b""
        left[0] -= len(data or b"")
        if data == b"" or left[0] <= 0:
            self._forget(conn)

    def _release(self, conn: Any) -> None:
        """The loop lets go of it."""
        arrival = self._arriving.pop(conn, None)
        if arrival is not None:
            self._gathered -= len(arrival.data)
        self._leaving.pop(conn, None)
        try:
            self.poller.unregister(conn.sock)
        except (KeyError, OSError, ValueError):
            return

    def _forget(self, conn: Any) -> None:
        self._release(conn)
        self.nr_conns -= 1
        conn.close()

    def _make_room(self, least_bytes: int = 0) -> None:
        """End the one that is on its way in, or out, for longest."""
        for conn in self._leaving if not least_bytes else ():
            self._forget(conn)
            return
        for conn, arrival in self._arriving.items():
            if len(arrival.data) >= least_bytes:
                self._forget(conn)
                return

    # What a thread does.

    def _keepalive_after(self, conn: Any, keepalive: bool) -> bool:
        if not keepalive or _is_on_the_wire(conn.parser.mesg):
            return False
        return bool(super()._keepalive_after(conn, keepalive))

    def handle_error(self, req: Any, client: Any, addr: Any, exc: Exception) -> None:
        """Answer what cannot be read as a request; gunicorn does the rest."""
        if isinstance(exc, TooSlow):  # behind an answer; before it the application says so
            return
        status = refusal_of(exc)
        if status is None:
            super().handle_error(req, client, addr, exc)
            return
        self.log.warning("Invalid request from %s: %s", (addr or ("",))[0], exc)
        try:
            write_nonblock(client, answer(status))
        except OSError:
            self.log.debug("Failed to send the refusal.")


def _is_on_the_wire(request: Any) -> bool:
    """Whether a part of the body has not been received: what comes next is not a request."""
    reader = request.body.reader
    length = getattr(reader, "length", None)
    if length is None:  # in chunks
        return getattr(reader, "parser", None) is not None
    return bool(length > len(request.unreader.buf.getvalue()) + request.unreader.sock.unread_bytes)


def _closing_honestly(application: Any) -> Any:
    def serve(environ: dict[str, Any], start_response: Any) -> Any:
        response = start_response.__self__

        def start(*arguments: Any) -> Any:
            if _is_on_the_wire(response.req):
                response.force_close()
            return start_response(*arguments)

        return application(environ, start)

    return serve

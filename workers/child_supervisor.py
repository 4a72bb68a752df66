"""One child, watched until it has ended: its messages, its end, and what that end means."""

import json
import os
import select
import signal
import socket
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import Any

from workers.confinement import Limits
from workers.usage import Meter, descendants

_POLL_SECONDS = 0.05
_GRACE_SECONDS = 3.0
_SIGNALS = {
    signal.SIGSEGV: "segfault", signal.SIGBUS: "segfault", signal.SIGILL: "aborted",
    signal.SIGFPE: "aborted", signal.SIGABRT: "aborted", signal.SIGXCPU: "cpu_limit",
    signal.SIGXFSZ: "disk_full", signal.SIGKILL: "killed",
}  # fmt: skip


@dataclass(frozen=True)
class Outcome:
    """How a run ended.

    reason: None if the function returned; else refused, out_of_memory, timeout, cpu_limit,
        segfault, aborted, killed, disk_full, no_result, answer_too_large, bad_answer, cancelled,
        crashed, sandbox_unavailable, or the code of an `AuditError`.
    layers: the walls that stood; missing: those that did not, with the machine's reason.
    result: what the function returned.
    error: `{"code": ..., "message": ...}` or `{"code": "refused", "problems": [...]}`.
    cpu_seconds: processor time that it used, user and system, by the kernel's account; where its
        end was never told, the seconds that it had.
    """

    reason: str | None
    layers: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    result: Any = None
    error: Mapping[str, Any] = field(default_factory=dict)
    cpu_seconds: float = 0.0


class Watched:
    """A child and the clock against which it runs.

    messages, status: where its JSON lines and the fork server's word on it come out.
    deadline: of `time.monotonic`; then it is killed, as where `should_stop` says so, and where it
        uses more than its limits (`workers.usage`).
    scratch, server: its folder, and the process of the fork server.
    """

    def __init__(
        self,
        messages: socket.socket,
        status: socket.socket,
        deadline: float,
        limits: Limits,
        on_message: Callable[[dict[str, Any]], None],
        should_stop: Callable[[], bool],
        *,
        scratch: Path,
        server: int,
    ) -> None:
        self._messages, self._status = messages, status
        self._deadline, self._limits = deadline, limits
        self._on_message, self._should_stop = on_message, should_stop
        self._started = monotonic()
        self._line, self._seen = bytearray(), 0
        self._status_line = bytearray()
        self._scratch, self._server = scratch, server
        self._pid: int | None = None
        self._meter: Meter | None = None
        self._ended: dict[str, Any] | None = None
        self._last: float | None = None
        self._walls: dict[str, Any] = {}
        self._final: dict[str, Any] | None = None
        self._verdict: str | None = None

    def outcome(self) -> Outcome:
        """Read messages until the child has ended, by itself or killed."""
        open_ends = [self._messages, self._status]
        while open_ends:
            ready, _, _ = select.select(open_ends, [], [], _POLL_SECONDS)
            for end in ready:
                if not self._read(end):
                    open_ends.remove(end)
            if self._verdict is None and self._ended is None:
                if self._should_stop():
                    self._end("cancelled")
                elif monotonic() > self._deadline:
                    self._end("timeout")
                elif self._meter is not None and (reason := self._meter.over()):
                    self._end(reason)
            if self._ended is not None and self._is_over():
                break
            if self._verdict is not None and monotonic() > self._deadline + _GRACE_SECONDS:
                break  # the status never came
        return self._judged()

    def _is_over(self) -> bool:
        """Whether what the child sent before its end must have arrived.

        A process that it left behind may hold its socket open for ever.
        """
        self._last = self._last or monotonic() + _GRACE_SECONDS
        if self._meter is not None:
            self._meter.end_strays()
        return monotonic() > self._last

    def _read(self, end: socket.socket) -> bool:
        chunk = end.recv(1 << 16)
        if end is self._status:
            self._status_line += chunk
            while (stop := self._status_line.find(b"\n")) >= 0:
                self._take_status(json.loads(self._status_line[:stop]))
                del self._status_line[: stop + 1]
            return bool(chunk)
        self._seen += len(chunk)
        if self._seen > self._limits.answer_bytes:
            self._end("answer_too_large")
            return False
        self._line += chunk
        while self._verdict is None and (stop := self._line.find(b"\n")) >= 0:
            line = bytes(self._line[:stop])
            del self._line[: stop + 1]
            self._take(line)
        return bool(chunk)

    def _take(self, line: bytes) -> None:
        try:
            message = json.loads(line)
            ((kind, content),) = message.items()
        except (ValueError, RecursionError, AttributeError):
            self._end("bad_answer")
            return
        if kind == "walls" and isinstance(content, dict) and not self._walls:  # said once
            self._walls = content
        elif kind == "message" and isinstance(content, dict):
            self._on_message(content)
        elif kind in ("done", "failed"):
            self._final = message

    def _take_status(self, status: dict[str, Any]) -> None:
        if "pid" in status:
            self._pid = status["pid"]
            self._meter = Meter(
                status["pid"], self._server, status["first"], self._scratch, self._limits
            )
            if self._verdict is not None:
                self._kill()
        else:
            self._ended = status

    def _end(self, verdict: str) -> None:
        self._verdict = self._verdict or verdict
        self._deadline = min(self._deadline, monotonic())
        self._kill()

    def _kill(self) -> None:
        if self._pid is None or self._ended is not None:
            return
        for started in descendants(self._pid):
            with suppress(ProcessLookupError, PermissionError):
                os.kill(started, signal.SIGKILL)
        for kill in (os.killpg, os.kill):
            try:
                kill(self._pid, signal.SIGKILL)
            except (ProcessLookupError, PermissionError):
                continue

    def _judged(self) -> Outcome:
        reason, error, result = self._verdict, {}, None
        if reason is None and self._ended and "unavailable" in self._ended:
            reason, error = "sandbox_unavailable", {"message": self._ended["unavailable"]}
        elif reason is None and self._final is not None and "done" in self._final:
            result = self._final["done"]
        elif reason is None and self._final is not None:
            error = self._final["failed"] if isinstance(self._final["failed"], dict) else {}
            reason = str(error.get("code", "crashed"))
        elif reason is None:
            reason = self._reason_of_end()
        return Outcome(
            reason,
            tuple(map(str, self._walls.get("achieved", ()))),
            tuple(map(str, self._walls.get("missing", ()))),
            result,
            error,
            self._cpu_seconds(),
        )

    def _cpu_seconds(self) -> float:
        if self._ended is None:
            return 0.0 if self._pid is None else monotonic() - self._started
        return float(self._ended.get("cpu_seconds", 0.0))

    def _reason_of_end(self) -> str:
        if self._ended is None:
            return "killed"
        code = self._ended["status"]
        if not os.WIFSIGNALED(code):
            return "no_result"
        number = os.WTERMSIG(code)
        used = self._ended["memory_bytes"]
        # The kernel kills, and native code aborts, when memory is out.
        if number in (signal.SIGKILL, signal.SIGABRT) and used > 0.8 * self._limits.memory_bytes:
            return "out_of_memory"
        return _SIGNALS.get(signal.Signals(number), "killed")

    def close(self) -> None:
        """Leave nothing running, whatever happened here."""
        self._kill()
        if self._meter is not None:
            self._meter.end_strays()
        self._messages.close()
        self._status.close()

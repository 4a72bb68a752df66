"""Keeps a few processes running: starts them, restarts the dead with back-off, stops them all."""

import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

LONGEST_PAUSE_SECONDS = 30.0
SETTLED_SECONDS = 60.0
LOG_BYTES = 10_000_000
_PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None, use_errno=True)


@dataclass
class Part:
    """A process that is to be running.

    stop_seconds: how long it may take to end after SIGTERM.
    """

    name: str
    command: Sequence[str]
    log: Path
    environment: Mapping[str, str]
    stop_seconds: float = 5.0
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)
    failures: int = field(default=0, init=False)
    started: float = field(default=0.0, init=False)
    due: float = field(default=0.0, init=False)

    def start(self) -> None:
        """Start the process in a session of its own; it ends when this process does."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        if self.log.exists() and self.log.stat().st_size > LOG_BYTES:
            self.log.replace(self.log.with_suffix(".old"))
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(  # noqa: S603 (our own programs)
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=dict(self.environment),
                start_new_session=True,  # Ctrl-C reaches the supervisor alone
                preexec_fn=_end_with_parent,
            )
        self.started = time.monotonic()

    @property
    def is_running(self) -> bool:
        """Whether the process lives."""
        return self.process is not None and self.process.poll() is None

    def revive(self) -> bool:
        """Start it again if it died and its pause is over; whether it was found dead."""
        if self.is_running:
            return False
        now = time.monotonic()
        if self.due == 0.0:
            settled = now - self.started > SETTLED_SECONDS
            self.failures = 1 if settled else self.failures + 1
            self.due = now + min(LONGEST_PAUSE_SECONDS, 0.5 * 2 ** (self.failures - 1))
            return True
        if now >= self.due:
            self.due = 0.0
            self.kill()  # what it had started must not hold the port or the lock
            self.start()
        return False

    def ask_to_stop(self) -> None:
        """Send SIGTERM to the process."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)

    def await_end(self) -> None:
        """Wait for the end; kill what outstays its time, with everything it started."""
        if self.process is None:
            return
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(self.stop_seconds)
        self.kill()

    def kill(self) -> None:
        """End the process and its session at once."""
        if self.process is None:
            return
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def last_lines(self, number: int = 15) -> str:
        """The end of its log."""
        try:
            text = self.log.read_bytes()[-20_000:].decode("utf-8", "replace")
        except OSError:
            return ""
        return "\n".join(text.splitlines()[-number:])


def _end_with_parent() -> None:
    _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)

"""The fork server of this process, seen from outside: `workers.forkserver` is its inside."""

import atexit
import os
import socket
import struct
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

_GRACE_SECONDS = 3.0
# Of each library that computes in a child: sums are added up alike whatever the cores.
THREADS = 1
_KEPT_ENVIRONMENT = ("PATH", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "CUDA_VISIBLE_DEVICES", "TZ")


class ForkServer:
    """Started with a control socket; when that closes it exits and takes its children along.

    ahead: modules that it imports while nobody asks for a child.
    """

    def __init__(self, ahead: Sequence[str] = ()) -> None:
        ours, theirs = socket.socketpair()
        self._control = ours
        self._lock = threading.Lock()
        self.owner = os.getpid()
        root = str(Path(__file__).resolve().parents[1])
        environment = {name: os.environ[name] for name in _KEPT_ENVIRONMENT if name in os.environ}
        environment |= {
            "PYTHONPATH": os.pathsep.join([root, *filter(None, sys.path)]),
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTHONUNBUFFERED": "1",
            "OMP_NUM_THREADS": str(THREADS),
            "ORT_DISABLE_TELEMETRY": "1",
            "JE_ARROW_MALLOC_CONF": "background_thread:false",  # the server starts no thread
            "HF_HUB_OFFLINE": "1",
            "HF_HUB_DISABLE_TELEMETRY": "1",
            "TRANSFORMERS_VERBOSITY": "error",
            "TOKENIZERS_PARALLELISM": "false",
        }
        with theirs:
            self.process = subprocess.Popen(  # noqa: S603 (our own module, no shell)
                [sys.executable, "-P", "-m", "workers.forkserver", str(theirs.fileno()), *ahead],
                pass_fds=[theirs.fileno()],
                env=environment,
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                start_new_session=True,
            )

    @property
    def is_alive(self) -> bool:
        return self.owner == os.getpid() and self.process.poll() is None

    def start(
        self, request: bytes, *, wire: socket.socket | None = None
    ) -> tuple[socket.socket, socket.socket]:
        """Ask for a child; returns the ends its messages and its status come out of.

        wire: a connected socket that the child finds at descriptor `workers.places.WIRE`.
        """
        messages, messages_there = socket.socketpair()
        status, status_there = socket.socketpair()
        try:
            with messages_there, status_there, self._lock:
                handed = [messages_there, status_there, *([] if wire is None else [wire])]
                descriptors = [one.fileno() for one in handed]
                socket.send_fds(self._control, [struct.pack("!I", len(request))], descriptors)
                self._control.sendall(request)
        except OSError:
            messages.close()
            status.close()
            raise
        return messages, status

    def stop(self) -> None:
        """Close the control socket: the server exits and takes its children along."""
        self._control.close()
        if self.owner != os.getpid():
            return
        try:
            self.process.wait(timeout=_GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


_current: ForkServer | None = None
_starting = threading.Lock()


def server(ahead: Sequence[str] = ()) -> ForkServer:
    """The one that runs, started if none does, and then with the modules to import `ahead`."""
    global _current
    with _starting:
        if _current is None or not _current.is_alive:
            if _current is not None:
                _current.stop()
            _current = ForkServer(ahead)
        return _current


def running() -> ForkServer | None:
    """The one that runs, if any was started."""
    return _current


def shut_down() -> None:
    """End the fork server and every child; the next run starts a new one."""
    global _current
    with _starting:
        if _current is not None:
            _current.stop()
            _current = None


atexit.register(shut_down)

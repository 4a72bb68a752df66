"""Run a function in a confined child process and stream its JSON messages.

Uploaded bytes are parsed only there. One fork server a process, started when first needed; a
child is forked from it for each run. The parent keeps the clock and kills.
"""

import atexit
import json
import os
import select
import signal
import socket
import struct
import subprocess
import sys
import threading
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from time import monotonic
from typing import Any

from audits.archives import is_archive
from workers.confinement import Limits

__all__ = ["TASKS", "Limits", "Outcome", "run_sandboxed", "shut_down"]

# The only functions that may be named; each takes (payload, send).
TASKS: set[str] = {
    "workers.inspection:inspect_model_file",
    "workers.inspection:inspect_dataset_file",
    "workers.auditing:measure",
    "workers.auditing:judge_and_report",
    "workers.auditing:nothing",
}

# What a task imports in its child; imported ahead in the fork server, each child finds it there.
# "module:function" is called as well: it prepares what depends on no upload, once.
AHEAD: dict[str, tuple[str, ...]] = {
    "workers.inspection:inspect_dataset_file": ("audits.reading",),
    "workers.inspection:inspect_model_file": ("audits.models.opening",),
    "workers.auditing:measure": (
        "audits.comparing.rows", "audits.context", "audits.reading", "audits.run",
        "workers.pairing",
    ),
    "workers.auditing:judge_and_report": (
        "audits.policy", "audits.report.assemble", "audits.report.exhibits.groups",
        "audits.report.html:prepare", "service.comparing", "workers.pairing",
    ),
}  # fmt: skip
FRAMEWORKS = ("onnxruntime", "torch", "transformers", "tokenizers", "safetensors.torch")
_POLL_SECONDS = 0.05
_GRACE_SECONDS = 3.0
_SIGNALS = {
    signal.SIGSEGV: "segfault", signal.SIGBUS: "segfault", signal.SIGILL: "aborted",
    signal.SIGFPE: "aborted", signal.SIGABRT: "aborted", signal.SIGXCPU: "cpu_limit",
    signal.SIGXFSZ: "disk_full", signal.SIGKILL: "killed",
}  # fmt: skip
_KEPT_ENVIRONMENT = ("PATH", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "CUDA_VISIBLE_DEVICES", "TZ")


@dataclass(frozen=True)
class Outcome:
    """How a run ended.

    reason: None if the function returned; else refused, out_of_memory, timeout, cpu_limit,
        segfault, aborted, killed, disk_full, no_result, answer_too_large, bad_answer, cancelled,
        crashed, sandbox_unavailable, or the code of an `AuditError`.
    layers: the walls that stood; missing: those that did not, with the machine's reason.
    result: what the function returned.
    error: `{"code": ..., "message": ...}` or `{"code": "refused", "problems": [...]}`.
    """

    reason: str | None
    layers: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    result: Any = None
    error: Mapping[str, Any] = field(default_factory=dict)


def run_sandboxed(
    task: str,
    payload: Mapping[str, Any],
    *,
    read_only: Sequence[Path],
    scratch: Path,
    limits: Limits,
    on_message: Callable[[dict[str, Any]], None] = lambda message: None,
    needs_models: bool = False,
    ahead: Sequence[str] = (),
    should_stop: Callable[[], bool] = lambda: False,
    gpu: str | None = None,
    demanded: Collection[str] = (),
) -> Outcome:
    """Call `task` ("module:function", one of `TASKS`) as function(payload, send) in a child.

    read_only: files and folders the child may read, beside the interpreter's own.
    scratch: an existing folder, the only place it may write.
    needs_models: whether the child asks a model, so that its framework is imported ahead.
    ahead: further modules of this project that the child will import.
    gpu: number of the accelerator the child may see (`workers.device.gpu`); None hides them all.
    demanded: walls without which nothing runs (no_new_privs, resource_limits, namespaces,
        landlock, seccomp).
    The child is killed at the wall limit, when `should_stop` says so, and when this process ends.
    """
    if task not in TASKS:
        raise ValueError(f"{task} is not a task of the sandbox")
    request = {
        "task": task,
        "payload": payload,
        "read_only": [str(Path(path).resolve()) for path in read_only],
        "scratch": str(Path(scratch).resolve()),
        "limits": asdict(limits),
        "frameworks": [
            *AHEAD.get(task, ()),
            *ahead,
            *(_frameworks(read_only) if needs_models else ()),
        ],
        "gpu": gpu,
        "demanded": sorted(demanded),
    }
    started = monotonic()
    try:
        messages, status = _server().start(json.dumps(request).encode())
    except OSError as error:
        return Outcome("sandbox_unavailable", error={"message": str(error)})
    run = _Run(messages, status, started + limits.wall_seconds, limits, on_message, should_stop)
    try:
        return run.outcome()
    finally:
        run.close()


def _frameworks(read_only: Sequence[Path]) -> list[str]:
    """What the server imports ahead; a lone ONNX file needs no torch, which takes seconds.

    Only the first bytes are looked at: folders and archives may hold a Hugging Face model.
    """
    for path in read_only:
        if Path(path).is_dir():
            return [*FRAMEWORKS]
        with Path(path).open("rb") as file:
            if is_archive(file.read(512)):
                return [*FRAMEWORKS]
    return ["onnxruntime"]


class _Run:
    """One child, watched until it has ended."""

    def __init__(
        self,
        messages: socket.socket,
        status: socket.socket,
        deadline: float,
        limits: Limits,
        on_message: Callable[[dict[str, Any]], None],
        should_stop: Callable[[], bool],
    ) -> None:
        self._messages, self._status = messages, status
        self._deadline, self._limits = deadline, limits
        self._on_message, self._should_stop = on_message, should_stop
        self._line, self._seen = bytearray(), 0
        self._status_line = bytearray()
        self._pid: int | None = None
        self._ended: dict[str, Any] | None = None
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
            if self._verdict is not None and monotonic() > self._deadline + _GRACE_SECONDS:
                break  # the status never came
        return self._judged()

    def _read(self, end: socket.socket) -> bool:
        part = end.recv(1 << 16)
        if end is self._status:
            self._status_line += part
            while (stop := self._status_line.find(b"\n")) >= 0:
                self._take_status(json.loads(self._status_line[:stop]))
                del self._status_line[: stop + 1]
            return bool(part)
        self._seen += len(part)
        if self._seen > self._limits.answer_bytes:
            self._end("answer_too_large")
            return False
        self._line += part
        while self._verdict is None and (stop := self._line.find(b"\n")) >= 0:
            line = bytes(self._line[:stop])
            del self._line[: stop + 1]
            self._take(line)
        return bool(part)

    def _take(self, line: bytes) -> None:
        try:
            found = json.loads(line)
            ((kind, content),) = found.items()
        except (ValueError, RecursionError, AttributeError):
            self._end("bad_answer")
            return
        if kind == "walls" and isinstance(content, dict):
            self._walls = content
        elif kind == "message" and isinstance(content, dict):
            self._on_message(content)
        elif kind in ("done", "failed"):
            self._final = found

    def _take_status(self, found: dict[str, Any]) -> None:
        if "pid" in found:
            self._pid = found["pid"]
            if self._verdict is not None:
                self._kill()
        else:
            self._ended = found

    def _end(self, verdict: str) -> None:
        self._verdict = self._verdict or verdict
        self._deadline = min(self._deadline, monotonic())
        self._kill()

    def _kill(self) -> None:
        if self._pid is None or self._ended is not None:
            return
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
        )

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
        self._messages.close()
        self._status.close()


class _Server:
    """The fork server of this process."""

    def __init__(self) -> None:
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
            "OMP_NUM_THREADS": "1",
            "ORT_DISABLE_TELEMETRY": "1",
            "HF_HUB_OFFLINE": "1",
            "HF_HUB_DISABLE_TELEMETRY": "1",
            "TRANSFORMERS_VERBOSITY": "error",
            "TOKENIZERS_PARALLELISM": "false",
        }
        with theirs:
            self.process = subprocess.Popen(  # noqa: S603 (our own module, no shell)
                [sys.executable, "-P", "-m", "workers.forkserver", str(theirs.fileno())],
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

    def start(self, request: bytes) -> tuple[socket.socket, socket.socket]:
        """Ask for a child; returns the ends its messages and its status come out of."""
        messages, messages_there = socket.socketpair()
        status, status_there = socket.socketpair()
        try:
            with messages_there, status_there, self._lock:
                descriptors = [messages_there.fileno(), status_there.fileno()]
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


_current: _Server | None = None
_starting = threading.Lock()


def _server() -> _Server:
    global _current
    with _starting:
        if _current is None or not _current.is_alive:
            if _current is not None:
                _current.stop()
            _current = _Server()
        return _current


def shut_down() -> None:
    """End the fork server and every child; the next run starts a new one."""
    global _current
    with _starting:
        if _current is not None:
            _current.stop()
            _current = None


atexit.register(shut_down)

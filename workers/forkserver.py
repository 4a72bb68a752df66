"""The process that sandbox children are forked from: modules imported, nothing run.

Started by `workers.forking` as `python -m workers.forkserver CONTROL_FD [MODULE ...]`. It takes
requests (JSON, with two descriptors) from the control socket, forks one child each and reports how
it ended. While nobody asks, it imports the named modules, one after the other: what the first
children need is then there. When the control socket closes it exits, and its children die with it.
"""

import fcntl
import gc
import json
import os
import resource
import select
import signal
import socket
import struct
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from importlib import import_module
from importlib.abc import MetaPathFinder
from pathlib import Path
from typing import Any

from audits.errors import AuditError, Refused
from workers import namespaces, syscalls
from workers.confinement import Grounds, Limits, confine, die_with_parent
from workers.endings import REMEDY
from workers.numbering import Numbering
from workers.places import MESSAGES, WIRE

_MESSAGE_CHARACTERS = 500


def main() -> None:
    """Serve until the control socket closes."""
    gc.disable()  # what importing makes stays: looking through it is a tenth of the time it takes
    numbering = Numbering()  # before there is much to import, and any thread
    grounds = Grounds(numbering.missing, has_network=not namespaces.leave_network())
    _keep_pandas_out()
    control = socket.socket(fileno=int(sys.argv[1]))
    waiting: dict[int, int] = {}  # child -> descriptor that waits for its status
    woken, wake = os.pipe()
    for end in (woken, wake):
        os.set_blocking(end, False)
    signal.set_wakeup_fd(wake, warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    ahead = sys.argv[2:]
    while True:
        ready, _, _ = select.select([control.fileno(), woken], [], [], 0 if ahead else None)
        if not ready:
            with suppress(Exception):  # the child that needs it reports it
                _prepare(ahead.pop(0))
        if woken in ready:
            os.read(woken, 4096)
            _reap(waiting)
        if control.fileno() in ready:
            request = _receive(control)
            if request is None:
                return
            _start(*request, waiting, numbering, grounds)


def _keep_pandas_out() -> None:
    """Let pyarrow look for pandas once, in vain: it would import it for every table, for a second.

    Afterwards pandas can be imported as ever.
    """
    hidden = _Hidden()
    sys.meta_path.insert(0, hidden)
    with suppress(ImportError):
        import_module("pyarrow").array([0])
    sys.meta_path.remove(hidden)


class _Hidden(MetaPathFinder):
    def find_spec(self, name: str, path: object = None, target: object = None) -> None:
        if name == "pandas":
            raise ModuleNotFoundError(name)


def _receive(control: socket.socket) -> tuple[dict[str, Any], int, int, int | None] | None:
    head, descriptors, _, _ = socket.recv_fds(control, 4, 3)
    if len(head) < 4 or len(descriptors) < 2:
        return None
    (size,) = struct.unpack("!I", head)
    body = bytearray()
    while len(body) < size:
        chunk = control.recv(size - len(body))
        if not chunk:
            return None
        body += chunk
    messages, status, *wire = descriptors
    return json.loads(body), messages, status, wire[0] if wire else None


def _start(
    request: dict[str, Any],
    messages: int,
    status: int,
    wire: int | None,
    waiting: dict[int, int],
    numbering: Numbering,
    grounds: Grounds,
) -> None:
    child: int | None
    try:
        function = _function(request)
        gc.freeze()
        child = numbering.fork()
    except Exception as error:
        _tell(status, {"unavailable": f"{type(error).__name__}: {error}"[:_MESSAGE_CHARACTERS]})
        child = None
    if child == 0:
        _child(function, request, messages, wire, grounds)
    for end in (messages, *(() if wire is None else (wire,))):
        os.close(end)
    if child is None:
        os.close(status)
        return
    waiting[child] = status
    _tell(status, {"pid": child, "first": numbering.first if numbering.missing is None else None})


def _function(request: Mapping[str, Any]) -> Callable[..., Any]:
    """Import what the child will run, so that the next child finds it imported."""
    for name in request["frameworks"]:
        _prepare(name)
    with suppress(ImportError, OSError):  # the child reports the missing layer
        syscalls.prepare()
    namespaces.prepare()
    module, _, name = request["task"].partition(":")
    function: Callable[..., Any] = getattr(import_module(module), name)
    return function


def _prepare(name: str) -> None:
    """Import a module; "module:function" is called as well."""
    module_name, _, prepare = name.partition(":")
    module = import_module(module_name)
    if prepare:
        getattr(module, prepare)()


def _reap(waiting: dict[int, int]) -> None:
    while waiting:
        try:
            child, code, used = os.wait4(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if child == 0:
            return
        status = waiting.pop(child, None)
        if status is not None:
            used_up = {
                "memory_bytes": used.ru_maxrss * 1024,
                "cpu_seconds": used.ru_utime + used.ru_stime,
            }
            _tell(status, {"status": code, **used_up})
            os.close(status)


def _tell(status: int, message: Mapping[str, Any]) -> None:
    try:
        os.write(status, json.dumps(message).encode() + b"\n")
    except BrokenPipeError:
        return  # nobody waits any more


def _child(
    function: Callable[..., Any],
    request: Mapping[str, Any],
    messages: int,
    wire: int | None,
    grounds: Grounds,
) -> None:
    """What the child does, from fork to exit; never returns."""
    try:
        gc.enable()
        os.setsid()
        die_with_parent()
        signal.set_wakeup_fd(-1)
        for number in (signal.SIGCHLD, signal.SIGINT):
            signal.signal(number, signal.SIG_DFL)
        nothing = os.open(os.devnull, os.O_RDWR)
        # Out of the way first, of one another too.
        handed = [
            fcntl.fcntl(end, fcntl.F_DUPFD, 16) for end in (messages, wire) if end is not None
        ]
        for end, descriptor in zip(handed, (MESSAGES, WIRE), strict=False):
            os.dup2(end, descriptor)
        for end in (0, 1, 2):
            os.dup2(nothing, end)
        os.closerange(MESSAGES + len(handed), resource.getrlimit(resource.RLIMIT_NOFILE)[0])
        with os.fdopen(MESSAGES, "wb") as channel:
            _run(function, request, channel.write, channel.flush, grounds)
    finally:
        os._exit(0)


def _run(
    function: Callable[..., Any],
    request: Mapping[str, Any],
    write: Callable[[bytes], Any],
    flush: Callable[[], None],
    grounds: Grounds,
) -> None:
    def send(kind: str, content: object) -> None:
        write(json.dumps({kind: content}, allow_nan=False).encode() + b"\n")
        flush()

    # Set before any framework looks: a child sees its own accelerator, or none.
    os.environ["CUDA_VISIBLE_DEVICES"] = request["gpu"] or ""
    achieved, missing = confine(
        read_only=[Path(path) for path in request["read_only"]],
        scratch=Path(request["scratch"]),
        limits=Limits(**request["limits"]),
        uses_gpu=request["gpu"] is not None,
        grounds=grounds,
    )
    send("walls", {"achieved": achieved, "missing": missing})
    demanded = [wall for wall in request["demanded"] if not _stands(wall, achieved)]
    if demanded:
        send("failed", {"code": "sandbox_unavailable", "message": _refused(demanded, missing)})
        return
    try:
        result = function(request["payload"], lambda message: send("message", message))
        send("done", result)
    except Refused as error:
        send("failed", error.to_json())
    except MemoryError:
        send("failed", {"code": "out_of_memory", "message": "out of memory"})
    except AuditError as error:
        send("failed", {"code": error.code, "message": str(error)[:_MESSAGE_CHARACTERS]})
    except SystemExit:
        return  # no result: the parent says so
    except BaseException as error:
        message = f"{type(error).__name__}: {error}"[:_MESSAGE_CHARACTERS]
        send("failed", {"code": "crashed", "message": message})


def _refused(demanded: list[str], missing: list[str]) -> str:
    reasons = [reason for reason in missing if reason.partition(":")[0] in demanded]
    return (
        f"the sandbox lacks what is demanded of it here ({'; '.join(reasons or demanded)}), so "
        f"nothing uploaded is opened; {REMEDY}"
    )


def _stands(wall: str, achieved: list[str]) -> bool:
    return any(layer.split()[0] == wall for layer in achieved)


if __name__ == "__main__":
    main()
